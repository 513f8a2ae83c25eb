using Smartcard.CardTasks;

namespace Smartcard.Helper.Hosts;

/// <summary>The pairing code that was used last, and the token it was used with.</summary>
/// <remarks>
/// Whoever opens the same link twice, or types the code again because the host did not answer, comes back to the same session. With another
/// token the host would take them for somebody else, who brings a code that was used already.
/// </remarks>
internal sealed class LastPairing
{
    private (Uri Host, string Code, string Token)? _last;

    public string TokenFor(PairingLink link)
    {
        var code = new string([.. link.Code.Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant)]);
        if (_last is not { } last || last.Host != link.Host || last.Code != code)
        {
            _last = last = (link.Host, code, CardTaskClient.NewToken());
        }

        return last.Token;
    }
}
