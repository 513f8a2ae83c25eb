using System.Globalization;
using Smartcard.Expressions;

namespace Smartcard.Workflows.Exploration;

/// <summary>How much an exploration may use before it gives up, and how much of it is used.</summary>
internal sealed class ExplorationLimits
{
    /// <summary>More situations than this are more than anybody could oversee. A workflow of 60 activities has some thousands.</summary>
    private const int MaxSituations = 20_000;

    /// <summary>Once something is wrong, no more than this is looked at: breaches nearer to the start are told first.</summary>
    private const int EnoughSituations = 4_000;

    /// <summary>What all situations may hold at once, by estimate.</summary>
    private const long MaxMegabytes = 64;

    private static readonly TimeSpan MaxProcessorTime = TimeSpan.FromSeconds(20);

    private readonly ProcessorBudget _time = new(MaxProcessorTime);
    private long _heldBytes;

    public bool IsTimeSpent => _time.IsSpent;

    public void Hold(long bytes) => _heldBytes += bytes;

    public void Release(long bytes) => _heldBytes -= bytes;

    public static bool IsEnoughToTellOf(int situations) => situations > EnoughSituations;

    /// <summary>Which limit is reached, as words for the reader; null = none.</summary>
    public string? ReachedBy(int situations) =>
        situations > MaxSituations ? string.Create(CultureInfo.InvariantCulture, $"{MaxSituations:N0} situations")
        : _heldBytes > MaxMegabytes << 20 ? $"{MaxMegabytes} MB of memory"
        : _time.IsSpent ? $"{MaxProcessorTime.TotalSeconds} s of processor time"
        : null;
}
