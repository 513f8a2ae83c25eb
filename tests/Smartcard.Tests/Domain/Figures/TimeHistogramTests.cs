using Smartcard.Domain.Figures;

namespace Smartcard.Tests.Domain.Figures;

/// <summary>What a median from buckets is worth.</summary>
public sealed class TimeHistogramTests
{
    [Theory]
    [InlineData(-5, 0)]
    [InlineData(0, 0)]
    [InlineData(14.9, 0)]
    [InlineData(15, 1)]
    [InlineData(3599, 22)]
    [InlineData(3600, 23)]
    [InlineData(100_000, 23)]
    public void A_time_falls_into_the_bucket_whose_bounds_it_lies_between(double seconds, int bucket)
    {
        Assert.Equal(bucket, TimeHistogram.BucketOf(TimeSpan.FromSeconds(seconds)));
        Assert.Equal(24, TimeHistogram.Buckets);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.95)]
    public void The_share_is_as_exact_as_its_bucket_is_wide(double share)
    {
        var times = Enumerable.Range(0, 2000).Select(i => TimeSpan.FromSeconds(20 + (i * 0.41))).Order().ToArray();
        var counts = CountsOf(times);

        var told = TimeHistogram.Within(counts, share)!.Value;

        var real = times[(int)(share * times.Length)];
        var bucket = TimeHistogram.BucketOf(real);
        var width = TimeHistogram.UpperBound(bucket)!.Value - TimeHistogram.LowerBound(bucket);
        Assert.InRange((told - real).Duration(), TimeSpan.Zero, width);
    }

    [Fact]
    public void Of_nothing_there_is_no_median_and_all_above_an_hour_is_an_hour()
    {
        Assert.Null(TimeHistogram.Within(new long[TimeHistogram.Buckets], 0.5));
        Assert.Equal(TimeSpan.FromHours(1), TimeHistogram.Within(CountsOf([TimeSpan.FromHours(5)]), 0.95));
    }

    private static long[] CountsOf(IEnumerable<TimeSpan> times)
    {
        var counts = new long[TimeHistogram.Buckets];
        foreach (var time in times)
        {
            counts[TimeHistogram.BucketOf(time)]++;
        }

        return counts;
    }
}
