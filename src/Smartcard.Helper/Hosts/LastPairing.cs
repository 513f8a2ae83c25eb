using Smartcard.CardTasks;

namespace Smartcard.Helper.Hosts;

/// <summary>The pairing code that was used last, and the token it was used with. Safe to use from several threads.</summary>
/// <remarks>
/// Whoever opens the same link twice, or types the code again because the host did not answer, comes back to the same session. With another
/// token the host would take them for somebody else, who brings a code that was used already.
/// </remarks>
internal sealed class LastPairing
{
    private readonly Lock _lock = new();
    private (Uri Host, string Code, string Token)? _last;

    public string TokenFor(PairingLink link)
    {
        lock (_lock)
        {
            if (!IsLast(link))
            {
                _last = (link.Host, CodeOf(link), CardTaskClient.NewToken());
            }

            return _last!.Value.Token;
        }
    }

    public bool Is(PairingLink link)
    {
        lock (_lock)
        {
            return IsLast(link);
        }
    }

    /// <summary>The session is over, and nothing opens it again.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _last = null;
        }
    }

    private bool IsLast(PairingLink link) => _last is { } last && last.Host == link.Host && last.Code == CodeOf(link);

    /// <summary>Case, spaces and hyphens do not matter, as at the host.</summary>
    private static string CodeOf(PairingLink link) => new([.. link.Code.Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant)]);
}
