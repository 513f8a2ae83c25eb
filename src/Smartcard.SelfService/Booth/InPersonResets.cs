using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Cards;
using Smartcard.SelfService.CardTasks;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.People;
using Smartcard.SelfService.Telemetry;
using Smartcard.Storage;

namespace Smartcard.SelfService.Booth;

/// <summary>What booth staff do in a reset in person. Each call is whole: it decides, audits and commits. P-U6, S14.</summary>
/// <remarks>
/// Its turns have no scope, so they run alone: a reset in person is about a card, a chat and a user at once, and there are few of them.
/// </remarks>
public sealed class InPersonResets(
    SmartcardDbContext database,
    TurnTransaction turn,
    InPersonChecks checks,
    InPersonUsers users,
    PeopleScopes scopes,
    InPersonCardWork work,
    InPersonPairing pairing,
    BoothClaims claims,
    JourneyEvidence journeys,
    CardTaskInbox inbox,
    AuditLog audit,
    SelfServiceMetrics metrics,
    IOptions<BoothOptions> options,
    TimeProvider time)
{
    private const string Channel = "booth";

    /// <summary>The holder stands at the desk, and <paramref name="actor"/> has checked who they are.</summary>
    /// <param name="check">One of <see cref="BoothOptions.IdentityChecks"/>.</param>
    /// <param name="seen">What was seen, for the record; may be empty.</param>
    public Task<InPersonAct> StartAsync(UserId actor, CardId card, string check, string seen, CancellationToken cancellationToken) =>
        turn.RunAsync(ct => StartInTurnAsync(actor, card, check, seen.Trim(), ct), cancellationToken);

    /// <summary>A second member of staff has seen it too.</summary>
    public Task<InPersonAct> ConfirmAsync(UserId actor, JourneyId id, CancellationToken cancellationToken) =>
        OnOpenAsync(actor, id, async (reset, ct) =>
        {
            if (!await users.MayConfirmAsync(actor, reset.HelpedBy, ct))
            {
                return Refuse(actor, reset.CardId, id, InPersonProblem.SamePerson);
            }

            if (await users.IsOwnCardAsync(actor, reset.CardId, ct))
            {
                return Refuse(actor, reset.CardId, id, InPersonProblem.OwnCard);
            }

            if ((await journeys.EvidenceOfAsync(id, ct)).Any(e => e.Kind == EvidenceKind.IdentityConfirmed && e.UserId == actor))
            {
                return new InPersonAct.Done(id); // a page sent twice
            }

            await RecordAsync(reset, EvidenceKind.IdentityConfirmed, actor, ct);
            audit.Add("identity-confirmed", id, reset.CardId, actor, subjectId: null);
            await database.SaveChangesAsync(ct);
            if (await LiveSessionAsync(id, ct) is { } session)
            {
                await work.GiveTaskAsync(reset, session, ct);
            }

            return new InPersonAct.Done(id);
        }, cancellationToken);

    /// <summary>A new code that connects the helper of the booth's workstation; the older one stops working.</summary>
    public Task<InPersonAct> OfferHelperAsync(UserId actor, JourneyId id, CancellationToken cancellationToken) =>
        OnOwnAsync(actor, id, async (reset, ct) =>
        {
            await pairing.OfferAsync(reset, ct);
            return new InPersonAct.Done(id);
        }, cancellationToken);

    /// <summary>Once more with the helper that is connected, after something went wrong with the card.</summary>
    public Task<InPersonAct> TryAgainAsync(UserId actor, JourneyId id, CancellationToken cancellationToken) =>
        OnOwnAsync(actor, id, async (reset, ct) =>
        {
            if (await LiveSessionAsync(id, ct) is not { } session)
            {
                await pairing.OfferAsync(reset, ct);
                return new InPersonAct.Done(id);
            }

            return await work.GiveTaskAsync(reset, session, ct) is { } problem
                ? new InPersonAct.Refused(problem)
                : new InPersonAct.Done(id);
        }, cancellationToken);

    /// <summary>The passcode was reset with another tool: self-service is open again. The same rules hold.</summary>
    public Task<InPersonAct> CompleteElsewhereAsync(UserId actor, JourneyId id, CancellationToken cancellationToken) =>
        OnOwnAsync(actor, id, async (reset, ct) =>
        {
            if (await IsChangingAsync(id, ct))
            {
                return new InPersonAct.Refused(InPersonProblem.CardIsChanging);
            }

            if ((await checks.RefusalsAsync(reset, session: null, ct)) is [var refusal, ..])
            {
                return Refuse(actor, reset.CardId, id, ProblemOf(refusal));
            }

            await work.CompleteAsync(reset, session: null, ct);
            return new InPersonAct.Done(id);
        }, cancellationToken);

    /// <summary>Whoever works at the booth may end a reset that another began, so that none stands in the way.</summary>
    public Task<InPersonAct> CancelAsync(UserId actor, JourneyId id, CancellationToken cancellationToken) =>
        OnOpenAsync(actor, id, async (reset, ct) =>
        {
            if (await IsChangingAsync(id, ct))
            {
                return new InPersonAct.Refused(InPersonProblem.CardIsChanging);
            }

            audit.Add("in-person-cancelled", id, reset.CardId, actor, subjectId: null);
            await work.EndAsync(await journeys.GetAsync(id, ct), JourneyEnd.Cancelled, ct);
            return new InPersonAct.Done(id);
        }, cancellationToken);

    internal static InPersonProblem ProblemOf(InPersonRefusal refusal) => refusal switch
    {
        InPersonRefusal.MayNotHelp => InPersonProblem.MayNotHelp,
        InPersonRefusal.OtherOrganisation => InPersonProblem.OtherOrganisation,
        InPersonRefusal.CardNotInUse => InPersonProblem.CardNotInUse,
        InPersonRefusal.OwnCard => InPersonProblem.OwnCard,
        InPersonRefusal.IdentityNotChecked => InPersonProblem.TooOld,
        InPersonRefusal.NotConfirmed => InPersonProblem.NotConfirmed,
        InPersonRefusal.TooMany => InPersonProblem.TooMany,
        InPersonRefusal.NotAnOpenReset => InPersonProblem.IsOver,
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, null),
    };

    private async Task<InPersonAct> StartInTurnAsync(
        UserId actor, CardId cardId, string check, string seen, CancellationToken cancellationToken)
    {
        if (await database.Set<Card>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == cardId, cancellationToken) is not { } card)
        {
            return new InPersonAct.Unknown();
        }

        if (!await scopes.IncludesAsync(actor, cardId, cancellationToken))
        {
            return Refuse(actor, cardId, id: null, InPersonProblem.OtherOrganisation);
        }

        if (!card.IsInUse)
        {
            return Refuse(actor, cardId, id: null, InPersonProblem.CardNotInUse);
        }

        if (options.Value.IdentityChecks?.Contains(check, StringComparer.Ordinal) != true)
        {
            return new InPersonAct.Refused(InPersonProblem.CheckMissing);
        }

        if (seen.Length > InPersonReset.MaxSeenLength || StaffRules.HasHidden(seen))
        {
            return new InPersonAct.Refused(InPersonProblem.SeenTooLong);
        }

        var open = await database.Set<Journey>()
            .Where(j => j.Kind == JourneyKind.InPerson && j.CardId == cardId && j.EndedAt == null)
            .Select(j => (JourneyId?)j.Id)
            .FirstOrDefaultAsync(cancellationToken);
        if (open is { } other)
        {
            return new InPersonAct.Done(other); // two at one desk, or a page sent twice: the one that is open
        }

        if (await users.IsOwnCardAsync(actor, cardId, cancellationToken))
        {
            return Refuse(actor, cardId, id: null, InPersonProblem.OwnCard);
        }

        if (await checks.CountReleasedAsync(actor, cancellationToken) >= options.Value.ResetsPerHour)
        {
            return Refuse(actor, cardId, id: null, InPersonProblem.TooMany);
        }

        return new InPersonAct.Done(await BeginAsync(actor, card, check, seen, cancellationToken));
    }

    private InPersonAct.Refused Refuse(UserId actor, CardId card, JourneyId? id, InPersonProblem problem)
    {
        checks.Refuse(actor, card, id, problem);
        return new InPersonAct.Refused(problem);
    }

    private async Task<JourneyId> BeginAsync(UserId actor, Card card, string check, string seen, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var held = database.Locks.Hold(card.Id);
        var journey = new Journey
        {
            Id = JourneyId.New(),
            Kind = JourneyKind.InPerson,
            Workflow = "",
            Channel = Channel,
            Language = await database.LanguageOfHolderAsync(card.Id, cancellationToken),
            CardId = card.Id,
            StaffId = card.StaffId,
            RegistrationId = (await held.LastRegistrationAsync(cancellationToken))?.Id,
            StartedAt = now,
            LastHeardAt = now,
        };
        var reset = new InPersonReset { Id = journey.Id, CardId = card.Id, HelpedBy = actor, IdentityCheck = check, Seen = seen };
        database.Add(journey);
        database.Add(reset);
        await claims.TakeIfFreeAsync(actor, card.Id, cancellationToken);
        BoothQueue.TellChanged(turn);
        metrics.JourneyStarted(JourneyKind.InPerson);
        audit.Add("in-person-started", journey.Id, card.Id, actor, subjectId: null);
        audit.Add($"identity-checked:{check}", journey.Id, card.Id, actor, subjectId: null);
        await journeys.RecordAsync(
            journey, EvidenceKind.IdentityChecked, session: null, journey.RegistrationId, cancellationToken, user: actor);
        await pairing.OfferAsync(reset, cancellationToken);
        return journey.Id;
    }

    private async Task RecordAsync(InPersonReset reset, EvidenceKind kind, UserId actor, CancellationToken cancellationToken)
    {
        var journey = await journeys.GetAsync(reset.Id, cancellationToken);
        await journeys.RecordAsync(journey, kind, session: null, journey.RegistrationId, cancellationToken, user: actor);
    }

    private async Task<PairedSession?> LiveSessionAsync(JourneyId id, CancellationToken cancellationToken) =>
        await inbox.SessionAsync(id, cancellationToken) is { } session && CardTaskInbox.IsLive(session, time.GetUtcNow())
            ? session
            : null;

    private async Task<bool> IsChangingAsync(JourneyId id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await database.Set<CardTaskItem>()
            .Where(CardTaskItem.ThatChangesCard)
            .AnyAsync(t => t.JourneyId == id && t.ExpiresAt > now, cancellationToken);
    }

    private Task<InPersonAct> OnOwnAsync(
        UserId actor, JourneyId id, Func<InPersonReset, CancellationToken, Task<InPersonAct>> act, CancellationToken cancellationToken) =>
        OnOpenAsync(
            actor,
            id,
            (reset, ct) => reset.HelpedBy == actor
                ? act(reset, ct)
                : Task.FromResult<InPersonAct>(new InPersonAct.Refused(InPersonProblem.AnotherHelps)),
            cancellationToken);

    private Task<InPersonAct> OnOpenAsync(
        UserId actor, JourneyId id, Func<InPersonReset, CancellationToken, Task<InPersonAct>> act, CancellationToken cancellationToken) =>
        turn.RunAsync(
            async ct =>
            {
                if (await database.Set<InPersonReset>().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } reset)
                {
                    return new InPersonAct.Unknown();
                }

                if (!await scopes.IncludesAsync(actor, reset.CardId, ct))
                {
                    return Refuse(actor, reset.CardId, id, InPersonProblem.OtherOrganisation);
                }

                return (await journeys.GetAsync(id, ct)).EndedAt is null
                    ? await act(reset, ct)
                    : new InPersonAct.Refused(InPersonProblem.IsOver);
            },
            cancellationToken);
}
