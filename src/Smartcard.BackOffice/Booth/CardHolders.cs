using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Storage;

namespace Smartcard.BackOffice.Booth;

/// <summary>Whose card is whose.</summary>
internal sealed class CardHolders(SmartcardDbContext database)
{
    /// <param name="cards">Null and twice the same may be among them.</param>
    public async Task<IReadOnlyDictionary<CardId, string>> NamesAsync(IEnumerable<CardId?> cards, CancellationToken cancellationToken)
    {
        var ids = cards.OfType<CardId>().Distinct().ToArray();
        return await database.Set<Card>().AsNoTracking()
            .Where(c => ids.Contains(c.Id))
            .Join(database.Set<Staff>(), c => c.StaffId, s => s.Id, (c, s) => new { c.Id, s.DisplayName })
            .ToDictionaryAsync(c => c.Id, c => c.DisplayName, cancellationToken);
    }
}
