namespace Smartcard.SelfService.Vault;

/// <summary>
/// Opens the cards' administrator keys and answers a card's challenge with them; a key never comes out. A PUK does: PIV cards have no
/// other way.
/// </summary>
/// <remarks>
/// The vault does as it is told: whether a reset may be released is decided before, from the journey's evidence. It may take
/// its time, so it is asked through <see cref="VaultOutsideTurns"/> alone. Each call may throw
/// <see cref="VaultAwayException"/>, after which nothing is half done.
/// </remarks>
public interface ICardKeyVault
{
    /// <summary>Whether the vault has this key.</summary>
    ValueTask<bool> HasAsync(CardKeyHandle key, CancellationToken cancellationToken);

    /// <summary>The 40 bytes that prove to the card that the host holds its key; null when the vault does not have it.</summary>
    /// <param name="key">The card's.</param>
    /// <param name="hostChallenge">R1, 16 bytes.</param>
    /// <param name="cardChallenge">R2, 16 bytes.</param>
    ValueTask<byte[]?> AnswerAsync(
        CardKeyHandle key, ReadOnlyMemory<byte> hostChallenge, ReadOnlyMemory<byte> cardChallenge, CancellationToken cancellationToken);

    /// <summary>Whether the card's 40 bytes were made with its key, for these two challenges.</summary>
    ValueTask<bool> ConfirmsAsync(
        CardKeyHandle key,
        ReadOnlyMemory<byte> hostChallenge,
        ReadOnlyMemory<byte> cardChallenge,
        ReadOnlyMemory<byte> cardResponse,
        CancellationToken cancellationToken);

    /// <summary>A PUK of a PIV card, which is to be sealed for a helper at once.</summary>
    /// <param name="puk">By its own version, or as the bureau wrapped it.</param>
    /// <returns>8 bytes in a pinned array for the caller to clear; null when the vault does not have it.</returns>
    ValueTask<byte[]?> PukAsync(CardKeyHandle puk, CancellationToken cancellationToken) => ValueTask.FromResult<byte[]?>(null);

    /// <summary>
    /// Whether the vault can open a key that a card bureau wrapped. It is fast for many keys under one wrapping key, if they
    /// come one after another.
    /// </summary>
    ValueTask<KeyCheck> CheckAsync(WrappedCardKey key, CancellationToken cancellationToken);

    /// <summary>Whether the vault can derive a card's key, which takes its master key; and the key's check value.</summary>
    ValueTask<KeyCheck> CheckDerivedAsync(CardKeyHandle.Derived key, CancellationToken cancellationToken);

    /// <summary>The public halves of the transport keys, the current one first; none until one was made.</summary>
    ValueTask<IReadOnlyList<TransportKey>> TransportKeysAsync(CancellationToken cancellationToken);
}
