using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Journeys;
using Smartcard.Storage;

namespace Smartcard.SelfService.Journeys;

/// <summary>Journeys under way of which nothing is heard: somebody may sit in front of one and not know what to do.</summary>
public sealed class SilentJourneys(SmartcardDbContext database, TimeProvider time)
{
    /// <summary>Whoever looks for a card, a mail or an answer is back by then.</summary>
    public static TimeSpan StalledAfter { get; } = TimeSpan.FromMinutes(10);

    /// <summary>By then it should have been ended as abandoned.</summary>
    private static readonly TimeSpan StuckAfter = Journey.Patience + TimeSpan.FromMinutes(10);

    public async Task<SilenceReport> ReportAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (stalled, stuck) = (now - StalledAfter, now - StuckAfter);
        var silent = database.Set<Journey>().AsNoTracking().Where(j => j.EndedAt == null && j.LastHeardAt <= stalled);
        var oldest = await silent
            .OrderBy(j => j.LastHeardAt)
            .Select(j => new { j.Id, j.LastHeardAt })
            .FirstOrDefaultAsync(cancellationToken);
        return oldest is null
            ? new SilenceReport(0, 0, null, null)
            : new SilenceReport(
                await silent.CountAsync(cancellationToken),
                await silent.CountAsync(j => j.LastHeardAt <= stuck, cancellationToken),
                oldest.Id,
                oldest.LastHeardAt);
    }
}

/// <param name="Stalled">Silent for ten minutes or more.</param>
/// <param name="Stuck">Of these, the ones that should have been ended long ago.</param>
/// <param name="Oldest">Null where there is none.</param>
public sealed record SilenceReport(int Stalled, int Stuck, JourneyId? Oldest, DateTimeOffset? Since);
