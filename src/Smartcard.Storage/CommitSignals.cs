using System.Collections.Concurrent;

namespace Smartcard.Storage;

/// <summary>Wakes whoever waits in this process for something that a turn has committed, on whichever host.</summary>
public abstract class CommitSignals
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);

    protected CommitSignals(CommitNews news, string topic) => news.Listen(topic, Wake, WakeAll);

    public void Wake(string key)
    {
        if (_waiting.TryRemove(key, out var waiting))
        {
            waiting.TrySetResult();
        }
    }

    /// <summary>Completes at the next <see cref="Wake"/>. Take it before looking into the database, or a wake in between is lost.</summary>
    public Task Next(string key) =>
        _waiting.GetOrAdd(key, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private void WakeAll()
    {
        foreach (var key in _waiting.Keys)
        {
            Wake(key);
        }
    }
}
