using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Smartcard.Server.Timers;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Benchmarks.Engine;

/// <summary>
/// So many timers wait; some come due every second, while somebody drives workflows beside them. How late is each
/// resumed, and what does it cost the others?
/// </summary>
internal static class TimersLoad
{
    private const int Batch = 2000;

    public static Task<int> RunAsync(TimersOptions options, CancellationToken cancellationToken) =>
        Place.UseAsync(options.Postgres, place => MeasureAsync(options, place.Location, cancellationToken), cancellationToken);

    private static async Task<int> MeasureAsync(TimersOptions options, DatabaseLocation location, CancellationToken cancellationToken)
    {
        var lateness = new Lateness();
        await using var engine = await EngineWorkload.StartAsync(
            location,
            cancellationToken,
            services => services.AddSingleton<ITurnObserver>(lateness).AddHostedService<DueTimerService>());
        var due = options.DueASecond * options.Seconds;
        await FillAsync(engine, options.Pending - due, (_, begins) => begins + TimeSpan.FromHours(1), cancellationToken);
        var alone = await ClosedLoop.RunAsync(engine, 1, TimeSpan.FromSeconds(options.Seconds), cancellationToken);
        await FillAsync(
            engine,
            due,
            (number, begins) => begins + TimeSpan.FromSeconds((double)number / options.DueASecond),
            cancellationToken);

        var timers = engine.Services.GetServices<IHostedService>().OfType<DueTimerService>().Single();
        await timers.StartAsync(cancellationToken);
        var beside = await ClosedLoop.RunAsync(engine, 1, TimeSpan.FromSeconds(options.Seconds + 5), cancellationToken);
        var began = Stopwatch.GetTimestamp();
        while (lateness.All.Count < due && Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(2))
        {
            await Task.Delay(50, cancellationToken);
        }

        await timers.StopAsync(cancellationToken);
        var sorted = lateness.All.Order().ToList();
        Print($"timers that waited, of which {options.DueASecond} a second came due", options.Pending, "");
        Print("resumed", sorted.Count, $"of {due}");
        Print("lateness, median", sorted[sorted.Count / 2].TotalMilliseconds, "ms");
        Print("lateness, 99 of 100 within", sorted[sorted.Count * 99 / 100].TotalMilliseconds, "ms");
        Print("earliest", sorted[0].TotalMilliseconds, "ms");
        Print("a turn without them, median", alone.P50, "ms");
        Print("a turn without them, 99 of 100 within", alone.P99, "ms");
        Print("a turn beside them, median", beside.P50, "ms");
        Print("a turn beside them, 99 of 100 within", beside.P99, "ms");
        return sorted.Count == due ? 0 : 1;
    }

    /// <summary>Copies of one instance that waits for an answer and for its timer, made in the database.</summary>
    /// <param name="dueAt">By number, and the moment at which all are there.</param>
    private static async Task FillAsync(
        EngineWorkload engine,
        int count,
        Func<int, DateTimeOffset, DateTimeOffset> dueAt,
        CancellationToken cancellationToken)
    {
        await engine.SuspendOneAsync();
        await using var scope = engine.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        var bookmarks = await database
            .Set<WorkflowBookmarkRow>()
            .AsNoTracking()
            .OrderByDescending(b => b.Id)
            .Take(2)
            .ToListAsync(cancellationToken);
        var model = await database
            .Set<WorkflowInstanceRow>()
            .AsNoTracking()
            .SingleAsync(i => i.Id == bookmarks[0].InstanceId, cancellationToken);

        // Two seconds for a thousand rows are more than enough: the first comes due when the last is there.
        var begins = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(2 + (count / 500.0));
        for (var made = 0; made < count; made += Batch)
        {
            for (var number = made; number < Math.Min(made + Batch, count); number++)
            {
                var (id, state) = (Guid.CreateVersion7(), model.State);
                foreach (var bookmark in bookmarks)
                {
                    var own = Guid.CreateVersion7();
                    state = state.Replace(bookmark.Id.ToString(), own.ToString(), StringComparison.Ordinal);
                    database.Add(new WorkflowBookmarkRow
                    {
                        Id = own,
                        InstanceId = id,
                        Name = bookmark.Name,
                        Key = $"{id:N}:{bookmark.Name}",
                        DueAt = bookmark.DueAt is null ? null : dueAt(number, begins),
                    });
                }

                database.Add(new WorkflowInstanceRow
                {
                    Id = id,
                    DefinitionId = model.DefinitionId,
                    Version = model.Version,
                    CorrelationId = id.ToString("N"),
                    Status = model.Status,
                    State = state,
                    CreatedAt = model.CreatedAt,
                    UpdatedAt = model.UpdatedAt,
                });
            }

            await database.SaveChangesAsync(cancellationToken);
            database.ChangeTracker.Clear();
        }

        var rest = begins - TimeProvider.System.GetUtcNow();
        Print($"making {count} of them, spare time", rest.TotalSeconds, "s");
    }

    private static void Print(string what, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-60}{value,10:0.0} {unit}"));

    /// <summary>Of each timer, from when it was due until its turn was made.</summary>
    private sealed class Lateness : ITurnObserver
    {
        public ConcurrentBag<TimeSpan> All { get; } = [];

        public ValueTask OnTurnAsync(Turn turn, CancellationToken cancellationToken)
        {
            if (turn.DueAt is { } dueAt)
            {
                All.Add(TimeProvider.System.GetUtcNow() - dueAt);
            }

            return ValueTask.CompletedTask;
        }
    }
}

/// <param name="Pending">How many timers wait in all.</param>
/// <param name="Seconds">For how long some come due.</param>
/// <param name="Postgres">A connection string of somebody who may make a database; null = SQLite.</param>
internal sealed record TimersOptions(int Pending, int DueASecond, int Seconds, string? Postgres);
