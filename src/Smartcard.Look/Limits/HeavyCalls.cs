using System.Threading.RateLimiting;
using Smartcard.Look.Access;

namespace Smartcard.Look.Limits;

/// <summary>How an endpoint stands to the limits of heavy calls: those that prove, evaluate, compare, or read very much.</summary>
public sealed record HeavyCall
{
    /// <summary>Somebody pressed for it: it waits for a moment, and is then told why it cannot run.</summary>
    public static HeavyCall Pressed { get; } = new();

    /// <summary>
    /// The designer calls by itself, several times at once. Nobody could press again, so it waits until those before it
    /// have ended.
    /// </summary>
    public static HeavyCall OfItself { get; } = new() { IsPatient = true };

    /// <summary>Also limited to <see cref="HeavyCalls.PerMinute"/>.</summary>
    public static HeavyCall Counted { get; } = new() { IsCounted = true };

    public bool IsPatient { get; private init; }

    public bool IsCounted { get; private init; }
}

/// <summary>Lets each person make one heavy call at a time, in all their tabs together, and all persons of this host a few.</summary>
internal sealed class HeavyCalls(TimeProvider time) : IDisposable
{
    /// <summary>Of all persons. Each may take a proof's 64 MB and a processor.</summary>
    public const int AtOnce = 4;

    /// <summary>Of one person, where they are counted.</summary>
    public const int PerMinute = 60;

    /// <summary>Above what the designer calls at once when somebody opens an activity with many scripts.</summary>
    public const int MostWaiting = 100;

    /// <summary>Two quick presses wait for each other; somebody who waits for longer wants to know why.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(2);

    private readonly PartitionedRateLimiter<string> _own = PartitionedRateLimiter.Create<string, string>(who =>
        RateLimitPartition.GetConcurrencyLimiter(who, _ => OneAfterAnother(permits: 1)));

    private readonly PartitionedRateLimiter<string> _counted = PartitionedRateLimiter.Create<string, string>(who =>
        RateLimitPartition.GetFixedWindowLimiter(
            who, _ => new FixedWindowRateLimiterOptions { PermitLimit = PerMinute, Window = TimeSpan.FromMinutes(1) }));

    private readonly ConcurrencyLimiter _all = new(OneAfterAnother(AtOnce));

    /// <summary>Who a request counts for: the account, or the address of whoever has none.</summary>
    public static string WhoOf(HttpContext http) => Policies.IdOf(http.User)?.Value.ToString() ?? CallerAddress.Of(http).ToString();

    /// <summary>Takes a place, to be given back by disposing it.</summary>
    /// <param name="cancellationToken">Of the request: whoever goes away waits no longer.</param>
    public async Task<HeavyPlace> TakeAsync(string who, HeavyCall call, CancellationToken cancellationToken)
    {
        if (call.IsCounted && !_counted.AttemptAcquire(who).IsAcquired)
        {
            return new HeavyPlace.Refused(HeavyRefusal.TooOften);
        }

        using var patience = call.IsPatient ? new CancellationTokenSource() : new CancellationTokenSource(Patience, time);
        var own = await AcquireAsync(ct => _own.AcquireAsync(who, 1, ct), patience.Token, cancellationToken);
        if (own is null)
        {
            return new HeavyPlace.Refused(HeavyRefusal.OwnIsRunning);
        }

        try
        {
            if (await AcquireAsync(ct => _all.AcquireAsync(1, ct), patience.Token, cancellationToken) is { } all)
            {
                return new HeavyPlace.Taken(own, all);
            }
        }
        catch
        {
            own.Dispose();
            throw;
        }

        own.Dispose();
        return new HeavyPlace.Refused(HeavyRefusal.OthersAreRunning);
    }

    /// <summary>Calls of this person that wait for another of theirs.</summary>
    internal long WaitingOf(string who) => _own.GetStatistics(who)?.CurrentQueuedCount ?? 0;

    public void Dispose()
    {
        _own.Dispose();
        _counted.Dispose();
        _all.Dispose();
    }

    private static ConcurrencyLimiterOptions OneAfterAnother(int permits) =>
        new() { PermitLimit = permits, QueueLimit = MostWaiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst };

    /// <returns>Null where too many wait already, or patience has run out.</returns>
    private static async Task<RateLimitLease?> AcquireAsync(
        Func<CancellationToken, ValueTask<RateLimitLease>> acquire, CancellationToken patience, CancellationToken request)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience, request);
        try
        {
            return await acquire(either.Token) is { IsAcquired: true } lease ? lease : null;
        }
        catch (OperationCanceledException) when (!request.IsCancellationRequested)
        {
            return null;
        }
    }
}

/// <summary>A place among the heavy calls, or why there is none.</summary>
internal abstract record HeavyPlace : IDisposable
{
    private HeavyPlace()
    {
    }

    public abstract void Dispose();

    public sealed record Taken(RateLimitLease Own, RateLimitLease All) : HeavyPlace
    {
        public override void Dispose()
        {
            All.Dispose();
            Own.Dispose();
        }
    }

    public sealed record Refused(HeavyRefusal Why) : HeavyPlace
    {
        public override void Dispose()
        {
        }
    }
}

internal enum HeavyRefusal
{
    OwnIsRunning,
    OthersAreRunning,
    TooOften,
}
