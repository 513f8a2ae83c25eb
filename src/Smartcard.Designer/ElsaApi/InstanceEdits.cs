using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Smartcard.Designer.Definitions;
using Smartcard.Domain;
using Smartcard.Look.Access;
using Smartcard.Look.Limits;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Designer.ElsaApi;

/// <summary>
/// Ending journeys and deleting their records, as Elsa Studio's instance list calls for it. A repeated call changes
/// nothing more.
/// </summary>
internal static class InstanceEdits
{
    public static void MapInstanceEdits(this RouteGroupBuilder api)
    {
        var edits = api.Edits();
        edits.MapPost(
            "/cancel/workflow-instances/{id:guid}",
            (Guid id, HttpContext http, InstanceOperations operations, CancellationToken cancellationToken) =>
                EachAsync([id], (actor, one) => operations.EndAsync(actor, one, cancellationToken), http));
        edits.MapDelete(
            "/workflow-instances/{id:guid}",
            (Guid id, HttpContext http, InstanceOperations operations, CancellationToken cancellationToken) =>
                EachAsync([id], (actor, one) => operations.DeleteAsync(actor, one, cancellationToken), http));
        edits
            .MapPost(
                "/bulk-actions/delete/workflow-instances/by-id",
                (DesignerBody body, HttpContext http, InstanceOperations operations, CancellationToken cancellationToken) =>
                    EachAsync(IdsOf(body.Json), (actor, one) => operations.DeleteAsync(actor, one, cancellationToken), http))
            .Heavy();
        edits.MapPost("/bulk-actions/cancel/workflow-instances", CancelManyAsync).Heavy();
    }

    /// <summary>By their ids, or all that are under way of a definition or of one version of it.</summary>
    private static async Task<IResult> CancelManyAsync(
        DesignerBody body,
        HttpContext http,
        InstanceOperations operations,
        SmartcardDbContext database,
        CancellationToken cancellationToken)
    {
        var request = body.Json;
        var (ids, definitionId) = (IdsOf(request), request.TextOf("definitionId"));
        if (DefinitionIds.ParseVersionId(request.TextOf("definitionVersionId") ?? "") is var (ofVersion, version))
        {
            ids = await UnderWayAsync(i => i.DefinitionId == ofVersion && i.Version == version);
        }
        else if (ids.Length == 0 && definitionId is { Length: > 0 })
        {
            ids = await UnderWayAsync(i => i.DefinitionId == definitionId);
        }

        return await EachAsync(ids, (actor, one) => operations.EndAsync(actor, one, cancellationToken), http);

        Task<Guid[]> UnderWayAsync(System.Linq.Expressions.Expression<Func<WorkflowInstanceRow, bool>> which) =>
            database
                .Set<WorkflowInstanceRow>()
                .Where(i => i.Status == WorkflowStatus.Suspended)
                .Where(which)
                .Select(i => i.Id)
                .ToArrayAsync(cancellationToken);
    }

    private static async Task<IResult> EachAsync(Guid[] ids, Func<UserId, Guid, Task<InstanceChange>> change, HttpContext http)
    {
        var refused = new List<string>();
        foreach (var id in ids)
        {
            if (await change(Policies.IdOf(http.User)!.Value, id) is InstanceChange.Refused(var why))
            {
                refused.Add($"{id}: {why}");
            }
        }

        return refused.Count == 0 ? Results.NoContent() : DefinitionAnswers.Refusal("ids", refused);
    }

    private static Guid[] IdsOf(JsonObject request) =>
        [.. request.TextsOf("ids").Select(text => Guid.TryParse(text, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty)];
}
