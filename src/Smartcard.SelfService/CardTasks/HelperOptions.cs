using System.ComponentModel.DataAnnotations;
using Smartcard.Cards.Piv;
using Smartcard.CardTasks;
using Smartcard.Domain.Cards;
using Smartcard.Domain.CardTasks;

namespace Smartcard.SelfService.CardTasks;

/// <summary>Settings of the reader helper's side; configuration section <c>Helper</c>.</summary>
public sealed class HelperOptions : IValidatableObject
{
    public const string Section = "Helper";

    /// <summary>
    /// The address by which helpers reach this host, e.g. <c>https://smartcard.trust.nhs.uk</c>; it stands in the link
    /// that opens the helper. Default: the installation's <c>PublicAddress</c>.
    /// </summary>
    [Required]
    [Url]
    public string HostAddress { get; set; } = "";

    /// <summary>
    /// For demonstrations: the address of a helper's window that is already open; null = the link that opens the
    /// installed helper is offered.
    /// </summary>
    public string? WindowAddress { get; set; }

    /// <summary>
    /// The oldest reader helper that is connected, e.g. <c>0.2.0</c>. Default none: any, also one that does not say its version.
    /// </summary>
    public string? OldestVersion { get; set; }

    /// <summary>The reader helper that people should have, e.g. <c>0.3.0</c>; older ones say that it is there. Default none.</summary>
    public string? NewestVersion { get; set; }

    public HelperVersions Versions => new(HelperVersions.Read(OldestVersion), HelperVersions.Read(NewestVersion));

    /// <summary>How long a card task waits for the person and the card. Default 10 minutes; 1 minute to 20.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "00:20:00")]
    public TimeSpan TaskLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Wrong pairing codes that one address may send in a minute, against 31^8 possible ones. Default 120; 10 to 10,000.</summary>
    [Range(10, 10_000)]
    public int FailedPairingsPerMinute { get; set; } = 120;

    /// <summary>Shortest passcode. Default 4; 4 to 8. P-U9.</summary>
    [Range(4, 8)]
    public int PasscodeMinLength { get; set; } = 4;

    /// <summary>Longest passcode. Default 8; 4 to 8. P-U9.</summary>
    [Range(4, 8)]
    public int PasscodeMaxLength { get; set; } = 8;

    /// <summary>Digits alone. Default false: any printable ASCII character. P-U9.</summary>
    public bool PasscodeDigitsOnly { get; set; }

    /// <summary>
    /// Passcodes that too many people use, which nobody may choose; at most 1,000 of 4 to 8 printable ASCII characters, case does not
    /// matter. Default: a list of about 200. An empty entry alone turns it off. S15.
    /// </summary>
    /// <remarks>Null in the making, because configuration adds to a list that is there already.</remarks>
    [MaxLength(1000)]
    public IReadOnlyList<string>? CommonPasscodes { get; set; }

    public PasscodeRule PasscodeRule => new(PasscodeMinLength, PasscodeMaxLength, PasscodeDigitsOnly)
    {
        Common = CommonPasscodes is { } own ? [.. own.Where(passcode => passcode.Length > 0)] : CardTasks.CommonPasscodes.All,
    };

    /// <summary>The rule of this installation and of the card.</summary>
    /// <returns>Null when no passcode keeps both.</returns>
    public PasscodeRule? RuleFor(CardType type)
    {
        if (type != CardType.Piv)
        {
            return PasscodeRule;
        }

        var (min, max) = (Math.Max(PasscodeMinLength, PivPinRule.MinLength), Math.Min(PasscodeMaxLength, PivPinRule.MaxLength));
        return min > max ? null : PasscodeRule with { MinLength = min, MaxLength = max, DigitsOnly = true };
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PasscodeMinLength > PasscodeMaxLength)
        {
            yield return new ValidationResult(
                $"Helper:PasscodeMinLength is {PasscodeMinLength} and Helper:PasscodeMaxLength is "
                + $"{PasscodeMaxLength}, so nobody could choose a passcode. Write the shorter length first, for example 6 and 8.");
        }

        foreach (var (name, version) in new[] { (nameof(OldestVersion), OldestVersion), (nameof(NewestVersion), NewestVersion) })
        {
            if (version is { Length: > 0 } && HelperVersions.Read(version) is null)
            {
                yield return new ValidationResult($"Helper:{name} is '{version}', which is not a version number. Write it like 0.3.0.");
            }
        }

        if (Versions is { Oldest: { } oldest, Newest: { } newest } && oldest > newest)
        {
            yield return new ValidationResult(
                $"Helper:OldestVersion is {OldestVersion} and Helper:NewestVersion is {NewestVersion}, so no reader "
                + "helper could connect. The oldest version cannot be later than the newest, for example 0.2.0 and 0.3.0.");
        }

        // Its place and not the entry: a passcode of somebody may stand there by mistake.
        foreach (var (place, passcode) in (CommonPasscodes ?? []).Index())
        {
            if (passcode.Length is > 0 and (< 4 or > 8) || passcode.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                yield return new ValidationResult(
                    $"Helper:CommonPasscodes:{place} is no passcode. Write 4 to 8 letters without accents, digits and symbols, "
                    + "for example 2580.");
            }
        }
    }
}
