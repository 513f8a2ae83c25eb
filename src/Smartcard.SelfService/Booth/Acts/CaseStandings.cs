using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Lockouts;
using Smartcard.SelfService.People;
using Smartcard.Storage;

namespace Smartcard.SelfService.Booth.Acts;

/// <summary>How the cases of a card stand. It only looks.</summary>
public sealed class CaseStandings(SmartcardDbContext database, InPersonUsers users, PeopleScopes scopes)
{
    /// <param name="id">Of a line of the queue, or of one of its cases.</param>
    /// <returns>Null where there is no such case.</returns>
    public async Task<CaseStanding?> ReadAsync(MatterId id, UserId actor, CancellationToken cancellationToken)
    {
        var (ofCard, single) = (new CardId(id.Value), new BoothCaseId(id.Value));
        var found = await database.Set<BoothCase>().AsNoTracking()
            .Where(c => c.CardId == ofCard || c.Id == single)
            .OrderByDescending(c => c.OpenedAt)
            .FirstOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return null;
        }

        var (card, matter) = (found.CardId, MatterId.Of(found.CardId, found.Id));
        var cases = await database.Set<BoothCase>().AsNoTracking()
            .Where(BoothCases.OpenOf(matter))
            .OrderBy(c => c.OpenedAt)
            .ToListAsync(cancellationToken);
        var refusal = CaseClosing.RefusalOf(
            cases.Count == 0,
            !await scopes.IncludesAsync(actor, card, cancellationToken),
            await users.IsOwnCardAsync(actor, card, cancellationToken),
            card is not null && await database.Set<Journey>()
                .AnyAsync(j => j.Kind == JourneyKind.InPerson && j.CardId == card && j.EndedAt == null, cancellationToken),
            card is not null && await database.Set<CardTaskItem>()
                .Where(CardTaskItem.ThatChangesCard)
                .AnyAsync(t => t.CardId == card, cancellationToken));
        return new CaseStanding(
            matter,
            card,
            cases,
            await database.Set<Card>().AsNoTracking()
                .Where(c => c.Id == card)
                .Join(database.Set<Staff>(), c => c.StaffId, s => s.Id, (_, staff) => staff)
                .SingleOrDefaultAsync(cancellationToken),
            await database.Set<CardLockout>().AsNoTracking()
                .SingleOrDefaultAsync(l => l.CardId == card, cancellationToken) is { IsStopped: true },
            refusal);
    }
}

/// <param name="Cases">All that are open of the same card: they are closed together, as they are listed.</param>
/// <param name="Holder">Null where no card is known.</param>
/// <param name="IsStopped">Whether self-service is stopped for the card, which it stays.</param>
/// <param name="Refusal">Why this user may not close them; null = they may.</param>
public sealed record CaseStanding(
    MatterId Id, CardId? CardId, IReadOnlyList<BoothCase> Cases, Staff? Holder, bool IsStopped, CaseRefusal? Refusal);
