using System.Net;
using System.Threading.RateLimiting;

namespace Smartcard.Look.Limits;

/// <summary>
/// Counts failed tries by who makes them at an address: so many in a minute, then none for the rest of it. Tries that
/// succeed do not count.
/// </summary>
/// <remarks>
/// A hospital is often one address. So one of its people or machines uses up its own tries, and those of the others
/// only when all have failed several times as often: by then somebody is guessing.
/// </remarks>
/// <param name="everybody">So many times as often as one of them may all at one address fail together.</param>
public abstract class FailureGuard(int failuresPerMinute, int everybody) : IDisposable
{
    private readonly PartitionedRateLimiter<(IPAddress, string)> _each = Limiter<(IPAddress, string)>(failuresPerMinute);
    private readonly PartitionedRateLimiter<IPAddress> _all = Limiter<IPAddress>(failuresPerMinute * everybody);

    /// <param name="who">
    /// What the try says of itself: a helper's token, an account's name. Made up anew each time, it leaves the
    /// address's own limit.
    /// </param>
    public bool IsOpenFor(HttpContext http, string who)
    {
        var address = CallerAddress.Of(http);
        using var each = _each.AttemptAcquire((address, who), permitCount: 0);
        using var all = _all.AttemptAcquire(address, permitCount: 0);
        return each.IsAcquired && all.IsAcquired;
    }

    public void CountFailure(HttpContext http, string who)
    {
        var address = CallerAddress.Of(http);
        using var each = _each.AttemptAcquire((address, who));
        using var all = _all.AttemptAcquire(address);
    }

    public void Dispose()
    {
        _each.Dispose();
        _all.Dispose();
        GC.SuppressFinalize(this);
    }

    private static PartitionedRateLimiter<TKey> Limiter<TKey>(int permits)
        where TKey : notnull =>
        PartitionedRateLimiter.Create<TKey, TKey>(key =>
            RateLimitPartition.GetFixedWindowLimiter(
                key,
                _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = TimeSpan.FromMinutes(1) }));
}
