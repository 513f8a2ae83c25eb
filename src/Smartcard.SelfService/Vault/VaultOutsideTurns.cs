using Smartcard.Storage;

namespace Smartcard.SelfService.Vault;

/// <summary>The only way to the vault. Within a turn it refuses: the turn would hold its locks for as long as the vault takes.</summary>
/// <remarks>A test holds that nothing else in the product has the vault injected. See docs/decisions/0026.</remarks>
public sealed class VaultOutsideTurns(ICardKeyVault vault, TurnTransaction turn)
{
    /// <inheritdoc cref="ICardKeyVault.HasAsync"/>
    public ValueTask<bool> HasAsync(string cardIdentifier, CancellationToken cancellationToken) =>
        Outside().HasAsync(cardIdentifier, cancellationToken);

    /// <inheritdoc cref="ICardKeyVault.AnswerAsync"/>
    public ValueTask<byte[]?> AnswerAsync(
        string cardIdentifier,
        ReadOnlyMemory<byte> hostChallenge,
        ReadOnlyMemory<byte> cardChallenge,
        CancellationToken cancellationToken) =>
        Outside().AnswerAsync(cardIdentifier, hostChallenge, cardChallenge, cancellationToken);

    /// <inheritdoc cref="ICardKeyVault.ConfirmsAsync"/>
    public ValueTask<bool> ConfirmsAsync(
        string cardIdentifier,
        ReadOnlyMemory<byte> hostChallenge,
        ReadOnlyMemory<byte> cardChallenge,
        ReadOnlyMemory<byte> cardResponse,
        CancellationToken cancellationToken) =>
        Outside().ConfirmsAsync(cardIdentifier, hostChallenge, cardChallenge, cardResponse, cancellationToken);

    private ICardKeyVault Outside() =>
        turn.IsUnderWay ? throw new InvalidOperationException("The vault is asked before or after a turn, never within one.") : vault;
}
