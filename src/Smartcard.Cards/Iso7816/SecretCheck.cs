namespace Smartcard.Cards.Iso7816;

/// <summary>How the card judged a secret that it was shown.</summary>
public abstract record SecretCheck
{
    private SecretCheck() { }

    /// <summary>The secret was right; what it protects may be used until the card is reset.</summary>
    public sealed record Accepted : SecretCheck;

    /// <summary>The secret was wrong.</summary>
    /// <param name="AttemptsLeft">Attempts before the card blocks the secret, 1 to 15.</param>
    public sealed record Wrong(int AttemptsLeft) : SecretCheck;

    /// <summary>No attempt is left; the secret must be reset before it can be used again.</summary>
    public sealed record Blocked : SecretCheck;

    /// <summary>Reads the verdict from the status word of a command that shows a secret.</summary>
    /// <exception cref="CardException">The status word is no verdict.</exception>
    public static SecretCheck From(string command, StatusWord sw) => sw switch
    {
        _ when sw == StatusWord.Success => new Accepted(),
        _ when sw == StatusWord.AuthenticationBlocked || sw.AttemptsLeft == 0 => new Blocked(),
        { AttemptsLeft: { } left } => new Wrong(left),
        _ => throw new CardException(command, sw),
    };
}
