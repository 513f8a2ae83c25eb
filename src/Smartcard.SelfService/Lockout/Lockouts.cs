using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Telemetry;
using Smartcard.Storage;

namespace Smartcard.SelfService.Lockout;

/// <summary>The lockout of a card: counted here, whatever chat, browser or journey the answers come from. P-U6, S4, S6.</summary>
public sealed class Lockouts(
    SmartcardDbContext database, BoothCases cases, AuditLog audit, SelfServiceMetrics metrics, TimeProvider time)
{
    /// <summary>How long the link "this was not me" of a mail can be used.</summary>
    public static TimeSpan NotMeLifetime { get; } = TimeSpan.FromDays(30);

    public async Task<AnswerAttempt> RecordAsync(HeldCard card, JourneyId journeyId, bool isRight, CancellationToken cancellationToken)
    {
        var lockout = await GetOrAddAsync(card, cancellationToken);
        var wasStopped = lockout.IsStopped;
        var attempt = lockout.Record(isRight, time.GetUtcNow());
        audit.Add(attempt is AnswerAttempt.Right ? "answers-right" : "answers-wrong", journeyId, card.Id);
        if (lockout.IsStopped && !wasStopped)
        {
            metrics.LockedOut();
            audit.Add("card-locked-out", journeyId, card.Id);
        }

        return attempt;
    }

    /// <summary>What the link of this act can do at this moment, to be shown. The card is not held, so it may change in the next.</summary>
    public async Task<NotMeStanding> StandingOfAsync(NotMeAct act, CancellationToken cancellationToken)
    {
        var lockout = await database.Set<CardLockout>().AsNoTracking().SingleOrDefaultAsync(l => l.CardId == act.CardId, cancellationToken);
        return await StandingOfAsync(act, lockout, cancellationToken);
    }

    /// <summary>"This was not me", by the link of a mail.</summary>
    /// <returns>What it found; <see cref="NotMeStanding.Open"/> = it has stopped self-service.</returns>
    public async Task<NotMeStanding> StopAsync(NotMeAct act, CancellationToken cancellationToken)
    {
        var card = database.Locks.Hold(act.CardId);
        var standing = await StandingOfAsync(act, await card.LockoutAsync(cancellationToken), cancellationToken);
        if (standing == NotMeStanding.Open)
        {
            await FreezeAsync(card, act.JourneyId, cancellationToken);
            await WithdrawAsync(card, act, cancellationToken);
        }
        else if (standing == NotMeStanding.Stopped)
        {
            await TellBoothAgainAsync(card, act.JourneyId, cancellationToken);
        }

        return standing;
    }

    /// <summary>
    /// "This was not me": self-service stops for the card, what was proved with it counts no longer, and the booth has
    /// a case. Said again, it only voids what was proved since: a reset in person begins anew.
    /// </summary>
    public async Task FreezeAsync(HeldCard card, JourneyId? journeyId, CancellationToken cancellationToken)
    {
        var lockout = await GetOrAddAsync(card, cancellationToken);
        var wasFrozen = lockout.FrozenAt is not null;
        lockout.Freeze(time.GetUtcNow());
        await EndWaitingTasksAsync(card, cancellationToken);
        if (wasFrozen)
        {
            audit.Add("card-frozen-again", journeyId, card.Id);
            await TellBoothAgainAsync(card, journeyId, cancellationToken);
            return;
        }

        metrics.Frozen();
        cases.Open(card.Id, journeyId, BoothReason.NotMe);
        audit.Add("card-frozen", journeyId, card.Id);
    }

    /// <summary>"This was not me", said of a card that is stopped: the booth has a case, also if it closed the last one.</summary>
    public async Task TellBoothAgainAsync(HeldCard card, JourneyId? journeyId, CancellationToken cancellationToken)
    {
        if (!await card.OpenCases().AnyAsync(c => c.Reason == BoothReason.NotMe, cancellationToken))
        {
            cases.Open(card.Id, journeyId, BoothReason.NotMe);
        }
    }

    /// <summary>
    /// The booth has reset the card's passcode in person: the lockout is lifted, the card's open cases are closed, and
    /// what was proved with the card before counts no longer.
    /// </summary>
    public async Task LiftAsync(HeldCard card, UserId actorId, CancellationToken cancellationToken)
    {
        (await GetOrAddAsync(card, cancellationToken)).Lift();
        await EndWaitingTasksAsync(card, cancellationToken);
        await cases.CloseAsync(card, cancellationToken);
        audit.Add("lockout-lifted-in-person", journeyId: null, card.Id, actorId, subjectId: null);
    }

    /// <summary>
    /// What the card has not begun is not begun any more. A reset that was released comes to its end: the card may have
    /// the new passcode already.
    /// </summary>
    private async Task EndWaitingTasksAsync(HeldCard card, CancellationToken cancellationToken)
    {
        var cardId = card.Id;
        foreach (
            var task in await database
                .Set<CardTaskItem>()
                .Where(t => t.CardId == cardId && t.Step == CardTaskStep.Waiting)
                .ToListAsync(cancellationToken))
        {
            if (task.End(CardTaskEnd.Stopped, time.GetUtcNow()))
            {
                metrics.CardTaskEnded(task);
            }
        }
    }

    private async Task<CardLockout> GetOrAddAsync(HeldCard card, CancellationToken cancellationToken)
    {
        if (await card.LockoutAsync(cancellationToken) is { } found)
        {
            return found;
        }

        var lockout = new CardLockout { CardId = card.Id };
        database.Add(lockout);
        return lockout;
    }

    /// <summary>Whoever did not change the address themselves registers again: no code goes to the new address any more.</summary>
    private async Task WithdrawAsync(HeldCard card, NotMeAct act, CancellationToken cancellationToken)
    {
        if (await ChangedByAsync(act, cancellationToken) is { } changed
            && await card.RegistrationAsync(cancellationToken) is { } registration
            && registration.Id == changed)
        {
            registration.Withdraw();
            audit.Add("registration-withdrawn", act.JourneyId, card.Id);
        }
    }

    /// <summary>
    /// Once the booth has reset the passcode in person, the act is over: an old mail stops nothing again. A new address that the RA
    /// desk took stays in force, so its link is not over before it was used.
    /// </summary>
    private async Task<NotMeStanding> StandingOfAsync(NotMeAct act, CardLockout? lockout, CancellationToken cancellationToken)
    {
        var isInTime = time.GetUtcNow() - act.At <= NotMeLifetime;
        var isFrozen = lockout?.FrozenAt is not null;
        if (isInTime && await IsChangeOpenAsync(act, isFrozen, cancellationToken))
        {
            return NotMeStanding.Open;
        }

        if (isFrozen)
        {
            return NotMeStanding.Stopped;
        }

        var epoch = lockout?.Epoch ?? 0;
        return isInTime
            && await database.Set<EvidenceItem>()
                .AnyAsync(e => e.JourneyId == act.JourneyId && e.CardId == act.CardId && e.LockoutEpoch == epoch, cancellationToken)
                ? NotMeStanding.Open
                : NotMeStanding.Over;
    }

    /// <summary>Whether the act changed an address, and its link can still withdraw the registration or was not used yet.</summary>
    private async Task<bool> IsChangeOpenAsync(NotMeAct act, bool isFrozen, CancellationToken cancellationToken)
    {
        if (await ChangedByAsync(act, cancellationToken) is not { } changed)
        {
            return false;
        }

        return await database.Set<Registration>().AnyAsync(r => r.Id == changed && r.State == RegistrationState.Active, cancellationToken)
            || (!isFrozen
                && !await database.Set<BoothCase>().AnyAsync(
                    c => c.CardId == act.CardId && c.JourneyId == act.JourneyId && c.Reason == BoothReason.NotMe, cancellationToken));
    }

    /// <returns>The registration whose address this act changed at the RA desk; null = it is about something else.</returns>
    private Task<RegistrationId?> ChangedByAsync(NotMeAct act, CancellationToken cancellationToken) =>
        database.Set<EvidenceItem>()
            .Where(e => e.JourneyId == act.JourneyId && e.CardId == act.CardId)
            .Where(e => e.Kind == EvidenceKind.CodeConfirmed && e.UserId != null)
            .Select(e => e.RegistrationId)
            .FirstOrDefaultAsync(cancellationToken);
}
