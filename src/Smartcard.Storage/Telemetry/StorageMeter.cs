using System.Diagnostics.Metrics;

namespace Smartcard.Storage.Telemetry;

/// <summary>What is measured of turns, and of the database that keeps them.</summary>
public static class StorageMeter
{
    public const string Name = "Smartcard.Storage";

    private static readonly Meter Meter = new(Name);

    internal static Histogram<double> TurnDuration { get; } =
        Meter.CreateHistogram(
            "smartcard.turn.duration",
            "s",
            "How long a turn took, from what made it (a message, a button, a card task, a timer) to its commit, "
            + "including the wait for other turns.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
            });

    private static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "smartcard.database.retries", "{retry}", "Turns that were made again because the database went away before their commit.");

    internal static void CountRetry() => Retries.Add(1);

    /// <summary>Shows what has not happened yet as 0, and not as missing.</summary>
    public static void Prime() => Retries.Add(0);
}
