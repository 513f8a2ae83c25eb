using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Hosts;
using Smartcard.SelfService.People;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;

namespace Smartcard.SelfService.Booth;

/// <summary>Finds journeys that stand still, and why: by what is on record of each, in a fixed number of queries.</summary>
public sealed class StallFinder(
    SmartcardDbContext database, IHostMonitor hosts, IOptions<BoothOptions> options, TimeProvider time)
{
    /// <summary>So many of the journeys that were heard of least recently are looked at.</summary>
    private const int Looked = 500;

    /// <param name="scope">Of whoever looks: only journeys that they may see are looked at.</param>
    /// <returns>The one that has been silent the longest first.</returns>
    public async Task<Stalls> FindAsync(OrganisationScope scope, CancellationToken cancellationToken)
    {
        var (now, patience) = (time.GetUtcNow(), options.Value.Stalled.Patience);
        var silentSince = now - patience.Shortest;
        var journeys = await database.Set<Journey>().AsNoTracking()
            .Where(j => j.EndedAt == null && j.LastHeardAt <= silentSince)
            .Where(j => j.Kind != JourneyKind.InPerson
                && j.Kind != JourneyKind.AddressChange
                && j.Kind != JourneyKind.CardReading)
            .Within(scope, database, j => j.CardId)
            .OrderBy(j => j.LastHeardAt)
            .Take(Looked)
            .ToListAsync(cancellationToken);
        if (journeys.Count == 0)
        {
            return new Stalls([], IsWhole: true);
        }

        var facts = await FactsAsync(journeys, cancellationToken);
        return new Stalls(
            [.. facts.Select(f => f.CauseAt(now, patience) is { } cause ? new Stall(f.Journey, cause) : null).OfType<Stall>()],
            journeys.Count < Looked);
    }

    /// <returns>Null where this journey does not stand still.</returns>
    public async Task<StallCause?> CauseOfAsync(Journey journey, CancellationToken cancellationToken) =>
        (await FactsAsync([journey], cancellationToken)).Single().CauseAt(time.GetUtcNow(), options.Value.Stalled.Patience);

    /// <returns>Those of these journeys that stand still, and why.</returns>
    public async Task<IReadOnlyDictionary<JourneyId, StallCause>> CausesAsync(
        IEnumerable<Journey> journeys, CancellationToken cancellationToken)
    {
        var (now, patience) = (time.GetUtcNow(), options.Value.Stalled.Patience);
        var facts = await FactsAsync([.. journeys.Where(j => JourneyKinds.WithWorkflow.Contains(j.Kind))], cancellationToken);
        var stalls = facts.Select(f => f.CauseAt(now, patience) is { } cause ? new Stall(f.Journey, cause) : null).OfType<Stall>();
        return stalls.ToDictionary(s => s.Journey.Id, s => s.Cause);
    }

    private async Task<IEnumerable<StallFacts>> FactsAsync(List<Journey> journeys, CancellationToken cancellationToken)
    {
        JourneyId[] ids = [.. journeys.Select(j => j.Id)];
        JourneyId?[] some = [.. ids.Select(id => (JourneyId?)id)];
        Guid[] instances = [.. ids.Select(id => id.Value)];
        var pairings = (await database.Set<Pairing>().AsNoTracking()
            .Where(p => ids.Contains(p.JourneyId) && p.UsedAt == null)
            .ToListAsync(cancellationToken)).ToLookup(p => p.JourneyId);
        var helpers = (await database.Set<PairedSession>().AsNoTracking()
            .Where(s => ids.Contains(s.JourneyId) && s.EndedAt == null)
            .ToListAsync(cancellationToken)).ToLookup(s => s.JourneyId);
        var tasks = (await database.Set<CardTaskItem>().AsNoTracking()
            .Where(t => ids.Contains(t.JourneyId))
            .ToListAsync(cancellationToken)).ToLookup(t => t.JourneyId);
        var codes = (await database.Set<EmailCode>().AsNoTracking()
            .Where(c => ids.Contains(c.JourneyId))
            .ToListAsync(cancellationToken)).ToLookup(c => c.JourneyId);
        var mails = (await database.Set<OutgoingMail>().AsNoTracking()
            .Where(m =>
                some.Contains(m.JourneyId) && (m.Kind == MailKind.RegistrationCode || m.Kind == MailKind.UnlockCode))
            .ToListAsync(cancellationToken)).ToLookup(m => m.JourneyId);
        var timers = await database.Set<WorkflowBookmarkRow>()
            .Where(b => instances.Contains(b.InstanceId) && b.DueAt != null)
            .GroupBy(b => b.InstanceId)
            .Select(g => new { g.Key, DueAt = g.Min(b => b.DueAt) })
            .ToDictionaryAsync(b => b.Key, b => b.DueAt, cancellationToken);
        var seen = IsForHosts(mails.SelectMany(m => m), timers.Values) ? hosts.Look() : null;
        return journeys.Select(j => new StallFacts(
            j,
            pairings[j.Id].MaxBy(p => p.CreatedAt)?.CreatedAt,
            pairings[j.Id].Min(p => p.TooOldAt),
            helpers[j.Id].MaxBy(s => s.CreatedAt),
            tasks[j.Id].MaxBy(t => t.CreatedAt),
            tasks[j.Id].Where(t => t.WasReleased).MaxBy(t => t.CreatedAt),
            codes[j.Id].MaxBy(c => c.CreatedAt),
            mails[j.Id].MaxBy(m => m.CreatedAt),
            timers.GetValueOrDefault(j.Id.Value),
            seen));
    }

    /// <summary>Whether any of these may wait for a host.</summary>
    private bool IsForHosts(IEnumerable<OutgoingMail> mails, IEnumerable<DateTimeOffset?> timers)
    {
        var (now, patience) = (time.GetUtcNow(), options.Value.Stalled.Patience);
        return mails.Any(m => m.State == MailState.Waiting && (m.ClaimedBy is not null || now - m.CreatedAt >= patience.Mail))
            || timers.Any(due => now - due >= patience.Timer);
    }
}

/// <summary>A journey that stands still.</summary>
public sealed record Stall(Journey Journey, StallCause Cause);

/// <param name="Found">The one that has been silent the longest first.</param>
/// <param name="IsWhole">Whether all were looked at that have been silent.</param>
public sealed record Stalls(IReadOnlyList<Stall> Found, bool IsWhole);
