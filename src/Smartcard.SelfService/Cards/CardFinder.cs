using Microsoft.EntityFrameworkCore;
using Smartcard.Domain.Cards;
using Smartcard.Storage;

namespace Smartcard.SelfService.Cards;

/// <summary>Finds a card by its own id, for another system.</summary>
public sealed class CardFinder(SmartcardDbContext database)
{
    /// <returns>Null where there is no such card.</returns>
    public async Task<FoundCard?> FindAsync(CardIdentifier identifier, CancellationToken cancellationToken)
    {
        if (await database.Set<Card>().AsNoTracking().SingleOrDefaultAsync(c => c.Identifier == identifier, cancellationToken) is
            not { } card)
        {
            return null;
        }

        var holder = await database.Set<Staff>().AsNoTracking().SingleAsync(s => s.Id == card.StaffId, cancellationToken);
        var version = await database.Set<CardKey>().Where(k => k.CardId == card.Id)
            .Select(k => (int?)k.Version)
            .SingleOrDefaultAsync(cancellationToken);
        return new FoundCard(card, holder, version);
    }
}

/// <param name="KeyVersion">Null where the vault has the key itself.</param>
public sealed record FoundCard(Card Card, Staff Holder, int? KeyVersion);
