namespace Smartcard.SelfService.Vault.Pkcs11;

/// <summary>Settings of the PKCS#11 vault; configuration section <c>Vault:Pkcs11</c>.</summary>
public sealed class Pkcs11Options
{
    public const int MostSessions = 64;

    public static readonly TimeSpan ShortestLimit = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan LongestLimit = TimeSpan.FromSeconds(20);

    /// <summary>The module's library, for example <c>/usr/lib/softhsm/libsofthsm2.so</c>.</summary>
    public string Library { get; set; } = "";

    /// <summary>Labels of the tokens, the preferred one first. All hold the same keys.</summary>
    public IList<string> Tokens { get; set; } = [];

    /// <summary>The user PIN of the tokens. Not with <see cref="PinFile"/>.</summary>
    public string? Pin { get; set; }

    /// <summary>A file that has the PIN, and nothing else but a line end.</summary>
    public string? PinFile { get; set; }

    /// <summary>Sessions with each token at most. Default 8; 1 to 64.</summary>
    public int Sessions { get; set; } = 8;

    /// <summary>How long an answer may take, with all tokens. Default 4 seconds; 0.1 to 20 seconds.</summary>
    /// <remarks>Windows resets a card after five seconds of silence.</remarks>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>In sentences.</summary>
    internal IEnumerable<string> Problems()
    {
        if (!File.Exists(Library))
        {
            yield return $"Vault:Pkcs11:Library is the file of your key module's PKCS#11 library. '{Library}' is not there.";
        }

        if (Tokens.Count == 0 || Tokens.Any(string.IsNullOrWhiteSpace))
        {
            yield return "Vault:Pkcs11:Tokens is a list of labels. Write for example Vault__Pkcs11__Tokens__0=smartcard.";
        }

        if (string.IsNullOrEmpty(Pin) == string.IsNullOrEmpty(PinFile))
        {
            yield return "The vault needs its PIN in the environment, as Vault__Pkcs11__Pin, or in a file that Vault:Pkcs11:PinFile names. "
                + "Set one of them.";
        }

        if (Sessions is < 1 or > MostSessions)
        {
            yield return $"Vault:Pkcs11:Sessions is a number from 1 to {MostSessions}.";
        }

        if (TimeLimit < ShortestLimit || TimeLimit > LongestLimit)
        {
            yield return "Vault:Pkcs11:TimeLimit says how long an answer may take. Write it like 00:00:04, from 0.1 to 20 seconds.";
        }
    }
}
