using System.Collections.Concurrent;
using System.Diagnostics;

namespace Smartcard.Benchmarks.Engine;

/// <summary>So many drivers at once, without thinking time, for so long.</summary>
internal static class ClosedLoop
{
    public static async Task<LoopFigures> RunAsync(IWorkload workload, int drivers, TimeSpan span, CancellationToken cancellationToken)
    {
        var latencies = new ConcurrentBag<List<double>>();
        var (allocated, machineTime, began) = (
            GC.GetTotalAllocatedBytes(precise: true),
            Process.GetCurrentProcess().TotalProcessorTime,
            Stopwatch.GetTimestamp());
        var finished = 0;
        await Task.WhenAll(Enumerable.Range(0, drivers).Select(_ => Task.Run(
            async () =>
            {
                var own = new List<double>();
                latencies.Add(own);
                while (Stopwatch.GetElapsedTime(began) < span)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    await workload.RunOneAsync(async turn =>
                    {
                        var from = Stopwatch.GetTimestamp();
                        await turn();
                        own.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
                    });
                    Interlocked.Increment(ref finished);
                }
            },
            cancellationToken)));

        var elapsed = Stopwatch.GetElapsedTime(began);
        double[] sorted = [.. latencies.SelectMany(l => l).Order()];
        return new LoopFigures(
            finished / elapsed.TotalSeconds,
            At(sorted, 0.50),
            At(sorted, 0.95),
            At(sorted, 0.99),
            (Process.GetCurrentProcess().TotalProcessorTime - machineTime).TotalMilliseconds / finished,
            (GC.GetTotalAllocatedBytes(precise: true) - allocated) / 1024.0 / finished);
    }

    private static double At(double[] sorted, double part) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * part))];
}

/// <summary>
/// Rates by the second, latencies of a turn in milliseconds, the rest for each workflow: machine time of this process
/// in milliseconds, memory allocated in KiB.
/// </summary>
internal sealed record LoopFigures(double WorkflowsPerSecond, double P50, double P95, double P99, double MachineTime, double Allocated)
{
    public static LoopFigures MedianOf(IReadOnlyList<LoopFigures> runs) =>
        new(
            Median(runs, r => r.WorkflowsPerSecond),
            Median(runs, r => r.P50),
            Median(runs, r => r.P95),
            Median(runs, r => r.P99),
            Median(runs, r => r.MachineTime),
            Median(runs, r => r.Allocated));

    private static double Median(IReadOnlyList<LoopFigures> runs, Func<LoopFigures, double> of) =>
        runs.Select(of).Order().ElementAt(runs.Count / 2);
}
