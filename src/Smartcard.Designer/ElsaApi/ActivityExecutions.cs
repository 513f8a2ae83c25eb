using System.Globalization;
using System.Text.Json.Nodes;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Designer.ElsaApi;

/// <summary>One time that an activity ran, as the journal tells of it.</summary>
internal sealed record ActivityExecutions(
    string ExecutionId,
    Guid InstanceId,
    string ActivityId,
    string NodeId,
    string ActivityType,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    string Status,
    bool IsWaiting,
    string? Outcomes)
{
    public static string Id(Guid instanceId, int executionId) =>
        string.Create(CultureInfo.InvariantCulture, $"{instanceId:N}-{executionId}");

    public static async Task<IReadOnlyList<ActivityExecutions>> OfAsync(
        SmartcardDbContext database,
        Guid instanceId,
        string? nodeId,
        CancellationToken cancellationToken)
    {
        var journal = await database.JournalOfAsync(instanceId, cancellationToken);
        return
        [
            .. journal
                .Where(j => nodeId is null || j.NodeId == nodeId)
                .GroupBy(j => j.ExecutionId)
                .Select(g => Of(instanceId, [.. g])),
        ];
    }

    public static async Task<ActivityExecutions?> FindAsync(SmartcardDbContext database, string id, CancellationToken cancellationToken) =>
        id.LastIndexOf('-') is var at and > 0 && Guid.TryParse(id[..at], out var instanceId)
            ? (await OfAsync(database, instanceId, null, cancellationToken)).FirstOrDefault(e => e.ExecutionId == id)
            : null;

    /// <summary>One entry for each node, as the viewer paints it.</summary>
    public static JsonArray Stats(IEnumerable<ActivityExecutions> executions) =>
        [
            .. executions
                .GroupBy(e => e.NodeId)
                .Select(g => new JsonObject
                {
                    ["activityId"] = ActivityNode.OwnIdOf(g.First().ActivityId),
                    ["activityNodeId"] = g.Key,
                    ["startedCount"] = g.Count(),
                    ["completedCount"] = g.Count(e => e.Status == "Completed"),
                    ["uncompletedCount"] = g.Count(e => e.Status == "Running"),
                    ["isBlocked"] = g.Any(e => e.IsWaiting),
                    ["isFaulted"] = g.Any(e => e.Status == "Faulted"),
                    ["metadata"] = new JsonObject(),
                }),
        ];

    public JsonObject Record() =>
        new()
        {
            ["id"] = ExecutionId,
            ["workflowInstanceId"] = InstanceId,
            ["activityId"] = ActivityNode.OwnIdOf(ActivityId),
            ["activityNodeId"] = NodeId,
            ["activityType"] = ActivityType,
            ["activityTypeVersion"] = 1,
            ["activityName"] = ActivityId,
            ["startedAt"] = StartedAt,
            ["completedAt"] = EndedAt,
            ["hasBookmarks"] = IsWaiting,
            ["status"] = Status,
            ["aggregateFaultCount"] = Status == "Faulted" ? 1 : 0,
            ["metadata"] = new JsonObject(),
            ["properties"] = new JsonObject(),
            ["activityState"] = new JsonObject(),
            ["payload"] = Outcomes is null
                ? new JsonObject()
                : new JsonObject
                {
                    [nameof(Outcomes)] = new JsonArray([.. Outcomes.Split(',').Select(o => JsonValue.Create(o))]),
                },
            ["outputs"] = new JsonObject(),
            ["exception"] = null,
            ["callStackDepth"] = 0,
        };

    private static ActivityExecutions Of(Guid instanceId, JournalEntry[] entries)
    {
        var last = entries[^1];
        var isOver = last.Event is "Completed" or "Canceled" or "Faulted";
        return new ActivityExecutions(
            Id(instanceId, last.ExecutionId),
            instanceId,
            last.ActivityId,
            last.NodeId,
            last.ActivityType,
            entries[0].At,
            isOver ? last.At : null,
            entries.Any(e => e.Event == "Faulted") ? "Faulted" : isOver ? last.Event : "Running",
            last.Event == "Suspended",
            entries.LastOrDefault(e => e.Outcomes is not null)?.Outcomes);
    }
}
