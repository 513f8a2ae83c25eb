using Microsoft.EntityFrameworkCore;
using Smartcard.CardTasks;
using Smartcard.Domain;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Cards.Readings;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.SelfService.CardTasks;

/// <summary>
/// Reader helpers and the journeys that they are connected with. Each call is whole: it locks, decides, moves the workflow on and commits.
/// </summary>
public sealed class HelperSessions(
    SmartcardDbContext database,
    TurnTransaction turn,
    WorkflowEngine engine,
    InPersonCardWork inPerson,
    CardReadingWork readings,
    HelperAge age,
    TimeProvider time)
{
    /// <summary>Whose token this is; null when it is nobody's, too old, or another helper has taken its place.</summary>
    public async Task<ConnectedHelper?> FindAsync(string token, CancellationToken cancellationToken)
    {
        var hash = Pairings.HashOf(token);
        var since = time.GetUtcNow() - PairedSession.Lifetime;
        var session = await database.Set<PairedSession>().AsNoTracking()
            .SingleOrDefaultAsync(s => s.TokenHash == hash && s.EndedAt == null && s.CreatedAt > since, cancellationToken);
        return session is null ? null : new ConnectedHelper(session.Id, session.JourneyId, ScopeOf(session.StartedFor), session.LastSeenAt);
    }

    /// <summary>Connects a helper by the code that the chat shows, once, and lets the journey go on.</summary>
    /// <param name="token">The helper's own. Whoever brings the one that used the code gets the same session again.</param>
    /// <param name="helper">What the helper says of itself.</param>
    public async Task<PairingResult> PairAsync(string typed, string token, HelperSaid helper, CancellationToken cancellationToken)
    {
        var code = Pairings.HashOfTyped(typed);
        var pairings = database.Set<Pairing>().AsNoTracking();
        if (await pairings.SingleOrDefaultAsync(p => p.CodeHash == code, cancellationToken) is not { } pairing)
        {
            return new PairingResult.CodeUnknown();
        }

        var startedFor = await StartedForAsync(pairing.JourneyId, cancellationToken);
        return await turn.RunAsync(ScopeOf(startedFor), ct => PairAsync(pairing.Id, startedFor, token, helper, ct), cancellationToken);
    }

    /// <summary>Notes that the helper is there, where that was not noted lately.</summary>
    public async Task SeenAsync(ConnectedHelper helper, CancellationToken cancellationToken)
    {
        if (IsToBeNoted(helper))
        {
            await turn.RunAsync(helper.Scope, ct => NoteAsync(helper, ct), cancellationToken);
        }
    }

    /// <summary>As <see cref="SeenAsync"/>, within a turn that is under way.</summary>
    internal Task SeenInTurnAsync(ConnectedHelper helper, CancellationToken cancellationToken) =>
        IsToBeNoted(helper) ? NoteAsync(helper, cancellationToken) : Task.CompletedTask;

    private static TurnScope? ScopeOf(string? startedFor) => startedFor is null ? null : TurnScope.OfConversation(startedFor);

    /// <summary>
    /// The clock of the host that noted it last may be ahead of this one's. A time in the future tells us nothing, so a new one is written.
    /// </summary>
    private bool IsToBeNoted(ConnectedHelper helper) => (time.GetUtcNow() - helper.SeenAt).Duration() >= PairedSession.SeenEvery;

    private async Task<bool> NoteAsync(ConnectedHelper helper, CancellationToken cancellationToken)
    {
        (await database.Set<PairedSession>().SingleAsync(s => s.Id == helper.Id, cancellationToken)).LastSeenAt = time.GetUtcNow();
        return true;
    }

    private async Task<string?> StartedForAsync(JourneyId journey, CancellationToken cancellationToken)
    {
        var instance = journey.Value;
        var row = await database.Set<WorkflowInstanceRow>().AsNoTracking().SingleOrDefaultAsync(i => i.Id == instance, cancellationToken);
        return row?.Load().StartedFor;
    }

    private async Task<PairingResult> PairAsync(
        PairingId id, string? startedFor, string token, HelperSaid helper, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await database.Set<Pairing>().SingleOrDefaultAsync(p => p.Id == id, cancellationToken) is not { } pairing)
        {
            return new PairingResult.CodeUnknown();
        }

        // The token is shared with whatever other chat a helper brings it to: one that was first there has it.
        var tokenHash = Pairings.HashOf(token);
        database.Locks.Hold("helper", tokenHash);
        var known = await database.Set<PairedSession>().SingleOrDefaultAsync(s => s.TokenHash == tokenHash, cancellationToken);
        var journeyId = known?.JourneyId ?? pairing.JourneyId; // the journey may have gone on as another since
        var journey = await database.Set<Journey>().SingleAsync(j => j.Id == journeyId, cancellationToken);
        if (journey.EndedAt is not null)
        {
            return new PairingResult.CodeUnknown();
        }

        if (pairing.UsedAt is not null || known is not null)
        {
            return known is { EndedAt: null } && known.CreatedAt == pairing.UsedAt && known.CreatedAt + PairedSession.Lifetime > now
                ? ToWire(known)
                : new PairingResult.CodeUnknown();
        }

        if (pairing.ExpiresAt <= now)
        {
            return new PairingResult.CodeUnknown();
        }

        if (await age.RefuseAsync(pairing, journey, helper, cancellationToken) is { } wanted)
        {
            return new PairingResult.HelperTooOld(wanted);
        }

        await age.ForgetAsync(pairing, cancellationToken);

        var live = database.Set<PairedSession>().Where(s => s.JourneyId == journey.Id && s.EndedAt == null);
        foreach (var older in await live.ToListAsync(cancellationToken))
        {
            older.EndedAt = now;
            turn.Tell(HelperSignals.NoteOf(older.Id)); // it may be waiting for work
        }

        pairing.UsedAt = now;
        var session = new PairedSession
        {
            Id = HelperSessionId.New(),
            JourneyId = journey.Id,
            StartedFor = startedFor,
            TokenHash = tokenHash,
            CreatedAt = now,
            LastSeenAt = now,
        };
        database.Add(session);
        await database.SaveChangesAsync(cancellationToken); // the workflow goes on in this same turn and looks for the helper
        await TellAsync(journey.Kind, session, pairing, cancellationToken);

        return ToWire(session);

        PairingResult.Paired ToWire(PairedSession paired) =>
            new(new HelperSession(token, journey.Kind.ToString(), paired.CreatedAt + PairedSession.Lifetime)
            {
                NewerVersion = age.NewerThan(helper.Version),
            });
    }

    private async Task TellAsync(JourneyKind kind, PairedSession session, Pairing pairing, CancellationToken cancellationToken)
    {
        switch (kind)
        {
            case JourneyKind.InPerson:
                await inPerson.ConnectedAsync(session, cancellationToken);
                break;
            case JourneyKind.CardReading:
                await readings.ConnectedAsync(session, cancellationToken);
                break;
            default:
                await engine.ResumeAsync(
                    new Stimulus(Pairings.BookmarkName, pairing.Id.Value.ToString(), Payload: null), cancellationToken);
                break;
        }
    }
}
