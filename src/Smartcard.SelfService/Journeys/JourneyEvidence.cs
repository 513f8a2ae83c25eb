using Microsoft.EntityFrameworkCore;
using Smartcard.CardTasks;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.CardTasks;
using Smartcard.SelfService.Lockout;
using Smartcard.SelfService.Mail;
using Smartcard.SelfService.Unlock;
using Smartcard.Storage;

namespace Smartcard.SelfService.Journeys;

/// <summary>What a journey has proved so far, and what follows from it.</summary>
public sealed class JourneyEvidence(
    SmartcardDbContext database,
    Lockouts lockouts,
    BoothCases cases,
    Outbox mail,
    ReleaseNotices notices,
    AuditLog audit,
    IWorkflowChoice workflows,
    ReportedCards reported,
    TimeProvider time)
{
    public async Task<Journey> GetAsync(JourneyId id, CancellationToken cancellationToken) =>
        await database.FindAsync<Journey>([id], cancellationToken)
        ?? throw new InvalidOperationException($"There is no journey {id.Value}.");

    public async Task<Journey> ReadAsync(JourneyId id, CancellationToken cancellationToken) =>
        await database.Set<Journey>().AsNoTracking().SingleAsync(j => j.Id == id, cancellationToken);

    public async Task<Card?> CardOfAsync(JourneyId id, CancellationToken cancellationToken)
    {
        var journey = await GetAsync(id, cancellationToken);
        return await database.Set<Card>().SingleOrDefaultAsync(c => c.Id == journey.CardId, cancellationToken);
    }

    /// <summary>The registration in force, for slow work before a turn. The card is not held: whoever decides looks again.</summary>
    public async Task<Registration?> ReadRegistrationAsync(CardId cardId, CancellationToken cancellationToken) =>
        await database.Set<Registration>().AsNoTracking()
            .SingleOrDefaultAsync(r => r.CardId == cardId && r.State == RegistrationState.Active, cancellationToken);

    /// <summary>Null while the journey has identified no card.</summary>
    public HeldCard? HoldCardOf(Journey journey) => journey.CardId is { } card ? database.Locks.Hold(card) : null;

    public async Task<IReadOnlyList<EvidenceItem>> EvidenceOfAsync(JourneyId id, CancellationToken cancellationToken)
    {
        var stored = await database.Set<EvidenceItem>().Where(e => e.JourneyId == id).ToListAsync(cancellationToken);
        return [.. stored.Union(database.Set<EvidenceItem>().Local.Where(e => e.JourneyId == id))];
    }

    /// <summary>The reader helper has read this card, without a passcode. A PIV card shows that it is there. P-U1, P-U2.</summary>
    public async Task<CardStanding> CardIdentifiedAsync(
        JourneyId id,
        CardTaskItem task,
        CardTaskResult result,
        CancellationToken cancellationToken)
    {
        var journey = await GetAsync(id, cancellationToken);
        var (card, refusal) = await reported.TakeAsync(journey, task, result, cancellationToken);
        if (card is null)
        {
            return refusal;
        }

        var held = database.Locks.Hold(card.Id);
        var isStopped = await held.IsStoppedAsync(cancellationToken);
        await RecordAsync(journey, EvidenceKind.CardIdentified, task.HelperSessionId, registration: null, cancellationToken);
        await RecordPresenceAsync(journey, card, task, cancellationToken);
        if (journey.Kind != JourneyKind.Report && !await held.IsInUseAsync(cancellationToken))
        {
            return CardStanding.NotInUse;
        }

        if (isStopped)
        {
            if (journey.Kind == JourneyKind.Report)
            {
                await lockouts.TellBoothAgainAsync(held, id, cancellationToken);
            }

            return CardStanding.Stopped;
        }

        if (await held.RegistrationAsync(cancellationToken) is not { } registration)
        {
            return CardStanding.NotRegistered;
        }

        journey.RegistrationId = registration.Id;
        return CardStanding.Good;
    }

    /// <summary>
    /// The workflow by which the holder's organisation unlocks, when it is another than this journey's; null when the
    /// journey is right, or is not an unlock. S10.
    /// </summary>
    public async Task<string?> OtherWorkflowAsync(JourneyId id, CancellationToken cancellationToken)
    {
        var journey = await GetAsync(id, cancellationToken);
        if (journey.Kind != JourneyKind.Unlock || !workflows.InUse.Contains(journey.Workflow))
        {
            return null;
        }

        var chosen = workflows.For(journey.Kind, journey.Channel, await OrganisationOfAsync(journey, cancellationToken));
        if (JourneyKinds.Of(chosen) != journey.Kind)
        {
            // A fault of this step, which its person is told of. What goes on as nobody's journey would say nothing more.
            throw new InvalidOperationException($"'{chosen}' is chosen for an unlock, and its id does not say that it is one.");
        }

        return chosen == journey.Workflow ? null : chosen;
    }

    /// <summary>The card took its passcode and signed the challenge of this task. P-R4.</summary>
    public async Task<CardStanding> CardProvedAsync(
        JourneyId id,
        CardTaskItem task,
        CardTaskResult result,
        CancellationToken cancellationToken)
    {
        var journey = await GetAsync(id, cancellationToken);
        var (card, refusal) = await reported.TakeAsync(journey, task, result, cancellationToken);
        if (card is null)
        {
            return refusal;
        }

        if (!SignedChallenge.IsValid(
            CardProofPurpose.Passcode, task.Challenge!, card.Identifier.Value, card.PublicKey, result.Signature))
        {
            audit.Add("card-signature-refused", id, card.Id);
            return CardStanding.NotProved;
        }

        var held = database.Locks.Hold(card.Id);
        if (!await held.IsInUseAsync(cancellationToken))
        {
            return CardStanding.NotInUse;
        }

        if (await held.IsStoppedAsync(cancellationToken))
        {
            return CardStanding.Stopped;
        }

        await RecordPresenceAsync(journey, card, task, cancellationToken);
        await RecordAsync(journey, EvidenceKind.PasscodeProved, task.HelperSessionId, registration: null, cancellationToken);
        return CardStanding.Good;
    }

    public Task QuestionsAnsweredAsync(
        Journey journey,
        Registration registration,
        CancellationToken cancellationToken) =>
        RecordAsync(journey, EvidenceKind.QuestionsAnswered, session: null, registration.Id, cancellationToken);

    /// <summary>The code sent to the address of this journey's registration came back. P-R8, P-U8.</summary>
    public async Task CodeConfirmedAsync(JourneyId id, CancellationToken cancellationToken)
    {
        var journey = await GetAsync(id, cancellationToken);
        var registration = await database.FindAsync<Registration>(
            [journey.RegistrationId],
            cancellationToken);
        await RecordAsync(
            journey,
            EvidenceKind.CodeConfirmed,
            session: null,
            journey.RegistrationId,
            cancellationToken,
            registration?.Address);
        audit.Add("code-confirmed", id, journey.CardId);
    }

    /// <summary>The card has its new passcode and still has its key. P-U10, S6.</summary>
    public async Task PasscodeResetAsync(JourneyId id, CardTaskItem task, CancellationToken cancellationToken)
    {
        var journey = await GetAsync(id, cancellationToken);
        await RecordAsync(journey, EvidenceKind.ResetConfirmed, task.HelperSessionId, journey.RegistrationId, cancellationToken);
        journey.Achieve(JourneyEnd.Completed);
        var registration = await database.FindAsync<Registration>([journey.RegistrationId], cancellationToken);
        await notices.TakeBackAsync(journey, cancellationToken);
        mail.Tell(MailKind.Unlocked, registration!.Address!, journey);
        audit.Add("unlocked", id, journey.CardId);
    }

    /// <summary>After a released reset the card did not show its key: somebody may have replaced it. The booth looks at the card.</summary>
    public async Task ResetNotConfirmedAsync(CardTaskItem task, CancellationToken cancellationToken)
    {
        await OpenCaseAsync(task.CardId, task.JourneyId, BoothReason.CardKeyDoubtful, cancellationToken);
        audit.Add("reset-not-confirmed", task.JourneyId, task.CardId);
    }

    /// <summary>The journey was stopped where it ended hosts: its person is helped at the booth.</summary>
    public async Task SetAsideAsync(Journey journey, CancellationToken cancellationToken)
    {
        if (journey.CardId is { } card)
        {
            await OpenCaseAsync(card, journey.Id, BoothReason.SetAside, cancellationToken);
        }

        audit.Add("journey-set-aside", journey.Id, journey.CardId);
    }

    public async Task ReferToBoothAsync(JourneyId id, BoothReason reason, CancellationToken cancellationToken)
    {
        var journey = await GetAsync(id, cancellationToken);
        await OpenCaseAsync(journey.CardId, id, reason, cancellationToken);
        journey.Achieve(JourneyEnd.Referred);
        audit.Add("referred-to-booth", id, journey.CardId);
    }

    /// <summary>
    /// Whoever holds the card says that something was not them: self-service stops for it, and the registered address
    /// is told. S6.
    /// </summary>
    /// <returns>False when this journey has identified no card.</returns>
    public async Task<bool> StopSelfServiceAsync(JourneyId id, CancellationToken cancellationToken)
    {
        var journey = await GetAsync(id, cancellationToken);
        if (HoldCardOf(journey) is not { } card)
        {
            return false;
        }

        await lockouts.FreezeAsync(card, id, cancellationToken);
        journey.Achieve(JourneyEnd.Referred);
        if (await card.LastRegistrationAsync(cancellationToken) is { Address: { } address })
        {
            mail.Tell(MailKind.SelfServiceStopped, address, journey);
        }

        return true;
    }

    internal async Task<string?> OrganisationOfAsync(Journey journey, CancellationToken cancellationToken) =>
        await database.Set<Staff>().Where(s => s.Id == journey.StaffId).Select(s => s.Organisation).SingleOrDefaultAsync(cancellationToken);

    /// <summary>The card has signed for it.</summary>
    internal Task RecordPresenceAsync(Journey journey, Card card, CardTaskItem task, CancellationToken cancellationToken) =>
        card.Type == CardType.Piv
            ? RecordAsync(journey, EvidenceKind.CardPresent, task.HelperSessionId, registration: null, cancellationToken)
            : Task.CompletedTask;

    internal async Task RecordAsync(
        Journey journey,
        EvidenceKind kind,
        HelperSessionId? session,
        RegistrationId? registration,
        CancellationToken cancellationToken,
        EmailAddress? address = null,
        UserId? user = null)
    {
        var card = HoldCardOf(journey) ?? throw new InvalidOperationException($"Journey {journey.Id.Value} proves {kind} without a card.");
        database.Add(new EvidenceItem
        {
            Id = EvidenceId.New(),
            JourneyId = journey.Id,
            CardId = card.Id,
            Kind = kind,
            HelperSessionId = session,
            RegistrationId = registration,
            Address = address?.Value,
            UserId = user,
            LockoutEpoch = (await card.LockoutAsync(cancellationToken))?.Epoch ?? 0,
            At = time.GetUtcNow(),
        });
    }

    /// <summary>
    /// A card that waits for the booth already waits once, however often its holder tries again. That self-service is
    /// stopped is not news then.
    /// </summary>
    private async Task OpenCaseAsync(CardId? cardId, JourneyId id, BoothReason reason, CancellationToken cancellationToken)
    {
        if (cardId is { } card
            && await database.Locks.Hold(card).OpenCases()
                .AnyAsync(c => c.Reason == reason || reason == BoothReason.SelfServiceStopped, cancellationToken))
        {
            return;
        }

        cases.Open(cardId, id, reason);
    }
}
