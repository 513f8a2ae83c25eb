namespace Smartcard.SelfService.Vault;

/// <summary>What the vault needs to come by a card's administrator key.</summary>
/// <param name="CardIdentifier">32 upper-case hexadecimal digits.</param>
public abstract record CardKeyHandle(string CardIdentifier)
{
    /// <summary>Made from the vault's master key, the card's identifier and the version.</summary>
    public sealed record Derived(string CardIdentifier, int Version) : CardKeyHandle(CardIdentifier);

    /// <summary>Wrapped by a card bureau.</summary>
    public sealed record Wrapped(string CardIdentifier, WrappedCardKey Key) : CardKeyHandle(CardIdentifier);

    /// <summary>The card has no record of its key. A development vault of an older version may hold it.</summary>
    public sealed record Unrecorded(string CardIdentifier) : CardKeyHandle(CardIdentifier);
}
