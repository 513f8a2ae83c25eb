using Microsoft.EntityFrameworkCore;
using Smartcard.Domain.Cards;
using Smartcard.SelfService.Vault;
using Smartcard.Storage;

namespace Smartcard.SelfService.Cards.Readings;

/// <summary>What is known of keys that the vault derives, for a card that is not on record yet. It uses no key.</summary>
public sealed class DerivedKeys(SmartcardDbContext database, VaultOutsideTurns vault)
{
    /// <summary>Whether the vault has a master key to derive this card's key from. Outside of a turn.</summary>
    /// <exception cref="VaultAwayException">The vault does not answer.</exception>
    public async Task<bool> AreDerivableAsync(CardIdentifier card, CancellationToken cancellationToken) =>
        (await vault.CheckDerivedAsync(new CardKeyHandle.Derived(card.Value, 1), cancellationToken)).Unwraps;

    /// <summary>The latest version that a GIDS card has; 1 where none has any. A PIV card has a new one after each reset.</summary>
    public async Task<int> LatestVersionAsync(CancellationToken cancellationToken) =>
        await database.Set<CardKey>()
            .Where(k => k.Wrapped == null && database.Set<Card>().Any(c => c.Id == k.CardId && c.Type == CardType.Gids))
            .MaxAsync(k => (int?)k.Version, cancellationToken) ?? 1;
}
