using System.Text.Json.Nodes;
using Smartcard.Designer.Definitions;
using Smartcard.Storage;

namespace Smartcard.Designer.ElsaApi;

/// <summary>What the activities of an instance did, as Elsa Studio's instance viewer calls for it.</summary>
internal static class ActivityExecutionEndpoints
{
    public static void MapActivityExecutions(this RouteGroupBuilder api)
    {
        api.MapPost("/activity-executions/report", ReportAsync);
        api.MapGet("/activity-executions/list", ListAsync);
        api.MapGet("/activity-execution-summaries/list", ListAsync);
        api.MapGet("/activity-executions/by-id", FindAsync);
        api.MapGet("/activity-executions/{id}/call-stack", CallStackAsync);
    }

    private static async Task<IResult> ReportAsync(DesignerBody body, SmartcardDbContext database, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(body.Json.TextOf("workflowInstanceId"), out var id))
        {
            return Results.NotFound();
        }

        var executions = await ActivityExecutions.OfAsync(database, id, nodeId: null, cancellationToken);
        var wanted = body.Json.TextsOf("activityNodeIds");
        return Results.Json(
            new JsonObject
            {
                ["stats"] = ActivityExecutions.Stats(
                    executions.Where(e => wanted.Length == 0 || wanted.Contains(e.NodeId))),
            });
    }

    private static async Task<IResult> ListAsync(HttpContext http, SmartcardDbContext database, CancellationToken cancellationToken)
    {
        var found = Guid.TryParse(http.Request.Query["WorkflowInstanceId"], out var id)
            ? await ActivityExecutions.OfAsync(
                database,
                id,
                http.Request.Query["ActivityNodeId"].ToString() is { Length: > 0 } node ? node : null,
                cancellationToken)
            : [];
        return Results.Json(new JsonObject { ["items"] = new JsonArray([.. found.Select(e => e.Record())]), ["count"] = found.Count });
    }

    private static async Task<IResult> FindAsync(
        string id,
        SmartcardDbContext database,
        CancellationToken cancellationToken) =>
        await ActivityExecutions.FindAsync(database, id, cancellationToken) is { } found
            ? Results.Json(found.Record())
            : Results.NotFound();

    private static async Task<IResult> CallStackAsync(
        string id,
        SmartcardDbContext database,
        CancellationToken cancellationToken) =>
        await ActivityExecutions.FindAsync(database, id, cancellationToken) is { } found
            ? Results.Json(
                new JsonObject
                {
                    ["activityExecutionId"] = id,
                    ["items"] = new JsonArray(found.Record()),
                    ["totalCount"] = 1,
                })
            : Results.NotFound();
}
