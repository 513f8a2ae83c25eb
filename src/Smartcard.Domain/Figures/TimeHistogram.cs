namespace Smartcard.Domain.Figures;

/// <summary>Lengths of time, counted in buckets with fixed bounds. A bucket is narrow where most people are.</summary>
public static class TimeHistogram
{
    private static readonly int[] Seconds =
        [15, 30, 45, 60, 75, 90, 105, 120, 150, 180, 210, 240, 300, 360, 420, 480, 600, 720, 900, 1200, 1800, 2700, 3600];

    /// <summary>The last one has no upper bound.</summary>
    public static int Buckets => Seconds.Length + 1;

    /// <summary>What is less than this falls into the bucket; null = it has no upper bound.</summary>
    public static TimeSpan? UpperBound(int bucket) => bucket < Seconds.Length ? TimeSpan.FromSeconds(Seconds[bucket]) : null;

    public static TimeSpan LowerBound(int bucket) => bucket == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Seconds[bucket - 1]);

    /// <summary>A time below zero, where a clock was put back, counts as none.</summary>
    public static int BucketOf(TimeSpan time)
    {
        var bucket = Array.FindIndex(Seconds, bound => time.TotalSeconds < bound);
        return bucket < 0 ? Seconds.Length : bucket;
    }

    /// <summary>
    /// The time within which that share of them were. It is as exact as its bucket is wide; an hour stands for all that took longer.
    /// </summary>
    /// <param name="counts">One for each bucket.</param>
    /// <param name="share">E.g. 0.5 for the median.</param>
    /// <returns>Null where nothing was counted.</returns>
    public static TimeSpan? Within(IReadOnlyList<long> counts, double share)
    {
        var rank = share * counts.Sum();
        double before = 0;
        for (var bucket = 0; bucket < counts.Count; bucket++)
        {
            if (counts[bucket] > 0 && before + counts[bucket] >= rank)
            {
                var (from, until) = (LowerBound(bucket), UpperBound(bucket) ?? LowerBound(bucket));
                return from + ((until - from) * ((rank - before) / counts[bucket]));
            }

            before += counts[bucket];
        }

        return null;
    }
}
