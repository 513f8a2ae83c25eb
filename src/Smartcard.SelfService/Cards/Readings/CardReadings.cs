using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Cards.Readings;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.Telemetry;
using Smartcard.Storage;

namespace Smartcard.SelfService.Cards.Readings;

/// <summary>An RA administrator reads a card. Each call is whole: it decides, audits and commits.</summary>
/// <remarks>Its turns have no scope, so they run alone, as those of a reset in person do. A reading is of whoever began it alone.</remarks>
public sealed class CardReadings(
    SmartcardDbContext database,
    TurnTransaction turn,
    InPersonPairing pairing,
    CardReadingWork work,
    JourneyEvidence journeys,
    AuditLog audit,
    SelfServiceMetrics metrics,
    TimeProvider time)
{
    private const string Channel = "desk";

    /// <summary>Begins a reading; one that the same user has open ends.</summary>
    /// <param name="forStaff">Who is to get the card; null = nobody yet.</param>
    public Task<CardReadingAct> StartAsync(UserId actor, StaffId? forStaff, CancellationToken cancellationToken) =>
        turn.RunAsync(
            async ct =>
            {
                if (forStaff is { } person && !await database.Set<Staff>().AnyAsync(s => s.Id == person, ct))
                {
                    return new CardReadingAct.Unknown();
                }

                await EndOthersAsync(actor, ct);
                return await BeginAsync(actor, forStaff, ct);
            },
            cancellationToken);

    /// <summary>A new code that connects the helper of this computer; the older one stops working.</summary>
    public Task<CardReadingAct> OfferHelperAsync(UserId actor, JourneyId id, CancellationToken cancellationToken) =>
        OnOpenAsync(
            actor,
            id,
            async (reading, ct) =>
            {
                await pairing.OfferAsync(reading, ct);
                return new CardReadingAct.Done(id);
            },
            cancellationToken);

    /// <summary>Reads once more, the same card or another.</summary>
    public Task<CardReadingAct> ReadAgainAsync(UserId actor, JourneyId id, CancellationToken cancellationToken) =>
        OnOpenAsync(
            actor,
            id,
            async (reading, ct) =>
            {
                if (reading.KeyCheckedAt is not null)
                {
                    return new CardReadingAct.Refused(CardReadingProblem.KeyWasChecked);
                }

                if (await work.SessionAsync(id, ct) is not { } session)
                {
                    await pairing.OfferAsync(reading, ct);
                    return new CardReadingAct.Done(id);
                }

                return await work.GiveTaskAsync(reading, session, CardWork.Read, ct) is { } problem
                    ? new CardReadingAct.Refused(problem)
                    : new CardReadingAct.Done(id);
            },
            cancellationToken);

    public Task<CardReadingAct> EndAsync(UserId actor, JourneyId id, CancellationToken cancellationToken) =>
        turn.RunAsync<CardReadingAct>(
            async ct =>
            {
                if (await FindAsync(actor, id, ct) is null)
                {
                    return new CardReadingAct.Unknown();
                }

                await work.EndAsync(await journeys.GetAsync(id, ct), JourneyEnd.Cancelled, ct);
                return new CardReadingAct.Done(id);
            },
            cancellationToken);

    private async Task<CardReadingAct> BeginAsync(UserId actor, StaffId? forStaff, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var journey = new Journey
        {
            Id = JourneyId.New(),
            Kind = JourneyKind.CardReading,
            Workflow = "",
            Channel = Channel,
            Language = "en",
            StartedAt = now,
            LastHeardAt = now,
        };
        var reading = new CardReading { Id = journey.Id, ReadBy = actor, ForStaff = forStaff, StartedAt = now };
        database.Add(journey);
        database.Add(reading);
        metrics.JourneyStarted(JourneyKind.CardReading);
        audit.Add("card-reading-started", journey.Id, cardId: null, actor, subjectId: null);
        await pairing.OfferAsync(reading, cancellationToken);
        return new CardReadingAct.Done(journey.Id);
    }

    private async Task EndOthersAsync(UserId actor, CancellationToken cancellationToken)
    {
        var open = await database.Set<CardReading>()
            .Where(r => r.ReadBy == actor)
            .Join(database.Set<Journey>().Where(j => j.EndedAt == null), r => r.Id, j => j.Id, (_, journey) => journey)
            .ToListAsync(cancellationToken);
        foreach (var journey in open)
        {
            await work.EndAsync(journey, JourneyEnd.Cancelled, cancellationToken);
        }
    }

    private Task<CardReading?> FindAsync(UserId actor, JourneyId id, CancellationToken cancellationToken) =>
        database.Set<CardReading>().SingleOrDefaultAsync(r => r.Id == id && r.ReadBy == actor, cancellationToken);

    private Task<CardReadingAct> OnOpenAsync(
        UserId actor, JourneyId id, Func<CardReading, CancellationToken, Task<CardReadingAct>> act, CancellationToken cancellationToken) =>
        turn.RunAsync(
            async ct => await FindAsync(actor, id, ct) switch
            {
                null => new CardReadingAct.Unknown(),
                var reading when reading.IsExpiredAt(time.GetUtcNow()) || (await journeys.GetAsync(id, ct)).EndedAt is not null =>
                    new CardReadingAct.Refused(CardReadingProblem.IsOver),
                var reading => await act(reading, ct),
            },
            cancellationToken);
}
