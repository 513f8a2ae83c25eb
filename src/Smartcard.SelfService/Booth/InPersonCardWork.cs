using Microsoft.EntityFrameworkCore;
using Smartcard.CardTasks;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Prompts;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Cards;
using Smartcard.SelfService.CardTasks;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.Lockout;
using Smartcard.SelfService.Mail;
using Smartcard.SelfService.Unlock;
using Smartcard.Storage;

namespace Smartcard.SelfService.Booth;

/// <summary>What the booth's reader helper does in a reset in person, and what follows from it. Each call is part of a turn.</summary>
public sealed class InPersonCardWork(
    SmartcardDbContext database,
    TurnTransaction turn,
    CardTaskInbox inbox,
    InPersonChecks checks,
    Lockouts lockouts,
    JourneyEvidence journeys,
    JourneyClosing closing,
    ReleaseNotices notices,
    Outbox mail,
    AuditLog audit,
    CaseChats chats,
    IJourneyChannel channel,
    PivUnlock piv,
    TimeProvider time)
{
    public Task<InPersonReset> GetAsync(JourneyId id, CancellationToken cancellationToken) =>
        database.Set<InPersonReset>().SingleAsync(r => r.Id == id, cancellationToken);

    /// <summary>The booth's helper is there.</summary>
    public async Task ConnectedAsync(PairedSession session, CancellationToken cancellationToken)
    {
        var reset = await GetAsync(session.JourneyId, cancellationToken);
        reset.SealedPairing = null;
        reset.PairingUntil = null;
        await HearAsync(session.JourneyId, cancellationToken);
        await GiveTaskAsync(reset, session, cancellationToken);
    }

    /// <summary>Has the helper reset the passcode of the card that the holder brought, where that may be done now.</summary>
    /// <returns>Why not: a card is being changed at this moment, or the reset would be refused. Null = the helper has the task.</returns>
    public async Task<InPersonProblem?> GiveTaskAsync(InPersonReset reset, PairedSession session, CancellationToken cancellationToken)
    {
        if (await checks.RefusalsAsync(reset, session: null, cancellationToken) is [var refusal, ..])
        {
            return InPersonResets.ProblemOf(refusal);
        }

        var now = time.GetUtcNow();
        var open = await database.Set<CardTaskItem>()
            .Where(t => t.JourneyId == reset.Id && t.Step != CardTaskStep.Over)
            .ToListAsync(cancellationToken);
        if (open.Exists(t => t.IsChangingCard && t.ExpiresAt > now))
        {
            return InPersonProblem.CardIsChanging;
        }

        var waiting = open.Find(t => t.HelperSessionId == session.Id && t.Step == CardTaskStep.Waiting && t.ExpiresAt > now);
        foreach (var task in open.Where(t => t != waiting))
        {
            inbox.End(task, task.IsChangingCard ? CardTaskEnd.Unknown : CardTaskEnd.Cancelled, now);
        }

        if (waiting is not null)
        {
            return null; // this helper has it already
        }

        var card = await database.Set<Card>().SingleAsync(c => c.Id == reset.CardId, cancellationToken);
        if (!piv.HasPasscode(card.Type))
        {
            return InPersonProblem.NoPasscode;
        }

        if (card.Type == CardType.Piv && await database.Locks.Hold(card.Id).KeyAsync(cancellationToken) is { Puk.Next: null })
        {
            return InPersonProblem.NoPukLeft;
        }

        inbox.AddReset(session, card, now);
        return null;
    }

    /// <param name="told">
    /// What the helper's call brought: <see cref="CardTaskProgress"/> or <see cref="CardTaskResult"/>; or what keeps it from going on.
    /// </param>
    public async Task HearAsync(CardTaskItem task, object told, CancellationToken cancellationToken)
    {
        var reset = await GetAsync(task.JourneyId, cancellationToken);
        await HearAsync(task.JourneyId, cancellationToken);
        switch (told)
        {
            case CardTaskProgress or CardTaskTrouble: // the task says where the helper is
                break;
            case CardTaskResult { Outcome: CardTaskOutcome.Done }:
                await CompleteAsync(reset, task.HelperSessionId, cancellationToken);
                break;
            case CardTaskResult: // the task says how it ended
                break;
            default:
                throw new InvalidOperationException($"A reset in person cannot hear {told.GetType().Name}.");
        }
    }

    /// <summary>
    /// The card has its new passcode: self-service is open again, what was proved with the card before counts no longer, its cases
    /// are closed, and its holder is told. If the holder stopped self-service while the card was being changed, the stop and its case
    /// stay: the identity was checked before it.
    /// </summary>
    /// <param name="session">The helper that saw it; null = booth staff say that they did it with another tool.</param>
    public async Task CompleteAsync(InPersonReset reset, HelperSessionId? session, CancellationToken cancellationToken)
    {
        var journey = await journeys.GetAsync(reset.Id, cancellationToken);
        var card = database.Locks.Hold(reset.CardId);
        var cases = await card.OpenCases().ToListAsync(cancellationToken);
        var isLifted = !await checks.IsStoppedSinceCheckAsync(reset, cancellationToken);
        if (isLifted)
        {
            await lockouts.LiftAsync(card, reset.HelpedBy, cancellationToken);
        }

        if (session is not null) // another tool proves nothing of a reset that our helper was released for
        {
            await notices.TakeBackAsync(journey, cancellationToken);
        }

        var kind = session is null ? EvidenceKind.ResetReleased : EvidenceKind.ResetConfirmed;
        await journeys.RecordAsync(journey, kind, session, journey.RegistrationId, cancellationToken, user: reset.HelpedBy);
        audit.Add(
            session is null ? "reset-in-person-elsewhere" : "reset-in-person", reset.Id, reset.CardId, reset.HelpedBy, subjectId: null);
        foreach (var address in await AddressesAsync(card, cancellationToken))
        {
            mail.Tell(isLifted ? MailKind.ResetInPerson : MailKind.Unlocked, address, journey);
        }

        await EndAsync(journey, JourneyEnd.Completed, cancellationToken);
        foreach (var chat in isLifted ? await chats.FindAsync(cases, cancellationToken) : [])
        {
            await channel.TellAsync(chat, new Message(ChatWords.BoothReset, MessageTone.Good), cancellationToken);
        }
    }

    public async Task EndAsync(Journey journey, JourneyEnd end, CancellationToken cancellationToken)
    {
        var reset = await GetAsync(journey.Id, cancellationToken);
        reset.SealedPairing = null;
        reset.PairingUntil = null;
        await closing.EndAsync(journey, end, cancellationToken);
        BoothQueue.TellChanged(turn);
    }

    /// <summary>Of the registration, and those that the RA desk replaced of late: a wrong address hides no reset from the holder.</summary>
    private async Task<IEnumerable<EmailAddress>> AddressesAsync(HeldCard card, CancellationToken cancellationToken)
    {
        var (id, since) = (card.Id, time.GetUtcNow() - Lockouts.NotMeLifetime);
        var replaced = await database.Set<OutgoingMail>()
            .Where(m => m.CardId == id && m.Kind == MailKind.AddressChanged && m.CreatedAt > since)
            .Select(m => m.To)
            .ToListAsync(cancellationToken);
        var registered = (await card.LastRegistrationAsync(cancellationToken))?.Address;
        return replaced.Select(EmailAddress.Parse).Prepend(registered).OfType<EmailAddress>().Distinct();
    }

    private async Task HearAsync(JourneyId id, CancellationToken cancellationToken) =>
        (await journeys.GetAsync(id, cancellationToken)).LastHeardAt = time.GetUtcNow();
}
