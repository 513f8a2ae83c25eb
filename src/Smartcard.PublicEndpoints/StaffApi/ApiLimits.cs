using System.Threading.RateLimiting;
using Smartcard.Domain;
using Smartcard.Look.Limits;

namespace Smartcard.PublicEndpoints.StaffApi;

/// <summary>Keeps tokens from being tried out: wrong ones are counted by what was shown, and by the address.</summary>
internal sealed class ApiTokenGuard() : FailureGuard(failuresPerMinute: 30, everybody: 10);

/// <summary>
/// How often a system may call, how many files are taken in at once (one may be tens of megabytes in memory), and how many lists of
/// people are read at once (one may count a million): no system keeps the others from reading theirs.
/// </summary>
internal sealed class ApiLimits : IDisposable
{
    public const int Burst = 100;
    private const int ListsAtOnce = 2;
    private const int PerSecond = 20;

    private readonly ConcurrencyLimiter _files = new(new ConcurrencyLimiterOptions { PermitLimit = 1 });

    private readonly PartitionedRateLimiter<UserId> _listsOfEach = AtOnce(token => token, 1);

    private readonly PartitionedRateLimiter<UserId> _listsOfAll = AtOnce(_ => default, ListsAtOnce);

    private readonly PartitionedRateLimiter<UserId> _lists;

    private readonly PartitionedRateLimiter<UserId> _calls = PartitionedRateLimiter.Create<UserId, UserId>(token =>
        RateLimitPartition.GetTokenBucketLimiter(
            token,
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = Burst,
                TokensPerPeriod = 1,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1) / PerSecond,
            }));

    public ApiLimits() => _lists = PartitionedRateLimiter.CreateChained(_listsOfEach, _listsOfAll);

    public bool Allows(UserId token)
    {
        using var lease = _calls.AttemptAcquire(token);
        return lease.IsAcquired;
    }

    /// <summary>To be given back by disposing it.</summary>
    public RateLimitLease TakeFile() => _files.AttemptAcquire();

    /// <summary>As above.</summary>
    public RateLimitLease TakeList(UserId token) => _lists.AttemptAcquire(token);

    public void Dispose()
    {
        _lists.Dispose();
        _listsOfAll.Dispose();
        _listsOfEach.Dispose();
        _files.Dispose();
        _calls.Dispose();
    }

    private static PartitionedRateLimiter<UserId> AtOnce(Func<UserId, UserId> share, int most) =>
        PartitionedRateLimiter.Create<UserId, UserId>(token => RateLimitPartition.GetConcurrencyLimiter(
            share(token), _ => new ConcurrencyLimiterOptions { PermitLimit = most }));
}
