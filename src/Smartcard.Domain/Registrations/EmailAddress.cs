using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Smartcard.Domain.Registrations;

/// <summary>
/// An email address in its plain form: letters, digits and <c>. _ % + ' -</c> before the @, a host name of ASCII labels
/// behind it.
/// </summary>
/// <remarks>
/// Narrower than RFC 5321 on purpose: what an approved provider issues, and nothing in which a look-alike could hide.
/// The domain is held in lower case, and what is before the @ as it was typed; two addresses that differ in case only
/// are the same, since no provider gives them to two people.
/// </remarks>
public sealed partial record EmailAddress
{
    public const int MaxLength = 254;

    /// <summary>What may be before the @ beside letters, digits and <c>. _ + -</c>.</summary>
    public const string SignsOfNames = "'%";

    private EmailAddress(string local, string domain) => (Local, Domain) = (local, domain);

    public string Local { get; }

    public string Domain { get; }

    public string Value => $"{Local}@{Domain}";

    /// <summary>Without a tag: providers put mail to <c>amal+card@nhs.net</c> and to <c>amal@nhs.net</c> into one mailbox.</summary>
    public EmailAddress Mailbox => Local.IndexOf('+', StringComparison.Ordinal) is > 0 and var tag ? new(Local[..tag], Domain) : this;

    /// <summary>For a screen: the first letter and the domain, e.g. <c>a•••@nhs.net</c>.</summary>
    public string Masked => $"{Local[0]}•••@{Domain}";

    /// <summary>
    /// What somebody who knows the address would guess from it: the whole, its two sides, the domains that its domain
    /// lies below, and the words of it all.
    /// </summary>
    public IReadOnlyList<string> Parts
    {
        get
        {
            var labels = Domain.Split('.');
            var above = labels.Skip(1).Select((_, i) => string.Join('.', labels.Skip(i + 1)));
            return [Value, Local, Domain, .. Local.Split('.'), .. labels, .. above, .. Words().Split(Value)];
        }
    }

    /// <exception cref="FormatException"><paramref name="text"/> is not such an address.</exception>
    public static EmailAddress Parse(string text) =>
        TryParse(text, out var address) ? address : throw new FormatException("The text is not an email address.");

    /// <summary>
    /// Takes an address as it comes out of a document or a mail program too: what <see cref="TypedAddress"/> corrects
    /// is corrected.
    /// </summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out EmailAddress? address)
    {
        address = FromPlain(text) ?? FromPlain(TypedAddress.Mend(text));
        return address is not null;
    }

    /// <summary>
    /// Whether the domain is one of <paramref name="providers"/> or lies below one, label by label: <c>trust.nhs.uk</c>
    /// yes, <c>evilnhs.uk</c> no. P-R2.
    /// </summary>
    public bool IsOfProvider(IEnumerable<string> providers) =>
        providers.Any(provider =>
            string.Equals(Domain, provider, StringComparison.OrdinalIgnoreCase)
            || Domain.EndsWith("." + provider, StringComparison.OrdinalIgnoreCase));

    public bool Equals(EmailAddress? other) => string.Equals(Value, other?.Value, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => Value.GetHashCode(StringComparison.OrdinalIgnoreCase);

    public override string ToString() => Masked;

    private static EmailAddress? FromPlain(string? text) =>
        text is { Length: <= MaxLength } && Shape().Match(text) is { Success: true } match
            ? new EmailAddress(match.Groups["local"].Value, match.Groups["domain"].Value.ToLowerInvariant())
            : null;

    [GeneratedRegex(
        @"\A(?<local>[A-Za-z0-9_%+'-]+(\.[A-Za-z0-9_%+'-]+)*)@(?<domain>([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63})\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Shape();

    [GeneratedRegex("[^A-Za-z0-9']+")]
    private static partial Regex Words();
}
