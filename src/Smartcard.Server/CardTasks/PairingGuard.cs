using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Smartcard.SelfService.CardTasks;

namespace Smartcard.Server.CardTasks;

/// <summary>Keeps pairing codes from being guessed: so many failed tries from one address in a minute, then none for the rest of it.</summary>
/// <remarks>Tries that succeed do not count: a hospital is often one address, and on a bad Monday five of its people pair in a second.</remarks>
internal sealed class PairingGuard(IOptions<HelperOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<IPAddress> _failures = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = options.Value.FailedPairingsPerMinute,
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
