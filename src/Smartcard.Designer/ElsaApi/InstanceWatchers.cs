using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.SignalR;
using Smartcard.Domain;
using Smartcard.Domain.Users;
using Smartcard.SelfService.People;
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
    private readonly ConcurrentDictionary<string, Watch> _watched = new(StringComparer.Ordinal);

    public InstanceWatchers(CommitNews news, IServiceScopeFactory scopes, IHubContext<InstanceHub> hub, ILogger<InstanceWatchers> logger)
    {
        (_scopes, _hub, _logger) = (scopes, hub, logger);
        news.Listen(Topic, key => _ = TellAsync(Guid.Parse(key)), missed: TellAll);
    }

    public static CommitNote NoteOf(Guid instanceId) => new(Topic, instanceId.ToString());

    public void Add(string connectionId, Guid instanceId, UserId user) => _watched[connectionId] = new Watch(instanceId, user);

    public void Remove(string connectionId) => _watched.TryRemove(connectionId, out _);

    private void TellAll()
    {
        foreach (var instanceId in _watched.Values.Select(w => w.InstanceId).Distinct())
        {
            _ = TellAsync(instanceId);
        }
    }

    /// <summary>Sends the counts that the viewer paints, and has it ask for the rest.</summary>
    private async Task TellAsync(Guid instanceId)
    {
        KeyValuePair<string, Watch>[] watches = [.. _watched.Where(w => w.Value.InstanceId == instanceId)];
        if (watches.Length == 0)
        {
            return;
        }

        try
        {
            await using var scope = _scopes.CreateAsyncScope();
            var connections = await StillAllowedAsync(
                scope.ServiceProvider.GetRequiredService<PeopleScopes>(), instanceId, watches);
            if (connections.Count == 0)
            {
                return;
            }

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

    /// <summary>
    /// The card may have become known since they began to watch, or a limit have been made. Whoever may not see its holder watches no more.
    /// </summary>
    private async Task<IReadOnlyList<string>> StillAllowedAsync(
        PeopleScopes scopes, Guid instanceId, IEnumerable<KeyValuePair<string, Watch>> watches)
    {
        var allowed = new List<string>();
        foreach (var ofUser in watches.GroupBy(w => w.Value.User))
        {
            var limit = await scopes.OfAsync(ofUser.Key, CancellationToken.None);
            if (await scopes.IncludesAsync(limit, ScopedThing.Instance, instanceId, CancellationToken.None))
            {
                allowed.AddRange(ofUser.Select(w => w.Key));
                continue;
            }

            foreach (var watch in ofUser)
            {
                _watched.TryRemove(watch);
            }
        }

        return allowed;
    }

    private sealed record Watch(Guid InstanceId, UserId User);
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
