using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain.Cards;
using Smartcard.Storage;

namespace Smartcard.SelfService.Vault;

/// <summary>
/// The only way to the vault: finds the record of a card's key, and asks. Within a turn it refuses: the turn would hold its
/// locks for as long as the vault takes.
/// </summary>
/// <remarks>A test holds that nothing else in the product has the vault injected. See docs/decisions/0026 and 0043.</remarks>
public sealed class VaultOutsideTurns(ICardKeyVault vault, VaultUses uses, SmartcardDbContext database, TurnTransaction turn)
{
    /// <inheritdoc cref="ICardKeyVault.HasAsync"/>
    public async ValueTask<bool> HasAsync(string cardIdentifier, CancellationToken cancellationToken) =>
        await ForUse().HasAsync(await FindAsync(cardIdentifier, cancellationToken), cancellationToken);

    /// <inheritdoc cref="ICardKeyVault.AnswerAsync"/>
    public async ValueTask<byte[]?> AnswerAsync(
        string cardIdentifier,
        ReadOnlyMemory<byte> hostChallenge,
        ReadOnlyMemory<byte> cardChallenge,
        CancellationToken cancellationToken) =>
        await ForUse().AnswerAsync(await FindAsync(cardIdentifier, cancellationToken), hostChallenge, cardChallenge, cancellationToken);

    /// <inheritdoc cref="ICardKeyVault.ConfirmsAsync"/>
    public async ValueTask<bool> ConfirmsAsync(
        string cardIdentifier,
        ReadOnlyMemory<byte> hostChallenge,
        ReadOnlyMemory<byte> cardChallenge,
        ReadOnlyMemory<byte> cardResponse,
        CancellationToken cancellationToken) =>
        await ForUse().ConfirmsAsync(
            await FindAsync(cardIdentifier, cancellationToken), hostChallenge, cardChallenge, cardResponse, cancellationToken);

    /// <inheritdoc cref="ICardKeyVault.PukAsync"/>
    public async ValueTask<byte[]?> PukAsync(string cardIdentifier, int version, CancellationToken cancellationToken)
    {
        var vaultForUse = ForUse();
        return await KeyOfAsync(cardIdentifier, cancellationToken) is { } key && key.Puk.Has(version)
            ? await vaultForUse.PukAsync(await PukHandleOfAsync(cardIdentifier, key, version, cancellationToken), cancellationToken)
            : null;
    }

    /// <summary>Whether the vault can make a PIV card's next PUK, so that one that was used can be changed. That uses no key.</summary>
    public async ValueTask<bool> HasNextPukAsync(string cardIdentifier, CancellationToken cancellationToken) =>
        await KeyOfAsync(cardIdentifier, cancellationToken) is { } key
        && await OpensPukAsync(Outside(), new CardKeyHandle.Derived(cardIdentifier, key.Puk.Latest + 1), cancellationToken);

    /// <summary>Whether the vault can open the very PUK that a helper would be given now.</summary>
    public async ValueTask<bool> HasPukAsync(string cardIdentifier, CancellationToken cancellationToken)
    {
        var vaultForUse = ForUse();
        return await KeyOfAsync(cardIdentifier, cancellationToken) is { Puk.Next: { } version } key
            && await OpensPukAsync(vaultForUse, await PukHandleOfAsync(cardIdentifier, key, version, cancellationToken), cancellationToken);
    }

    /// <summary>As above, for a card that may not be on record.</summary>
    public ValueTask<byte[]?> AnswerAsync(
        CardKeyHandle.Derived key,
        ReadOnlyMemory<byte> hostChallenge,
        ReadOnlyMemory<byte> cardChallenge,
        CancellationToken cancellationToken) => ForUse().AnswerAsync(key, hostChallenge, cardChallenge, cancellationToken);

    /// <summary>As above, for a card that may not be on record.</summary>
    public ValueTask<bool> ConfirmsAsync(
        CardKeyHandle.Derived key,
        ReadOnlyMemory<byte> hostChallenge,
        ReadOnlyMemory<byte> cardChallenge,
        ReadOnlyMemory<byte> cardResponse,
        CancellationToken cancellationToken) => ForUse().ConfirmsAsync(key, hostChallenge, cardChallenge, cardResponse, cancellationToken);

    /// <summary>Whether the vault has the key of a card, for an import: that uses no key and counts as no use.</summary>
    public async ValueTask<bool> IsThereAsync(string cardIdentifier, CancellationToken cancellationToken) =>
        await Outside().HasAsync(await FindAsync(cardIdentifier, cancellationToken), cancellationToken);

    /// <inheritdoc cref="ICardKeyVault.CheckDerivedAsync"/>
    public ValueTask<KeyCheck> CheckDerivedAsync(CardKeyHandle.Derived key, CancellationToken cancellationToken) =>
        Outside().CheckDerivedAsync(key, cancellationToken);

    /// <inheritdoc cref="ICardKeyVault.CheckAsync"/>
    public ValueTask<KeyCheck> CheckAsync(WrappedCardKey key, CancellationToken cancellationToken) =>
        Outside().CheckAsync(key, cancellationToken);

    /// <inheritdoc cref="ICardKeyVault.TransportKeysAsync"/>
    public ValueTask<IReadOnlyList<TransportKey>> TransportKeysAsync(CancellationToken cancellationToken) =>
        Outside().TransportKeysAsync(cancellationToken);

    private static async Task<bool> OpensPukAsync(ICardKeyVault asked, CardKeyHandle handle, CancellationToken cancellationToken)
    {
        var puk = await asked.PukAsync(handle, cancellationToken);
        CryptographicOperations.ZeroMemory(puk);
        return puk is not null;
    }

    private async Task<CardKeyHandle> PukHandleOfAsync(
        string cardIdentifier, CardKey key, int version, CancellationToken cancellationToken) => version == key.Version
        ? await HandleOfAsync(cardIdentifier, key, cancellationToken)
        : new CardKeyHandle.Derived(cardIdentifier, version);

    private async Task<CardKeyHandle> FindAsync(string cardIdentifier, CancellationToken cancellationToken) =>
        await KeyOfAsync(cardIdentifier, cancellationToken) is { } key
            ? await HandleOfAsync(cardIdentifier, key, cancellationToken)
            : new CardKeyHandle.Unrecorded(cardIdentifier);

    private async Task<CardKey?> KeyOfAsync(string cardIdentifier, CancellationToken cancellationToken) =>
        CardIdentifier.TryParse(cardIdentifier, out var identifier)
            ? await database.Set<Card>().Where(c => c.Identifier == identifier)
                .Join(database.Set<CardKey>(), c => c.Id, k => k.CardId, (_, k) => k)
                .AsNoTracking().SingleOrDefaultAsync(cancellationToken)
            : null;

    private async Task<CardKeyHandle> HandleOfAsync(string cardIdentifier, CardKey key, CancellationToken cancellationToken) =>
        key.Wrapped is null
            ? new CardKeyHandle.Derived(cardIdentifier, key.Version)
            : new CardKeyHandle.Wrapped(cardIdentifier, await WrappedAsync(key, cancellationToken));

    private async Task<WrappedCardKey> WrappedAsync(CardKey key, CancellationToken cancellationToken)
    {
        var wrapping = await database.Set<WrappingKey>().AsNoTracking().SingleAsync(w => w.Id == key.WrappingKeyId, cancellationToken);
        return new WrappedCardKey(wrapping.Wrapped, key.Wrapped!) { TransportKeyId = wrapping.TransportKeyId };
    }

    /// <exception cref="VaultClosedException">This host has used as many keys as it may.</exception>
    private ICardKeyVault ForUse()
    {
        var outside = Outside();
        uses.Count();
        return outside;
    }

    private ICardKeyVault Outside() =>
        turn.IsUnderWay ? throw new InvalidOperationException("The vault is asked before or after a turn, never within one.") : vault;
}
