using Smartcard.SelfService.Vault;

namespace Smartcard.Tests.SelfService.Vault;

/// <summary>Whichever vault a test has chosen by now.</summary>
/// <param name="opensPuk">Asked once for each PUK; null = it does.</param>
/// <param name="derives">Whether it has a master key; null = as the chosen one.</param>
internal sealed class ChosenVault(Func<ICardKeyVault> choice, Func<bool>? derives = null, Func<bool>? opensPuk = null) : ICardKeyVault
{
    public ValueTask<bool> HasAsync(CardKeyHandle key, CancellationToken cancellationToken) => choice().HasAsync(key, cancellationToken);

    public ValueTask<byte[]?> AnswerAsync(
        CardKeyHandle key, ReadOnlyMemory<byte> hostChallenge, ReadOnlyMemory<byte> cardChallenge, CancellationToken cancellationToken) =>
        choice().AnswerAsync(key, hostChallenge, cardChallenge, cancellationToken);

    public ValueTask<bool> ConfirmsAsync(
        CardKeyHandle key,
        ReadOnlyMemory<byte> hostChallenge,
        ReadOnlyMemory<byte> cardChallenge,
        ReadOnlyMemory<byte> cardResponse,
        CancellationToken cancellationToken) =>
        choice().ConfirmsAsync(key, hostChallenge, cardChallenge, cardResponse, cancellationToken);

    public ValueTask<byte[]?> PukAsync(CardKeyHandle puk, CancellationToken cancellationToken) =>
        (puk is CardKeyHandle.Derived && derives?.Invoke() == false) || opensPuk?.Invoke() == false
            ? new((byte[]?)null)
            : choice().PukAsync(puk, cancellationToken);

    public ValueTask<KeyCheck> CheckAsync(WrappedCardKey key, CancellationToken cancellationToken) =>
        choice().CheckAsync(key, cancellationToken);

    public ValueTask<KeyCheck> CheckDerivedAsync(CardKeyHandle.Derived key, CancellationToken cancellationToken) =>
        derives?.Invoke() == false ? new(KeyCheck.OfDerived(null)) : choice().CheckDerivedAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<TransportKey>> TransportKeysAsync(CancellationToken cancellationToken) =>
        choice().TransportKeysAsync(cancellationToken);
}
