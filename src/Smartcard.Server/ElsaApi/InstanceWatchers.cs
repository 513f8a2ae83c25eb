using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.SignalR;
using Smartcard.Storage;
using Smartcard.Workflows;

namespace Smartcard.Server.ElsaApi;

/// <summary>Who watches which instance on this host, and what they are told. An instance that nobody watches costs nothing.</summary>
internal sealed class InstanceWatchers(IServiceScopeFactory scopes, IHubContext<InstanceHub> hub, ILogger<InstanceWatchers> logger)
{
    private readonly ConcurrentDictionary<string, Guid> _watched = new(StringComparer.Ordinal);

    public void Add(string connectionId, Guid instanceId) => _watched[connectionId] = instanceId;

    public void Remove(string connectionId) => _watched.TryRemove(connectionId, out _);

    /// <summary>Sends the counts that the viewer paints, and has it ask for the rest.</summary>
    public async Task TellAsync(Guid instanceId)
    {
        string[] connections = [.. _watched.Where(w => w.Value == instanceId).Select(w => w.Key)];
        if (connections.Length == 0)
        {
            return;
        }

        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var executions = await ActivityExecutions.OfAsync(scope.ServiceProvider.GetRequiredService<SmartcardDbContext>(), instanceId, nodeId: null, CancellationToken.None);
            var watching = hub.Clients.Clients(connections);
            await watching.SendAsync("ActivityExecutionLogUpdatedAsync", new JsonObject { ["stats"] = ActivityExecutions.Stats(executions) });
            await watching.SendAsync("WorkflowExecutionLogUpdatedAsync", new JsonObject());
            await watching.SendAsync("WorkflowInstanceUpdatedAsync", new JsonObject { ["workflowInstanceId"] = instanceId.ToString() });
        }
        catch (Exception failure)
        {
            logger.WatchersNotTold(failure.GetType().FullName!);
        }
    }
}

/// <summary>Tells an instance's watchers of each of its turns, once that is committed.</summary>
internal sealed class WatchObserver(TurnTransaction turn, InstanceWatchers watchers) : ITurnObserver
{
    public ValueTask OnTurnAsync(Turn made, CancellationToken cancellationToken)
    {
        var id = made.InstanceId;
        turn.AfterCommit(() => _ = watchers.TellAsync(id));
        return ValueTask.CompletedTask;
    }
}

internal static partial class Log
{
    [LoggerMessage(7001, LogLevel.Warning, "Those who watch an instance in the back office could not be told that it moved on: {ExceptionType}")]
    public static partial void WatchersNotTold(this ILogger logger, string exceptionType);
}
