using System.Collections.Concurrent;

namespace Smartcard.Storage;

/// <summary>Wakes whoever waits in this process for something that a turn has committed; another process finds it by looking again.</summary>
public abstract class CommitSignals<TKey>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TaskCompletionSource> _waiting = new();

    public void Wake(TKey key)
    {
        if (_waiting.TryRemove(key, out var waiting))
        {
            waiting.TrySetResult();
        }
    }

    /// <summary>Completes at the next <see cref="Wake"/>. Take it before looking into the database, or a wake in between is lost.</summary>
    public Task Next(TKey key) => _waiting.GetOrAdd(key, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
}
