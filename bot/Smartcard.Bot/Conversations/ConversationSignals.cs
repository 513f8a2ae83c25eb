using System.Collections.Concurrent;

namespace Smartcard.Bot.Conversations;

/// <summary>Wakes this process's streams of a conversation when entries are committed; those of another process look by themselves.</summary>
public sealed class ConversationSignals
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);

    public void Wake(string conversationId)
    {
        if (_waiting.TryRemove(conversationId, out var waiting))
        {
            waiting.TrySetResult();
        }
    }

    /// <summary>Completes at the next <see cref="Wake"/>. Take it before reading the log, or an entry in between waits for the next one.</summary>
    public Task Next(string conversationId) =>
        _waiting.GetOrAdd(conversationId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
}
