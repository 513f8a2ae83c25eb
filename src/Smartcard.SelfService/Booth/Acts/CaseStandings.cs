using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Lockouts;
using Smartcard.Storage;

namespace Smartcard.SelfService.Booth.Acts;

/// <summary>How the cases of a card stand. It only looks.</summary>
public sealed class CaseStandings(SmartcardDbContext database, InPersonUsers users)
{
    /// <returns>Null where there is no such case.</returns>
    public async Task<CaseStanding?> ReadAsync(BoothCaseId id, UserId actor, CancellationToken cancellationToken)
    {
        if (await database.Set<BoothCase>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is not { } found)
        {
            return null;
        }

        var card = found.CardId;
        var cases = await database.Set<BoothCase>().AsNoTracking()
            .Where(c => c.ClosedAt == null && (c.Id == id || (card != null && c.CardId == card)))
            .OrderBy(c => c.OpenedAt)
            .ToListAsync(cancellationToken);
        var refusal = CaseClosing.RefusalOf(
            found.ClosedAt is not null,
            card is { } one && await users.IsOwnCardAsync(actor, one, cancellationToken),
            await database.Set<Journey>()
                .AnyAsync(j => j.Kind == JourneyKind.InPerson && j.CardId == card && j.EndedAt == null, cancellationToken),
            card is not null && await database.Set<CardTaskItem>()
                .Where(CardTaskItem.ThatChangesCard)
                .AnyAsync(t => t.CardId == card, cancellationToken));
        return new CaseStanding(
            found,
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
public sealed record CaseStanding(BoothCase Case, IReadOnlyList<BoothCase> Cases, Staff? Holder, bool IsStopped, CaseRefusal? Refusal);
