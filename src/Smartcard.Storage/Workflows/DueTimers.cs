using Microsoft.EntityFrameworkCore;

namespace Smartcard.Storage.Workflows;

/// <summary>Timers: bookmarks with a time at which they come due.</summary>
public sealed class DueTimers(SmartcardDbContext database)
{
    /// <summary>At most so long nobody looks for timers that come due.</summary>
    public static TimeSpan Poll { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Of the note that a turn leaves which sets a timer that comes due before anybody looks.</summary>
    internal const string Topic = "timer";

    internal const string AnyKey = "any";

    /// <summary>When the next one comes due, or did; null if there is none.</summary>
    public async Task<DateTimeOffset?> NextAsync(CancellationToken cancellationToken) =>
        await database.Set<WorkflowBookmarkRow>().Where(b => b.DueAt != null).MinAsync(b => b.DueAt, cancellationToken);

    /// <summary>
    /// Takes timers that have come due, for as long as the transaction around lasts: of two hosts that ask at once,
    /// each gets others.
    /// </summary>
    /// <param name="except">Timers to pass over.</param>
    /// <returns>Ids of bookmarks, those due longest first.</returns>
    public async Task<IReadOnlyList<Guid>> ClaimAsync(DateTimeOffset now, int limit, Guid[] except, CancellationToken cancellationToken)
    {
        var timers = database.Set<WorkflowBookmarkRow>();
        var due =
            database is PostgresDbContext
                ? timers.FromSql(
                    $"""
                    SELECT * FROM workflow_bookmarks WHERE due_at <= {now.UtcTicks} AND id <> ALL({except})
                    ORDER BY due_at LIMIT {limit} FOR UPDATE SKIP LOCKED
                    """)
                : timers.Where(b => b.DueAt <= now && !except.Contains(b.Id)).OrderBy(b => b.DueAt).Take(limit);
        return [.. (await due.AsNoTracking().ToListAsync(cancellationToken)).Select(b => b.Id)];
    }
}

/// <summary>Wakes whoever waits for the next timer when a turn, on whichever host, has set one.</summary>
public sealed class TimerSignal(CommitNews news) : CommitSignals(news, DueTimers.Topic)
{
    public Task Next() => Next(DueTimers.AnyKey);
}
