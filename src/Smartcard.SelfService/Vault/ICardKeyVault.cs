namespace Smartcard.SelfService.Vault;

/// <summary>Keeps the cards' administrator keys and answers a card's challenge with them; a key never comes out.</summary>
/// <remarks>
/// The vault does as it is told: whether a reset may be released is decided before, from the journey's evidence. It may take
/// its time, so it is asked through <see cref="VaultOutsideTurns"/> alone.
/// </remarks>
public interface ICardKeyVault
{
    /// <summary>Whether the vault has a key for this card.</summary>
    /// <param name="cardIdentifier">32 upper-case hexadecimal digits.</param>
    ValueTask<bool> HasAsync(string cardIdentifier, CancellationToken cancellationToken);

    /// <summary>The 40 bytes that prove to the card that the host holds its key; null when the vault has no key for it.</summary>
    /// <param name="cardIdentifier">32 upper-case hexadecimal digits.</param>
    /// <param name="hostChallenge">R1, 16 bytes.</param>
    /// <param name="cardChallenge">R2, 16 bytes.</param>
    ValueTask<byte[]?> AnswerAsync(
        string cardIdentifier, ReadOnlyMemory<byte> hostChallenge, ReadOnlyMemory<byte> cardChallenge, CancellationToken cancellationToken);

    /// <summary>Whether the card's 40 bytes were made with its key, for these two challenges.</summary>
    ValueTask<bool> ConfirmsAsync(
        string cardIdentifier,
        ReadOnlyMemory<byte> hostChallenge,
        ReadOnlyMemory<byte> cardChallenge,
        ReadOnlyMemory<byte> cardResponse,
        CancellationToken cancellationToken);
}
