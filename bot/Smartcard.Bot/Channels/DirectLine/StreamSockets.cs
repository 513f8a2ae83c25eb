using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Smartcard.Bot.Conversations;

namespace Smartcard.Bot.Channels.DirectLine;

/// <summary>Sends a conversation's log over its sockets as it grows.</summary>
internal sealed class StreamSockets(ConversationSignals signals, IHostApplicationLifetime lifetime)
{
    /// <summary>As many tabs of one chat as anybody has open, and some that were closed a moment ago.</summary>
    public const int MaxPerConversation = 12;

    /// <summary>How often a client hears something, so that it knows in time when the line is dead.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2.5);

    /// <summary>Entries that another host committed are seen by looking again, after so many.</summary>
    private const int BeatsToLookAgain = 2;

    private readonly ConcurrentDictionary<string, int> _open = new(StringComparer.Ordinal);

    /// <summary>Whether one more would be refused; the page then asks for what is new, again and again.</summary>
    internal bool IsFull(string conversationId) => _open.GetValueOrDefault(conversationId) >= MaxPerConversation;

    /// <summary>A place for one more socket, given back when disposed; null when there are enough.</summary>
    internal IDisposable? Enter(string conversationId)
    {
        if (_open.AddOrUpdate(conversationId, 1, (_, count) => count + 1) > MaxPerConversation)
        {
            Leave(conversationId);
            return null;
        }

        return new Place(this, conversationId);
    }

    internal async Task RunAsync(WebSocket socket, string conversationId, int after, IServiceScopeFactory scopes, CancellationToken aborted)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(aborted, lifetime.ApplicationStopping);
        var listening = ListenAsync(socket, ended);
        try
        {
            await using (var first = scopes.CreateAsyncScope())
            {
                var log = first.ServiceProvider.GetRequiredService<ConversationLog>();
                after = await BeatUntilAsync(socket, log.FromAsync(conversationId, after, ended.Token), ended);
            }

            while (!ended.IsCancellationRequested)
            {
                var signal = signals.Next(conversationId);
                await using (var scope = scopes.CreateAsyncScope())
                {
                    var log = scope.ServiceProvider.GetRequiredService<ConversationLog>();
                    var (activities, last) = await BeatUntilAsync(socket, log.AfterAsync(conversationId, after, ended.Token), ended);
                    if (activities.Count > 0)
                    {
                        var frame = Encoding.UTF8.GetBytes(DirectLineEndpoints.Frame(activities, last));
                        await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, ended.Token);
                        after = last;
                    }
                }

                await WaitAsync(socket, signal, ended.Token);
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException or IOException)
        {
            // The client is away or the host stops: the client reconnects from its watermark.
        }

        await ended.CancelAsync();
        await listening;
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            try
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
                await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, null, limit.Token);
            }
            catch (Exception gone) when (gone is OperationCanceledException or WebSocketException or IOException)
            {
                // It was closed from the other side first.
            }
        }
    }

    private static async Task WaitAsync(WebSocket socket, Task signal, CancellationToken cancellationToken)
    {
        for (var beat = 0; beat < BeatsToLookAgain; beat++)
        {
            await Task.WhenAny(signal, Task.Delay(Beat, cancellationToken));
            if (signal.IsCompleted || cancellationToken.IsCancellationRequested)
            {
                return;
            }

            await BeatAsync(socket, cancellationToken);
        }
    }

    /// <summary>A database that is slow is not a line that is dead.</summary>
    private static async Task<T> BeatUntilAsync<T>(WebSocket socket, Task<T> answer, CancellationTokenSource ended)
    {
        try
        {
            while (await Task.WhenAny(answer, Task.Delay(Beat, ended.Token)) != answer)
            {
                await BeatAsync(socket, ended.Token);
            }
        }
        finally
        {
            if (!answer.IsCompleted)
            {
                await ended.CancelAsync();
                await ((Task)answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // its scope is not taken away under it
            }
        }

        return await answer;
    }

    private static Task BeatAsync(WebSocket socket, CancellationToken cancellationToken) =>
        socket.SendAsync(ReadOnlyMemory<byte>.Empty, WebSocketMessageType.Text, endOfMessage: true, cancellationToken).AsTask();

    /// <summary>Clients send empty frames to keep the line open; whatever they send is read and passed over.</summary>
    private static async Task ListenAsync(WebSocket socket, CancellationTokenSource ended)
    {
        var buffer = new byte[1024];
        try
        {
            while ((await socket.ReceiveAsync(buffer, ended.Token)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException or IOException)
        {
            // As above.
        }

        await ended.CancelAsync();
    }

    private void Leave(string conversationId)
    {
        if (_open.AddOrUpdate(conversationId, 0, (_, count) => Math.Max(0, count - 1)) == 0
            && _open.TryRemove(KeyValuePair.Create(conversationId, 0)))
        {
            signals.Wake(conversationId); // nobody waits there any more, so that nothing is kept for it
        }
    }

    private sealed class Place(StreamSockets sockets, string conversationId) : IDisposable
    {
        public void Dispose() => sockets.Leave(conversationId);
    }
}
