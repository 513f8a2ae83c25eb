namespace Smartcard.SelfService.Vault;

/// <summary>The vault cannot be asked right now; what was asked of it was not done.</summary>
/// <remarks>The message is a sentence for operators. It holds no key, no PIN and nothing of a card.</remarks>
public class VaultAwayException : Exception
{
    public VaultAwayException()
    {
    }

    public VaultAwayException(string message)
        : base(message)
    {
    }

    public VaultAwayException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
