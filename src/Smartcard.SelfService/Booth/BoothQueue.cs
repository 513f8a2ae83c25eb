using Microsoft.Extensions.DependencyInjection;
using Smartcard.Storage;

namespace Smartcard.SelfService.Booth;

/// <summary>
/// The booth's queue, read once for all who look at this host: at most a second old, and never older than what this installation has
/// committed to it since. One reading runs at a time.
/// </summary>
public sealed class BoothQueue
{
    /// <summary>Of what is told once something in the queue was committed.</summary>
    public const string Topic = "booth-queue";

    private readonly Lock _lock = new();
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _time;
    private Reading? _last;

    public BoothQueue(IServiceScopeFactory scopes, CommitNews news, TimeProvider time)
    {
        (_scopes, _time) = (scopes, time);
        news.Listen(Topic, _ => Forget(), Forget);
    }

    public static TimeSpan MaxAge { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Once this turn is committed, the queue is read anew, on all hosts.</summary>
    internal static void TellChanged(TurnTransaction turn) => turn.Tell(new CommitNote(Topic, "any"));

    /// <param name="cancellationToken">Of who looks: others who wait for the same reading wait on.</param>
    public Task<BoothSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_last is not { } last || !IsGood(last))
            {
                _last = last = new Reading(_last?.Result);
                last.Result = Task.Run(() => RunAsync(last), CancellationToken.None);
            }

            return last.Result.WaitAsync(cancellationToken);
        }
    }

    private bool IsGood(Reading reading) =>
        !reading.IsForgotten
        && !reading.Result.IsFaulted
        && (!reading.Result.IsCompleted || _time.GetElapsedTime(reading.BegunAt) <= MaxAge);

    /// <summary>One that has not begun yet sees all that is committed by now.</summary>
    private void Forget()
    {
        lock (_lock)
        {
            if (_last is { HasBegun: true } begun)
            {
                begun.IsForgotten = true;
            }
        }
    }

    private async Task<BoothSnapshot> RunAsync(Reading reading)
    {
        if (reading.Before is { } before)
        {
            await before.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            reading.Before = null;
        }

        lock (_lock)
        {
            reading.HasBegun = true;
            reading.BegunAt = _time.GetTimestamp();
        }

        await using var scope = _scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<BoothQueueQuery>().ReadAsync(CancellationToken.None);
    }

    private sealed class Reading(Task<BoothSnapshot>? before)
    {
        /// <summary>The one before it, which ends first.</summary>
        public Task? Before { get; set; } = before;

        public Task<BoothSnapshot> Result { get; set; } = null!;

        public bool HasBegun { get; set; }

        /// <summary>As <see cref="TimeProvider.GetTimestamp"/> tells.</summary>
        public long BegunAt { get; set; }

        /// <summary>Something was committed since it has begun.</summary>
        public bool IsForgotten { get; set; }
    }
}
