using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.SignalR;
using Smartcard.Storage;
using Smartcard.Workflows;

namespace Smartcard.Designer.ElsaApi;

/// <summary>Who watches which instance on this host, and what they are told. An instance that nobody watches costs nothing.</summary>
internal sealed class InstanceWatchers
{
    private const string Topic = "instance";

    private readonly IServiceScopeFactory _scopes;
    private readonly IHubContext<InstanceHub> _hub;
    private readonly ILogger<InstanceWatchers> _logger;
    private readonly ConcurrentDictionary<string, Guid> _watched = new(StringComparer.Ordinal);

    public InstanceWatchers(CommitNews news, IServiceScopeFactory scopes, IHubContext<InstanceHub> hub, ILogger<InstanceWatchers> logger)
    {
        (_scopes, _hub, _logger) = (scopes, hub, logger);
        news.Listen(Topic, key => _ = TellAsync(Guid.Parse(key)), missed: TellAll);
    }

    public static CommitNote NoteOf(Guid instanceId) => new(Topic, instanceId.ToString());

    public void Add(string connectionId, Guid instanceId) => _watched[connectionId] = instanceId;

    public void Remove(string connectionId) => _watched.TryRemove(connectionId, out _);

    private void TellAll()
    {
        foreach (var instanceId in _watched.Values.Distinct())
        {
            _ = TellAsync(instanceId);
        }
    }

    /// <summary>Sends the counts that the viewer paints, and has it ask for the rest.</summary>
    private async Task TellAsync(Guid instanceId)
    {
        string[] connections = [.. _watched.Where(w => w.Value == instanceId).Select(w => w.Key)];
        if (connections.Length == 0)
        {
            return;
        }

        try
        {
            await using var scope = _scopes.CreateAsyncScope();
            var executions = await ActivityExecutions.OfAsync(
                scope.ServiceProvider.GetRequiredService<SmartcardDbContext>(),
                instanceId,
                nodeId: null,
                CancellationToken.None);
            var watching = _hub.Clients.Clients(connections);
            await watching.SendAsync(
                "ActivityExecutionLogUpdatedAsync",
                new JsonObject { ["stats"] = ActivityExecutions.Stats(executions) });
            await watching.SendAsync("WorkflowExecutionLogUpdatedAsync", new JsonObject());
            await watching.SendAsync("WorkflowInstanceUpdatedAsync", new JsonObject { ["workflowInstanceId"] = instanceId.ToString() });
        }
        catch (Exception failure)
        {
            _logger.WatchersNotTold(failure.GetType().FullName!);
        }
    }
}

/// <summary>Tells an instance's watchers of each of its turns, once that is committed.</summary>
internal sealed class WatchObserver(TurnTransaction turn) : ITurnObserver
{
    public ValueTask OnTurnAsync(Turn made, CancellationToken cancellationToken)
    {
        turn.Tell(InstanceWatchers.NoteOf(made.InstanceId));
        return ValueTask.CompletedTask;
    }
}

internal static partial class Log
{
    [LoggerMessage(
        7001,
        LogLevel.Warning,
        "The viewers of an instance in the back office could not be told that it moved on: {ExceptionType}")]
    public static partial void WatchersNotTold(this ILogger logger, string exceptionType);
}
