using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Users;
using Smartcard.Storage;

namespace Smartcard.SelfService.Booth;

/// <summary>
/// The booth's queue, read once for all at this host who see the same people: at most a second old, and never older than what
/// this installation has committed to it since. One reading runs at a time.
/// </summary>
public sealed class BoothQueue
{
    /// <summary>Of what is told once something in the queue was committed.</summary>
    public const string Topic = "booth-queue";

    private readonly Lock _lock = new();
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _time;
    private readonly Dictionary<OrganisationScope, Reading> _last = [];
    private Task? _newest;

    public BoothQueue(IServiceScopeFactory scopes, CommitNews news, TimeProvider time)
    {
        (_scopes, _time) = (scopes, time);
        news.Listen(Topic, _ => Forget(), Forget);
    }

    public static TimeSpan MaxAge { get; } = TimeSpan.FromSeconds(1);

    /// <summary>What nobody has asked for so long is not kept.</summary>
    internal static TimeSpan Kept { get; } = TimeSpan.FromMinutes(1);

    /// <summary>How many readings are kept.</summary>
    internal int Count
    {
        get
        {
            lock (_lock)
            {
                return _last.Count;
            }
        }
    }

    /// <summary>Once this turn is committed, the queue is read anew, on all hosts.</summary>
    internal static void TellChanged(TurnTransaction turn) => turn.Tell(new CommitNote(Topic, "any"));

    /// <param name="scope">Of who looks.</param>
    /// <param name="cancellationToken">Of who looks: others who wait for the same reading wait on.</param>
    public Task<BoothSnapshot> ReadAsync(OrganisationScope scope, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_last.GetValueOrDefault(scope) is not { } last || !IsGood(last))
            {
                ForgetUnasked();
                _last[scope] = last = new Reading(scope, _newest);
                _newest = last.Result = Task.Run(() => RunAsync(last), CancellationToken.None);
            }

            last.AskedAt = _time.GetTimestamp();
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
            foreach (var begun in _last.Values.Where(r => r.HasBegun))
            {
                begun.IsForgotten = true;
            }
        }
    }

    private void ForgetUnasked()
    {
        foreach (var (scope, reading) in _last)
        {
            if (reading.Result.IsCompleted && _time.GetElapsedTime(reading.AskedAt) > Kept)
            {
                _last.Remove(scope);
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
        return await scope.ServiceProvider.GetRequiredService<BoothQueueQuery>().ReadAsync(reading.Scope, CancellationToken.None);
    }

    private sealed class Reading(OrganisationScope scope, Task? before)
    {
        public OrganisationScope Scope => scope;

        /// <summary>The one before it, which ends first.</summary>
        public Task? Before { get; set; } = before;

        public Task<BoothSnapshot> Result { get; set; } = null!;

        public bool HasBegun { get; set; }

        /// <summary>As <see cref="TimeProvider.GetTimestamp"/> tells.</summary>
        public long BegunAt { get; set; }

        public long AskedAt { get; set; }

        /// <summary>Something was committed since it has begun.</summary>
        public bool IsForgotten { get; set; }
    }
}
