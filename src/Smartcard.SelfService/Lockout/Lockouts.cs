using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Lockouts;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.Telemetry;
using Smartcard.Storage;

namespace Smartcard.SelfService.Lockout;

/// <summary>The lockout of a card: counted here, whatever chat, browser or journey the answers come from. P-U6, S4, S6.</summary>
public sealed class Lockouts(SmartcardDbContext database, AuditLog audit, SelfServiceMetrics metrics, TimeProvider time)
{
    public async Task<CardLockout?> FindAsync(CardId cardId, CancellationToken cancellationToken)
    {
        database.Hold(cardId);
        return await database.Set<CardLockout>().SingleOrDefaultAsync(l => l.CardId == cardId, cancellationToken);
    }

    public async Task<bool> IsStoppedAsync(CardId cardId, CancellationToken cancellationToken) =>
        await FindAsync(cardId, cancellationToken) is { IsStopped: true };

    public async Task<AnswerAttempt> RecordAsync(CardId cardId, JourneyId journeyId, bool isRight, CancellationToken cancellationToken)
    {
        var lockout = await GetOrAddAsync(cardId, cancellationToken);
        var wasStopped = lockout.IsStopped;
        var attempt = lockout.Record(isRight, time.GetUtcNow());
        audit.Add(attempt is AnswerAttempt.Right ? "answers-right" : "answers-wrong", journeyId, cardId);
        if (lockout.IsStopped && !wasStopped)
        {
            metrics.LockedOut();
            audit.Add("card-locked-out", journeyId, cardId);
        }

        return attempt;
    }

    /// <summary>"This was not me": self-service stops for the card and the booth has a case. Saying it twice changes nothing more.</summary>
    public async Task FreezeAsync(CardId cardId, JourneyId? journeyId, CancellationToken cancellationToken)
    {
        var lockout = await GetOrAddAsync(cardId, cancellationToken);
        if (lockout.FrozenAt is not null)
        {
            return;
        }

        var now = time.GetUtcNow();
        lockout.Freeze(now);
        metrics.Frozen();
        database.Add(new BoothCase { Id = BoothCaseId.New(), CardId = cardId, JourneyId = journeyId, Reason = BoothReason.NotMe, OpenedAt = now });
        audit.Add("card-frozen", journeyId, cardId);
    }

    /// <summary>The booth has reset the card's passcode in person: the lockout is lifted and the card's open cases are closed.</summary>
    public async Task LiftAsync(CardId cardId, UserId actorId, CancellationToken cancellationToken)
    {
        if (await FindAsync(cardId, cancellationToken) is { } lockout)
        {
            lockout.Lift();
        }

        var now = time.GetUtcNow();
        foreach (var open in await database.Set<BoothCase>().Where(c => c.CardId == cardId && c.ClosedAt == null).ToListAsync(cancellationToken))
        {
            open.ClosedAt = now;
        }

        audit.Add("lockout-lifted-in-person", journeyId: null, cardId, actorId, subjectId: null);
    }

    private async Task<CardLockout> GetOrAddAsync(CardId cardId, CancellationToken cancellationToken)
    {
        if (await FindAsync(cardId, cancellationToken) is { } found)
        {
            return found;
        }

        var lockout = new CardLockout { CardId = cardId };
        database.Add(lockout);
        return lockout;
    }
}
