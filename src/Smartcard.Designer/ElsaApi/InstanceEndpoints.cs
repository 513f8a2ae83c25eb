using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Smartcard.Designer.Definitions;
using Smartcard.Domain.Users;
using Smartcard.Look.Access;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Designer.ElsaApi;

/// <summary>Instances and their journal, as Elsa Studio's instance list and viewer call for them.</summary>
internal static class InstanceEndpoints
{
    private const int MostPages = 1_000_000;

    public static void MapInstances(this RouteGroupBuilder api)
    {
        api.MapPost("/workflow-instances", ListAsync);
        var one = api.MapGroup("/workflow-instances/{id:guid}").IsAbout(ScopedThing.Instance);
        one.MapGet("", FindAsync);
        one.MapGet("/execution-state", StateAsync);
        one.MapGet("/variables", VariablesAsync);
        one.MapGet(
            "/journal",
            (Guid id, int? skip, int? take, SmartcardDbContext database, CancellationToken cancellationToken) =>
                JournalAsync(id, skip, take, DesignerBody.Empty, database, cancellationToken));
        one.MapPost("/journal", JournalAsync).IsAbout(ScopedThing.Instance, onlyReads: true);
    }

    private static async Task<IResult> ListAsync(DesignerBody body, SmartcardDbContext database, CancellationToken cancellationToken)
    {
        var filter = body.Json;
        var instances = InstanceList.Of(database, filter);
        var size = Math.Clamp(filter.NumberOf("pageSize") ?? 10, 1, 200);
        var page = await instances
            .Skip(Math.Clamp(filter.NumberOf("page") ?? 0, 0, MostPages) * size)
            .Take(size)
            .ToListAsync(cancellationToken);
        var ids = page.Select(i => i.Id).ToArray();
        var counts = await database
            .Set<WorkflowIncidentRow>()
            .Where(i => ids.Contains(i.InstanceId))
            .GroupBy(i => i.InstanceId)
            .Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        return Results.Json(
            new JsonObject
            {
                ["items"] = new JsonArray([.. page.Select(i => Summary(i, counts.GetValueOrDefault(i.Id)))]),
                ["totalCount"] = await instances.CountAsync(cancellationToken),
                ["links"] = null,
            });
    }

    private static async Task<IResult> FindAsync(Guid id, SmartcardDbContext database, CancellationToken cancellationToken) =>
        await WholeAsync(id, database, cancellationToken) is { } instance ? Results.Json(instance) : Results.NotFound();

    /// <summary>An instance with its state, and without what a person typed, which is nowhere in it; null = there is none.</summary>
    internal static async Task<JsonObject?> WholeAsync(Guid id, SmartcardDbContext database, CancellationToken cancellationToken)
    {
        if (await database.FindAsync<WorkflowInstanceRow>([id], cancellationToken) is not { } row)
        {
            return null;
        }

        var incidents = await database
            .Set<WorkflowIncidentRow>()
            .Where(i => i.InstanceId == id)
            .OrderBy(i => i.At)
            .ToListAsync(cancellationToken);
        var bookmarks = await database
            .Set<WorkflowBookmarkRow>()
            .Where(b => b.InstanceId == id)
            .ToListAsync(cancellationToken);
        var instance = Summary(row, incidents.Count);
        var state = (JsonObject)instance.DeepClone();
        state["definitionVersion"] = row.Version;
        state["bookmarks"] = new JsonArray([.. bookmarks.Select(b => new JsonObject
        {
            // The key may be a form's nonce, which only the person may have.
            ["id"] = b.Id,
            ["name"] = b.Name,
            ["hash"] = "",
            ["payload"] = new JsonObject { ["dueAt"] = b.DueAt },
            ["autoBurn"] = true,
        })]);
        state["incidents"] = new JsonArray([.. incidents.Select(i => new JsonObject
        {
            ["activityId"] = ActivityNode.OwnIdOf(i.ActivityId),
            ["activityNodeId"] = i.NodeId,
            ["activityInstanceId"] = "",
            ["activityType"] = i.ActivityType,
            ["message"] = i.Message,
            ["exception"] = null,
            ["timestamp"] = i.At,
        })]);
        foreach (var name in new[] { "completionCallbacks", "activityExecutionContexts" })
        {
            state[name] = new JsonArray();
        }

        foreach (var name in new[] { "input", "output", "properties" })
        {
            state[name] = new JsonObject();
        }

        instance["workflowState"] = state;
        return instance;
    }

    private static async Task<IResult> StateAsync(Guid id, SmartcardDbContext database, CancellationToken cancellationToken) =>
        await database.FindAsync<WorkflowInstanceRow>([id], cancellationToken) is { } row
            ? Results.Json(
                new JsonObject
                {
                    ["status"] = InstanceList.StatusOf(row.Status),
                    ["subStatus"] = InstanceList.SubStatusOf(row.Status),
                    ["updatedAt"] = row.UpdatedAt,
                })
            : Results.NotFound();

    private static async Task<IResult> VariablesAsync(Guid id, SmartcardDbContext database, CancellationToken cancellationToken)
    {
        if (await database.FindAsync<WorkflowInstanceRow>([id], cancellationToken) is not { } row)
        {
            return Results.NotFound();
        }

        var items = new JsonArray([
            .. row.Load()
                .Variables.Select(v => new JsonObject
                {
                    ["id"] = v.Key,
                    ["name"] = v.Key,
                    ["value"] = JsonNode.Parse(v.Value.GetRawText()),
                }),
        ]);
        return Results.Json(new JsonObject { ["items"] = items, ["count"] = items.Count });
    }

    private static async Task<IResult> JournalAsync(
        Guid id,
        int? skip,
        int? take,
        DesignerBody body,
        SmartcardDbContext database,
        CancellationToken cancellationToken)
    {
        var filter = body.Json["filter"] as JsonObject ?? [];
        var (nodes, activities, excluded, events) = (
            filter.TextsOf("activityNodeIds"),
            filter.TextsOf("activityIds"),
            filter.TextsOf("excludedActivityTypes"),
            filter.TextsOf("eventNames"));
        var entries = (await database.JournalOfAsync(id, cancellationToken))
            .Where(j =>
                (nodes.Length == 0 || nodes.Contains(j.NodeId))
                && (activities.Length == 0 || activities.Contains(j.ActivityId))
                && !excluded.Contains(j.ActivityType)
                && (events.Length == 0 || events.Contains(j.Event)))
            .ToList();
        var page = entries.Skip(Math.Max(skip ?? 0, 0)).Take(Math.Clamp(take ?? 100, 1, 1_000));
        return Results.Json(new JsonObject
        {
            ["items"] = new JsonArray([.. page.Select(j => Record(id, j))]),
            ["totalCount"] = entries.Count,
        });
    }

    internal static JsonObject Record(Guid instanceId, JournalEntry entry) => new()
    {
        ["id"] = $"{instanceId}:{entry.Sequence}",
        ["activityInstanceId"] = ActivityExecutions.Id(instanceId, entry.ExecutionId),
        ["activityId"] = ActivityNode.OwnIdOf(entry.ActivityId),
        ["activityType"] = entry.ActivityType,
        ["activityTypeVersion"] = 1,
        ["nodeId"] = entry.NodeId,
        ["timestamp"] = entry.At,
        ["sequence"] = entry.Sequence,
        ["eventName"] = entry.Event,
        ["payload"] = entry.Outcomes is null ? null : new JsonObject { ["Outcomes"] = entry.Outcomes },
    };

    private static JsonObject Summary(WorkflowInstanceRow row, int incidents) =>
        new()
        {
            ["id"] = row.Id,
            ["definitionId"] = row.DefinitionId,
            ["definitionVersionId"] = DefinitionIds.VersionId(row.DefinitionId, row.Version),
            ["version"] = row.Version,
            ["status"] = InstanceList.StatusOf(row.Status),
            ["subStatus"] = InstanceList.SubStatusOf(row.Status),
            ["correlationId"] = row.CorrelationId,
            ["name"] = null,
            ["incidentCount"] = incidents,
            ["createdAt"] = row.CreatedAt,
            ["updatedAt"] = row.UpdatedAt,
            ["finishedAt"] = row.Status == WorkflowStatus.Suspended ? null : row.UpdatedAt,
        };
}
