using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Smartcard.Look.Limits;

namespace Smartcard.Bot.Channels.DirectLine;

/// <summary>
/// How many chats may start at one address in a minute. One that is carried on is not counted: whoever is in a chat
/// stays in it.
/// </summary>
internal sealed class SessionLimiter(IOptions<ChatOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<IPAddress> _limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = options.Value.SessionsPerMinute,
            Window = TimeSpan.FromMinutes(1),
        }));

    public bool Allows(HttpContext http)
    {
        using var lease = _limiter.AttemptAcquire(CallerAddress.Of(http));
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}
