using System.Diagnostics.CodeAnalysis;

namespace Smartcard.Helper.Hosts;

/// <summary>The link by which the chat opens the helper: <c>smartcard-helper://pair?host=...&amp;code=...</c></summary>
/// <param name="Host">The host's origin; check it against <see cref="AllowedHosts"/> before anything else.</param>
internal sealed record PairingLink(Uri Host, string Code)
{
    private const string Scheme = "smartcard-helper";
    private const int MaxLength = 500;

    /// <summary>Reads what came from another program.</summary>
    /// <returns>False where it is not such a link.</returns>
    public static bool TryParse(string link, [NotNullWhen(true)] out PairingLink? read)
    {
        try
        {
            read = Parse(link);
        }
        catch (FormatException)
        {
            read = null;
        }

        return read is not null;
    }

    /// <exception cref="FormatException">It is not such a link.</exception>
    public static PairingLink Parse(string link)
    {
        if (link.Length > MaxLength || !Uri.TryCreate(link, UriKind.Absolute, out var uri) || uri.Scheme != Scheme || uri.Host != "pair")
        {
            throw new FormatException("That is not a link of the Smartcard chat. Type the code that the chat shows instead.");
        }

        var values = uri
            .Query.TrimStart('?')
            .Split('&')
            .Select(pair => pair.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0], StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => Uri.UnescapeDataString(g.First()[1]), StringComparer.Ordinal);
        if (!values.TryGetValue("host", out var host)
            || !values.TryGetValue("code", out var code)
            || code.Length is 0 or > 32)
        {
            throw new FormatException("That link is not complete. Type the code that the chat shows instead.");
        }

        return new PairingLink(AllowedHosts.Parse(host), code);
    }
}
