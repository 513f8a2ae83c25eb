using System.Net;
using System.Threading.RateLimiting;

namespace Smartcard.Server.Setup;

/// <summary>Counts failed tries by the address they come from: so many in a minute, then none for the rest of it. Tries that succeed do not count.</summary>
internal abstract class FailureGuard(int failuresPerMinute) : IDisposable
{
    private readonly PartitionedRateLimiter<IPAddress> _failures = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = failuresPerMinute,
            Window = TimeSpan.FromMinutes(1),
        }));

    public bool IsOpenFor(HttpContext http)
    {
        using var lease = _failures.AttemptAcquire(AddressOf(http), permitCount: 0);
        return lease.IsAcquired;
    }

    public void CountFailure(HttpContext http)
    {
        using var lease = _failures.AttemptAcquire(AddressOf(http));
    }

    public void Dispose() => _failures.Dispose();

    private static IPAddress AddressOf(HttpContext http) => http.Connection.RemoteIpAddress ?? IPAddress.None;
}
