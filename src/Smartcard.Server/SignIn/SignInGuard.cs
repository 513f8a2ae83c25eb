using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Smartcard.Server.SignIn;

/// <summary>Keeps one address from trying many accounts, and from filling the audit: so many wrong sign-ins in a minute, then none for the rest of it.</summary>
internal sealed class SignInGuard(IOptions<SignInOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<IPAddress> _failures = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = options.Value.FailuresPerMinute,
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
