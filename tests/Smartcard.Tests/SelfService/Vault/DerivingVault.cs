using Smartcard.Cards.Gids;
using Smartcard.Cards.Software;
using Smartcard.SelfService.Vault;

namespace Smartcard.Tests.SelfService.Vault;

/// <summary>A vault with a master key that a test knows too, so that it can make cards for it.</summary>
internal sealed class DerivingVault : ICardKeyVault
{
    private static readonly byte[] Master = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    /// <summary>As in a key module that nobody made a master key in.</summary>
    public bool HasNoMaster { get; set; }

    public bool IsAway { get; set; }

    /// <summary>How often a card was answered.</summary>
    public int Answers { get; private set; }

    /// <summary>A new card whose administrator key is the derived one.</summary>
    public static SoftwareGidsCard CardOf(string label, int version = 1)
    {
        var state = TestCards.Create(label, "1234");
        return new SoftwareGidsCard(state with { AdminKey = KeyOf(new CardKeyHandle.Derived(state.CardId, version)) });
    }

    public ValueTask<bool> HasAsync(CardKeyHandle key, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Here() && key is CardKeyHandle.Derived && !HasNoMaster);

    public ValueTask<byte[]?> AnswerAsync(
        CardKeyHandle key, ReadOnlyMemory<byte> hostChallenge, ReadOnlyMemory<byte> cardChallenge, CancellationToken cancellationToken)
    {
        if (!Here() || HasNoMaster || key is not CardKeyHandle.Derived derived)
        {
            return ValueTask.FromResult<byte[]?>(null);
        }

        Answers++;
        return ValueTask.FromResult<byte[]?>(GidsMutualAuthentication.Answer(KeyOf(derived), hostChallenge.Span, cardChallenge.Span));
    }

    public ValueTask<bool> ConfirmsAsync(
        CardKeyHandle key,
        ReadOnlyMemory<byte> hostChallenge,
        ReadOnlyMemory<byte> cardChallenge,
        ReadOnlyMemory<byte> cardResponse,
        CancellationToken cancellationToken) => ValueTask.FromResult(
        Here()
        && key is CardKeyHandle.Derived derived
        && GidsMutualAuthentication.Confirms(KeyOf(derived), hostChallenge.Span, cardChallenge.Span, cardResponse.Span));

    public ValueTask<KeyCheck> CheckAsync(WrappedCardKey key, CancellationToken cancellationToken) =>
        throw new NotSupportedException("No card of these tests has a wrapped key.");

    public ValueTask<KeyCheck> CheckDerivedAsync(CardKeyHandle.Derived key, CancellationToken cancellationToken)
    {
        Here();
        return ValueTask.FromResult(KeyCheck.OfDerived(HasNoMaster ? null : GidsMutualAuthentication.CheckValue(KeyOf(key))));
    }

    public ValueTask<IReadOnlyList<TransportKey>> TransportKeysAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<TransportKey>>([]);

    private static byte[] KeyOf(CardKeyHandle.Derived key) => CardKeyDerivation.Derive(Master, key);

    private bool Here() => IsAway ? throw new VaultAwayException("The vault of this test is away.") : true;
}
