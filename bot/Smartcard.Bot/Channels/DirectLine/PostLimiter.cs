using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Smartcard.Bot.Channels.DirectLine;

/// <summary>How fast one chat may send: a burst of ten, then a steady rate.</summary>
internal sealed class PostLimiter(IOptions<ChatOptions> options) : IDisposable
{
    private const int Burst = 10;

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(conversation =>
        RateLimitPartition.GetTokenBucketLimiter(conversation, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = Burst,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) / options.Value.PostsPerMinute,
        }));

    public bool Allows(string conversationId)
    {
        using var lease = _limiter.AttemptAcquire(conversationId);
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}
