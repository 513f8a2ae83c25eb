using System.Collections.Concurrent;
using Smartcard.Domain;

namespace Smartcard.SelfService.CardTasks;

/// <summary>Wakes a helper's waiting request in this process when a task for it is committed; another process's helper asks again by itself.</summary>
public sealed class HelperSignals
{
    private readonly ConcurrentDictionary<HelperSessionId, TaskCompletionSource> _waiting = new();

    public void Wake(HelperSessionId session)
    {
        if (_waiting.TryRemove(session, out var waiting))
        {
            waiting.TrySetResult();
        }
    }

    /// <summary>A task that completes at the next <see cref="Wake"/>. Take it before looking into the database, or a wake in between is lost.</summary>
    public Task Next(HelperSessionId session) =>
        _waiting.GetOrAdd(session, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
}
