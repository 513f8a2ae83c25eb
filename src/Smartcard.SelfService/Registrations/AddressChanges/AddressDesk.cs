using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Cards;
using Smartcard.SelfService.Codes;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.Telemetry;
using Smartcard.Storage;
using Secret = Smartcard.Domain.Secrets.Secret;

namespace Smartcard.SelfService.Registrations.AddressChanges;

/// <summary>
/// The RA desk changes the address of a registration. Each call is whole: it decides, audits and commits. Until the code of the new
/// address was read out, nothing has changed.
/// </summary>
/// <remarks>Its turns have no scope, so they run alone, as those of a reset in person do.</remarks>
public sealed class AddressDesk(
    SmartcardDbContext database,
    TurnTransaction turn,
    AddressChangeChecks checks,
    InPersonUsers users,
    JourneyEvidence journeys,
    JourneyClosing closing,
    EmailCodes codes,
    NewAddresses addresses,
    AuditLog audit,
    SelfServiceMetrics metrics,
    IOptions<BoothOptions> options,
    TimeProvider time)
{
    private const string Channel = "ra-desk";

    /// <summary>The holder stands at the desk, and <paramref name="actor"/> has checked who they are.</summary>
    /// <param name="reason">The name of an <see cref="AddressChangeReason"/>.</param>
    /// <param name="check">One of <see cref="BoothOptions.IdentityChecks"/>.</param>
    /// <param name="seen">What was seen, for the record; may be empty.</param>
    public Task<AddressChangeAct> StartAsync(
        UserId actor, CardId card, string reason, string check, string seen, CancellationToken cancellationToken) =>
        turn.RunAsync(ct => StartInTurnAsync(actor, card, reason, check, seen.Trim(), ct), cancellationToken);

    /// <summary>A second member of staff has seen it too.</summary>
    public Task<AddressChangeAct> ConfirmAsync(UserId actor, JourneyId id, CancellationToken cancellationToken) =>
        OnOpenAsync(actor, id, (change, journey, ct) => ConfirmInTurnAsync(actor, change, journey, ct), cancellationToken);

    /// <summary>Sends a code to the new address. Older ones stop working.</summary>
    public Task<AddressChangeAct> SendCodeAsync(UserId actor, JourneyId id, string typed, CancellationToken cancellationToken) =>
        OnOwnAsync(actor, id, (change, journey, ct) => SendCodeInTurnAsync(change, journey, typed, ct), cancellationToken);

    /// <summary>The person has read the code out: from now on codes go to the new address, and the old one is told.</summary>
    public Task<AddressChangeAct> EnterCodeAsync(UserId actor, JourneyId id, Secret typed, CancellationToken cancellationToken) =>
        OnOwnAsync(actor, id, (change, journey, ct) => EnterCodeInTurnAsync(change, journey, typed, ct), cancellationToken);

    /// <summary>Whoever works at the RA desk may end a change that another began, so that none stands in the way.</summary>
    public Task<AddressChangeAct> EndAsync(UserId actor, JourneyId id, CancellationToken cancellationToken) =>
        OnOpenAsync(
            actor,
            id,
            async (change, journey, ct) =>
            {
                audit.Add("address-change-cancelled", id, change.CardId, actor, subjectId: null);
                await closing.EndAsync(journey, JourneyEnd.Cancelled, ct);
                return new AddressChangeAct.Done(id);
            },
            cancellationToken);

    private async Task<AddressChangeAct> StartInTurnAsync(
        UserId actor, CardId id, string reason, string check, string seen, CancellationToken cancellationToken)
    {
        if (await database.Set<Card>().SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is not { } card)
        {
            return new AddressChangeAct.Unknown();
        }

        var facts = await checks.CardAsync(actor, card, cancellationToken);
        if (AddressChangeRules.RefusalOf(facts) is { } refusal)
        {
            return Refuse(actor, id, journey: null, refusal);
        }

        if (!Enum.GetNames<AddressChangeReason>().Contains(reason, StringComparer.Ordinal))
        {
            return new AddressChangeAct.Faulty(AddressChangeFault.ReasonMissing);
        }

        if (options.Value.IdentityChecks?.Contains(check, StringComparer.Ordinal) != true)
        {
            return new AddressChangeAct.Faulty(AddressChangeFault.CheckMissing);
        }

        if (seen.Length > InPersonReset.MaxSeenLength || StaffRules.HasHidden(seen))
        {
            return new AddressChangeAct.Faulty(AddressChangeFault.SeenTooLong);
        }

        var open = await database.Set<Journey>()
            .Where(j => j.Kind == JourneyKind.AddressChange && j.CardId == id && j.EndedAt == null)
            .Select(j => (JourneyId?)j.Id)
            .FirstOrDefaultAsync(cancellationToken);
        return open is { } other
            ? new AddressChangeAct.Done(other) // two at one desk, or a page sent twice: the one that is open
            : await BeginAsync(actor, card, facts.Registration!, reason, check, seen, cancellationToken);
    }

    private async Task<AddressChangeAct> BeginAsync(
        UserId actor,
        Card card,
        Registration registration,
        string reason,
        string check,
        string seen,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var journey = new Journey
        {
            Id = JourneyId.New(),
            Kind = JourneyKind.AddressChange,
            Workflow = "",
            Channel = Channel,
            Language = await database.LanguageOfHolderAsync(card.Id, cancellationToken),
            CardId = card.Id,
            StaffId = card.StaffId,
            RegistrationId = registration.Id,
            StartedAt = now,
            LastHeardAt = now,
        };
        database.Add(journey);
        database.Add(new AddressChange
        {
            Id = journey.Id,
            CardId = card.Id,
            HelpedBy = actor,
            Reason = Enum.Parse<AddressChangeReason>(reason),
            IdentityCheck = check,
            Seen = seen,
        });
        metrics.JourneyStarted(JourneyKind.AddressChange);
        audit.Add($"address-change-started:{reason}", journey.Id, card.Id, actor, subjectId: null);
        audit.Add($"identity-checked:{check}", journey.Id, card.Id, actor, subjectId: null);
        await RecordAsync(journey, EvidenceKind.IdentityChecked, actor, cancellationToken);
        return new AddressChangeAct.Done(journey.Id);
    }

    private async Task<AddressChangeAct> ConfirmInTurnAsync(
        UserId actor, AddressChange change, Journey journey, CancellationToken cancellationToken)
    {
        if (!await users.MayConfirmAsync(actor, change.HelpedBy, cancellationToken))
        {
            return Refuse(actor, change.CardId, journey.Id, AddressChangeRefusal.SamePerson);
        }

        if (await users.IsOwnCardAsync(actor, change.CardId, cancellationToken))
        {
            return Refuse(actor, change.CardId, journey.Id, AddressChangeRefusal.OwnCard);
        }

        var evidence = await journeys.EvidenceOfAsync(journey.Id, cancellationToken);
        if (!evidence.Any(e => e.Kind == EvidenceKind.IdentityConfirmed && e.UserId == actor)) // a page sent twice
        {
            journey.LastHeardAt = time.GetUtcNow();
            await RecordAsync(journey, EvidenceKind.IdentityConfirmed, actor, cancellationToken);
            audit.Add("identity-confirmed", journey.Id, change.CardId, actor, subjectId: null);
        }

        return new AddressChangeAct.Done(journey.Id);
    }

    private async Task<AddressChangeAct> SendCodeInTurnAsync(
        AddressChange change, Journey journey, string typed, CancellationToken cancellationToken)
    {
        if (await checks.RefusalsAsync(change, cancellationToken) is [var refusal, ..])
        {
            return Refuse(change.HelpedBy, change.CardId, journey.Id, refusal);
        }

        if (!EmailAddress.TryParse(typed, out var address))
        {
            return new AddressChangeAct.NoAddress(TypedAddress.FaultOf(typed)!);
        }

        if (await addresses.FaultOfAsync(change, address, cancellationToken) is { } fault)
        {
            return Refuse(change, fault);
        }

        if (!await codes.SendToAsync(journey, MailKind.AddressCode, address, cancellationToken))
        {
            return new AddressChangeAct.Faulty(AddressChangeFault.CodeLimit);
        }

        change.NewAddress = address;
        journey.LastHeardAt = time.GetUtcNow();
        return new AddressChangeAct.Done(journey.Id);
    }

    private async Task<AddressChangeAct> EnterCodeInTurnAsync(
        AddressChange change, Journey journey, Secret typed, CancellationToken cancellationToken)
    {
        if (await checks.RefusalsAsync(change, cancellationToken) is [var refusal, ..])
        {
            return Refuse(change.HelpedBy, change.CardId, journey.Id, refusal);
        }

        if (change.NewAddress is not { } address || !EmailCode.HasShape(typed))
        {
            return new AddressChangeAct.Faulty(AddressChangeFault.NoCode);
        }

        if (await addresses.FaultOfAsync(change, address, cancellationToken) is { } fault)
        {
            return Refuse(change, fault);
        }

        journey.LastHeardAt = time.GetUtcNow();
        switch (await codes.CheckAsync(journey.Id, address, typed, cancellationToken))
        {
            case CodeCheck.Valid:
                await addresses.TakeAsync(change, journey, address, cancellationToken);
                return new AddressChangeAct.Done(journey.Id);
            case CodeCheck.Wrong(var left):
                return new AddressChangeAct.WrongCode(left);
            case CodeCheck.Expired:
                return new AddressChangeAct.Faulty(AddressChangeFault.CodeExpired);
            default:
                return new AddressChangeAct.Faulty(AddressChangeFault.CodeDead);
        }
    }

    private Task RecordAsync(Journey journey, EvidenceKind kind, UserId user, CancellationToken cancellationToken) =>
        journeys.RecordAsync(journey, kind, session: null, journey.RegistrationId, cancellationToken, user: user);

    private AddressChangeAct.Refused Refuse(UserId actor, CardId card, JourneyId? journey, AddressChangeRefusal refusal)
    {
        audit.Add($"address-change-refused:{refusal}", journey, card, actor, subjectId: null);
        if (refusal == AddressChangeRefusal.TooMany)
        {
            checks.TellOfLimit(actor);
        }

        return new AddressChangeAct.Refused(refusal);
    }

    /// <summary>Whoever wants an address that is known to be another person's is on record. Other faults are slips.</summary>
    private AddressChangeAct.Faulty Refuse(AddressChange change, AddressChangeFault fault)
    {
        if (fault is AddressChangeFault.OfAnAccount or AddressChangeFault.OfSomebodyElse)
        {
            audit.Add($"address-change-refused:{fault}", change.Id, change.CardId, change.HelpedBy, subjectId: null);
        }

        return new AddressChangeAct.Faulty(fault);
    }

    private Task<AddressChangeAct> OnOwnAsync(
        UserId actor,
        JourneyId id,
        Func<AddressChange, Journey, CancellationToken, Task<AddressChangeAct>> act,
        CancellationToken cancellationToken) =>
        OnOpenAsync(
            actor,
            id,
            (change, journey, ct) => change.HelpedBy == actor
                ? act(change, journey, ct)
                : Task.FromResult<AddressChangeAct>(Refuse(actor, change.CardId, id, AddressChangeRefusal.AnotherHelps)),
            cancellationToken);

    private Task<AddressChangeAct> OnOpenAsync(
        UserId actor,
        JourneyId id,
        Func<AddressChange, Journey, CancellationToken, Task<AddressChangeAct>> act,
        CancellationToken cancellationToken) =>
        turn.RunAsync(
            async ct =>
            {
                if (await database.Set<AddressChange>().SingleOrDefaultAsync(c => c.Id == id, ct) is not { } change)
                {
                    return new AddressChangeAct.Unknown();
                }

                database.Locks.Hold(change.CardId);
                var journey = await journeys.GetAsync(id, ct);
                return journey.EndedAt is null
                    ? await act(change, journey, ct)
                    : Refuse(actor, change.CardId, id, AddressChangeRefusal.IsOver);
            },
            cancellationToken);
}
