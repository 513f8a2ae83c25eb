using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Registrations;
using Smartcard.Look;
using Smartcard.Storage;

namespace Smartcard.BackOffice.Booth;

/// <summary>Whose card is whose.</summary>
internal sealed class CardHolders(SmartcardDbContext database)
{
    private const int MostFound = 200;

    /// <param name="cards">Null and twice the same may be among them.</param>
    public async Task<IReadOnlyDictionary<CardId, string>> NamesAsync(IEnumerable<CardId?> cards, CancellationToken cancellationToken)
    {
        var ids = cards.OfType<CardId>().Distinct().ToArray();
        return await database.Set<Card>().AsNoTracking()
            .Where(c => ids.Contains(c.Id))
            .Join(database.Set<Staff>(), c => c.StaffId, s => s.Id, (c, s) => new { c.Id, s.DisplayName })
            .ToDictionaryAsync(c => c.Id, c => c.DisplayName, cancellationToken);
    }

    /// <summary>These cards with their holders, and how their self-service stands.</summary>
    /// <param name="mayAct">Whether whoever looks may help them in person.</param>
    public async Task<IReadOnlyList<HolderLine>> LinesAsync(CardId[] cards, bool mayAct, CancellationToken cancellationToken)
    {
        var found = await database.Set<Card>().AsNoTracking()
            .Where(c => cards.Contains(c.Id))
            .Join(database.Set<Staff>(), c => c.StaffId, s => s.Id, (card, staff) => new { card.Id, staff.DisplayName, staff.Organisation })
            .OrderBy(c => c.DisplayName)
            .ToListAsync(cancellationToken);
        var registered = await database.Set<Registration>().AsNoTracking()
            .Where(r => cards.Contains(r.CardId) && r.State == RegistrationState.Active)
            .Select(r => r.CardId)
            .ToListAsync(cancellationToken);
        var lockouts = await database.Set<CardLockout>().AsNoTracking()
            .Where(l => cards.Contains(l.CardId))
            .ToDictionaryAsync(l => l.CardId, l => l.IsStopped, cancellationToken);
        return
        [
            .. found.Select(c => new HolderLine(
                c.Id.Value,
                c.DisplayName,
                c.Organisation,
                registered.Contains(c.Id),
                lockouts.GetValueOrDefault(c.Id),
                mayAct ? InPersonPages.StartOf(c.Id) : null)),
        ];
    }

    /// <summary>Whose cards somebody means by the reference of a card, or by the whole name of its holder.</summary>
    /// <returns>At most two: who needs one has to say more then.</returns>
    public async Task<StaffId[]> FindHoldersAsync(string text, CancellationToken cancellationToken)
    {
        var all = await database.Set<Card>().AsNoTracking()
            .Join(database.Set<Staff>(), c => c.StaffId, s => s.Id, (c, s) => new { c.Id, StaffId = s.Id, s.DisplayName })
            .ToListAsync(cancellationToken);
        return
        [
            .. all
                .Where(c =>
                    References.IsMeant(text, c.Id.Value) || string.Equals(c.DisplayName, text, StringComparison.OrdinalIgnoreCase))
                .Select(c => c.StaffId)
                .Distinct()
                .Take(2),
        ];
    }

    /// <summary>The cards that somebody means by a part of their holder's name, or by a reference.</summary>
    public async Task<CardId[]> FindAsync(string text, CancellationToken cancellationToken)
    {
        var all = await database.Set<Card>().AsNoTracking()
            .Join(database.Set<Staff>(), c => c.StaffId, s => s.Id, (c, s) => new { c.Id, s.DisplayName })
            .ToListAsync(cancellationToken);
        return
        [
            .. all.Where(c => References.IsMeant(text, c.Id.Value) || c.DisplayName.Contains(text, StringComparison.OrdinalIgnoreCase))
                .Select(c => c.Id)
                .Take(MostFound),
        ];
    }
}
