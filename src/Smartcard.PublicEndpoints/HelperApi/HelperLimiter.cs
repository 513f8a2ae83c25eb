using System.Threading.RateLimiting;
using Smartcard.Domain;

namespace Smartcard.PublicEndpoints.HelperApi;

/// <summary>How often one paired helper may call: far more than a person with a card can cause, and far less than would be felt.</summary>
internal sealed class HelperLimiter : IDisposable
{
    public const int Burst = 60;
    private const int PerSecond = 2;

    private readonly PartitionedRateLimiter<HelperSessionId> _limiter = PartitionedRateLimiter.Create<
        HelperSessionId,
        HelperSessionId
    >(session =>
        RateLimitPartition.GetTokenBucketLimiter(
            session,
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = Burst,
                TokensPerPeriod = 1,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1) / PerSecond,
            }));

    public bool Allows(HelperSessionId session)
    {
        using var lease = _limiter.AttemptAcquire(session);
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}
