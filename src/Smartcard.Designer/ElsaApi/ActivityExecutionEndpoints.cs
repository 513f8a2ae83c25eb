using System.Text.Json.Nodes;
using Smartcard.Designer.Definitions;
using Smartcard.Domain.Users;
using Smartcard.Look.Access;
using Smartcard.SelfService.People;
using Smartcard.Storage;

namespace Smartcard.Designer.ElsaApi;

/// <summary>What the activities of an instance did, as Elsa Studio's instance viewer calls for it.</summary>
internal static class ActivityExecutionEndpoints
{
    public static void MapActivityExecutions(this RouteGroupBuilder api)
    {
        var executions = api.MapGroup("").ShowsTheirPeople();
        executions.MapPost("/activity-executions/report", ReportAsync);
        executions.MapGet("/activity-executions/list", ListAsync);
        executions.MapGet("/activity-execution-summaries/list", ListAsync);
        executions.MapGet("/activity-executions/by-id", FindAsync);
        executions.MapGet("/activity-executions/{id}/call-stack", CallStackAsync);
    }

    private static async Task<IResult> ReportAsync(
        DesignerBody body, HttpContext http, SmartcardDbContext database, PeopleScopes scopes, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(body.Json.TextOf("workflowInstanceId"), out var id))
        {
            return Results.NotFound();
        }

        if (!await MayAsync(http, scopes, id, cancellationToken))
        {
            return OrganisationDoor.RefusalOfPerson(http);
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

    private static async Task<IResult> ListAsync(
        HttpContext http, SmartcardDbContext database, PeopleScopes scopes, CancellationToken cancellationToken)
    {
        IReadOnlyList<ActivityExecutions> found = [];
        if (Guid.TryParse(http.Request.Query["WorkflowInstanceId"], out var id))
        {
            if (!await MayAsync(http, scopes, id, cancellationToken))
            {
                return OrganisationDoor.RefusalOfPerson(http);
            }

            var node = http.Request.Query["ActivityNodeId"].ToString();
            found = await ActivityExecutions.OfAsync(database, id, node.Length > 0 ? node : null, cancellationToken);
        }

        return Results.Json(new JsonObject { ["items"] = new JsonArray([.. found.Select(e => e.Record())]), ["count"] = found.Count });
    }

    private static Task<IResult> FindAsync(
        string id, HttpContext http, SmartcardDbContext database, PeopleScopes scopes, CancellationToken cancellationToken) =>
        OneAsync(id, http, database, scopes, found => found.Record(), cancellationToken);

    private static Task<IResult> CallStackAsync(
        string id, HttpContext http, SmartcardDbContext database, PeopleScopes scopes, CancellationToken cancellationToken) =>
        OneAsync(
            id,
            http,
            database,
            scopes,
            found => new JsonObject
            {
                ["activityExecutionId"] = id,
                ["items"] = new JsonArray(found.Record()),
                ["totalCount"] = 1,
            },
            cancellationToken);

    private static async Task<IResult> OneAsync(
        string id,
        HttpContext http,
        SmartcardDbContext database,
        PeopleScopes scopes,
        Func<ActivityExecutions, JsonObject> show,
        CancellationToken cancellationToken) =>
        await ActivityExecutions.FindAsync(database, id, cancellationToken) is not { } found ? Results.NotFound()
        : await MayAsync(http, scopes, found.InstanceId, cancellationToken) ? Results.Json(show(found))
        : OrganisationDoor.RefusalOfPerson(http);

    /// <summary>The instance is not named in the address.</summary>
    private static Task<bool> MayAsync(HttpContext http, PeopleScopes scopes, Guid id, CancellationToken cancellationToken) =>
        scopes.MayAsync(
            Policies.IdOf(http.User)!.Value, http.User.ScopeOf(), ScopedThing.Instance, id, isAct: false, cancellationToken);
}
