using System.Globalization;
using Npgsql;
using Smartcard.Storage;

namespace Smartcard.Benchmarks.Engine;

/// <summary>unlock-4 on our engine and on the limit of bare persistence, in turns, on one database.</summary>
internal static class EngineLoad
{
    public static Task<int> RunAsync(EngineLoadOptions options, CancellationToken cancellationToken) => Place.UseAsync(
        options.Postgres,
        async place =>
        {
            await using var engine = await EngineWorkload.StartAsync(place.Location, cancellationToken);
            if (place.Database is { } database)
            {
                await using var source = NpgsqlDataSource.Create(((DatabaseLocation.PostgresServer)place.Location).ConnectionString);
                await CompareAsync(
                    "PostgreSQL",
                    engine,
                    await PostgresLimit.StartAsync(source, cancellationToken),
                    options,
                    () => database.CountersAsync(cancellationToken),
                    cancellationToken);
            }
            else
            {
                await CompareAsync(
                    "SQLite",
                    engine,
                    SqliteLimit.Start(Path.Combine(place.Folder, "limit.db")),
                    options,
                    counters: null,
                    cancellationToken);
            }

            return 0;
        },
        cancellationToken);

    private static async Task CompareAsync(
        string database,
        EngineWorkload engine,
        IWorkload limit,
        EngineLoadOptions options,
        Func<Task<DatabaseCounters>>? counters,
        CancellationToken cancellationToken)
    {
        Print(
            $"{database}: unlock-4, {options.Runs} runs of {options.Seconds} s each, medians; ms and kB for each workflow of four turns");
        Print(
            $"{"drivers",7} {"",7} {"wf/s",8} {"p50 ms",8} {"p95 ms",8} {"p99 ms",8} {"CPU ms",8} "
            + $"{"alloc kB",9} {"commits",8} {"WAL kB",8}");
        foreach (var drivers in options.Drivers)
        {
            var span = TimeSpan.FromSeconds(options.Seconds);
            foreach (var workload in new[] { engine, limit })
            {
                await ClosedLoop.RunAsync(workload, drivers, TimeSpan.FromSeconds(options.WarmUp), cancellationToken);
            }

            var (ours, theirs) = (new List<LoopFigures>(), new List<LoopFigures>());
            DatabaseCounters spent = default;
            for (var run = 0; run < options.Runs; run++)
            {
                var before = counters is null ? default : await counters();
                var figures = await ClosedLoop.RunAsync(engine, drivers, span, cancellationToken);
                spent = counters is null ? default : (await counters()).Since(before).For(figures.WorkflowsPerSecond * options.Seconds);
                ours.Add(figures);
                theirs.Add(await ClosedLoop.RunAsync(limit, drivers, span, cancellationToken));
            }

            var (engineMedian, limitMedian) = (LoopFigures.MedianOf(ours), LoopFigures.MedianOf(theirs));
            Print(
                Line(drivers, engine.Name, engineMedian)
                    + string.Create(CultureInfo.InvariantCulture, $" {spent.Commits,8:F1} {spent.WalKilobytes,8:F1}"));
            Print(Line(drivers, limit.Name, limitMedian));
            Print(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{"",7} {"ratio",7} {engineMedian.WorkflowsPerSecond / limitMedian.WorkflowsPerSecond,8:P0} "
                    + $"{engineMedian.P50 / limitMedian.P50,7:F1}x {engineMedian.P95 / limitMedian.P95,7:F1}x "
                    + $"{engineMedian.P99 / limitMedian.P99,7:F1}x"));
        }
    }

    private static string Line(int drivers, string name, LoopFigures f) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{drivers,7} {name,7} {f.WorkflowsPerSecond,8:F0} {f.P50,8:F2} {f.P95,8:F2} {f.P99,8:F2} "
            + $"{f.MachineTime,8:F2} {f.Allocated,9:F0}");

    private static void Print(string words) => Console.WriteLine(words);
}

/// <param name="Postgres">A connection string of somebody who may make a database; null = SQLite.</param>
internal sealed record EngineLoadOptions(string? Postgres, IReadOnlyList<int> Drivers, int Runs, int Seconds, int WarmUp);
