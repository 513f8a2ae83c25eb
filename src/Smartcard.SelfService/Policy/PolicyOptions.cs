using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace Smartcard.SelfService.Policy;

/// <summary>The installation's policy; configuration section <c>Policy</c>. No workflow can loosen it.</summary>
public sealed partial class PolicyOptions : IValidatableObject
{
    public const string Section = "Policy";

    /// <summary>
    /// Domains whose addresses, and those of their subdomains, may be registered. Default: nhs.net, nhs.uk, gov.uk,
    /// mod.uk. P-R2.
    /// </summary>
    /// <remarks>
    /// Null in the making, since configuration adds to a list that is there already: what an installation names must be
    /// the whole list.
    /// </remarks>
    [MinLength(1)]
    public IReadOnlyList<string>? ApprovedEmailProviders { get; set; }

    internal static IReadOnlyList<string> NationalProviders { get; } = ["nhs.net", "nhs.uk", "gov.uk", "mod.uk"];

    /// <summary>Whether a reset needs right answers. Default true; false = card and code only, for everybody. S10.</summary>
    public bool QuestionsRequired { get; set; } = true;

    /// <summary>Who needs no answers where others do. Default: nobody.</summary>
    public CardAndCodeOnlyOptions CardAndCodeOnly { get; set; } = new();

    /// <summary>The profile of one person's unlock.</summary>
    /// <param name="channel">As in <see cref="Domain.Journeys.Journey.Channel"/>.</param>
    /// <param name="organisation">The holder's; null = not known.</param>
    public PolicyProfile ProfileFor(string channel, string? organisation) =>
        !QuestionsRequired || Names(CardAndCodeOnly.Channels, channel) || Names(CardAndCodeOnly.Organisations, organisation)
            ? PolicyProfile.CardAndCode
            : PolicyProfile.Questions;

    /// <summary>The profile that a workflow is proved against.</summary>
    public PolicyProfile ProfileOf(string definitionId) =>
        !QuestionsRequired || definitionId == PolicyProfile.CardAndCode.UnlockWorkflow
            ? PolicyProfile.CardAndCode
            : PolicyProfile.Questions;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        [
            .. (ApprovedEmailProviders ?? [])
                .Where(provider => !Domain().IsMatch(provider))
                .Select(provider => new ValidationResult(
                    $"Policy:ApprovedEmailProviders has '{provider}', which is not a domain. Write it like nhs.net, "
                    + "without @ and without a dot in front.")),
            .. CardAndCodeOnly
                .Channels.Where(channel => !Channels.Contains(channel, StringComparer.Ordinal))
                .Select(channel => new ValidationResult(
                    $"Policy:CardAndCodeOnly:Channels has '{channel}', which is not a channel. Write {string.Join(" or ", Channels)}.")),
            .. CardAndCodeOnly
                .Organisations.Where(string.IsNullOrWhiteSpace)
                .Select(_ => new ValidationResult(
                    "Policy:CardAndCodeOnly:Organisations has an empty name. Write it as in the staff's records.")),
        ];

    private static readonly string[] Channels = ["webchat"];

    private static bool Names(IReadOnlyList<string> listed, string? name) =>
        name is not null && listed.Contains(name.Trim(), StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"\A([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}\z")]
    private static partial Regex Domain();
}

/// <summary>Who unlocks with card and code alone; configuration section <c>Policy:CardAndCodeOnly</c>. S10.</summary>
public sealed class CardAndCodeOnlyOptions
{
    /// <summary>Names of organisations, as in <see cref="Domain.Cards.Staff.Organisation"/>; capitals do not matter.</summary>
    public IReadOnlyList<string> Organisations { get; set; } = [];

    /// <summary>Channels, e.g. <c>webchat</c>.</summary>
    public IReadOnlyList<string> Channels { get; set; } = [];
}
