using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Smartcard.Domain.Journeys;
using Smartcard.Look.Limits;
using Smartcard.Storage.Workflows;

namespace Smartcard.Server.ElsaApi;

/// <summary>Definitions and their versions, as Elsa Studio's list and editor call for them. A repeated call is answered like the first.</summary>
internal static class DefinitionEndpoints
{
    public static void MapDefinitions(this RouteGroupBuilder api)
    {
        api.MapGet("/workflow-definitions", ListAsync);
        api.MapGet("/workflow-definitions/by-definition-id/{definitionId}", FindByDefinitionIdAsync);
        api.MapGet("/workflow-definitions/by-id/{versionId}", FindByIdAsync);
        api.MapGet("/workflow-definitions/many-by-id", ManyByIdAsync);
        api.MapGet("/workflow-definitions/query/count", CountAsync);
        api.MapGet("/workflow-definitions/validation/is-name-unique", IsNameUniqueAsync);
        api.MapGet("/workflow-definitions/{definitionId}/consumers", ConsumersAsync).Heavy();
        api.MapGet("/workflow-definitions/{definitionId}/export", ExportAsync);
        api.MapPost("/bulk-actions/export/workflow-definitions", ExportManyAsync).Heavy();

        var edits = api.Edits();
        edits.MapPost("/workflow-definitions", SaveAsync).Heavy(when: call => call.Arguments.OfType<DesignerBody>().Any(IsPublishing)); // a draft is only kept
        edits.MapPost("/workflow-definitions/import", ImportAsync).Heavy();
        edits.MapPost("/workflow-definitions/{definitionId}/publish", PublishAsync).Heavy();
        edits.MapPost("/workflow-definitions/{definitionId}/retract", RetractAsync);
        edits.MapPost("/workflow-definitions/{definitionId}/revert/{version}", RevertAsync);
        edits.MapPost("/workflow-definitions/{definitionId}/update-references", UpdateReferencesAsync).Heavy();
        edits.MapPost("/workflow-definitions/{definitionId}/execute", NotFromHere);
        edits.MapDelete("/workflow-definitions/{definitionId}", DeleteAsync);
        edits.MapDelete("/workflow-definition-versions/{versionId}", DeleteVersionAsync);
        edits.MapPost("/bulk-actions/publish/workflow-definitions/by-definition-ids", PublishManyAsync).Heavy();
        edits.MapPost("/bulk-actions/retract/workflow-definitions/by-definition-ids", RetractManyAsync);
        edits.MapPost("/bulk-actions/delete/workflow-definitions/by-definition-id", DeleteManyAsync);
        edits.MapPost("/bulk-actions/delete/workflow-definitions/by-id", DeleteVersionsAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext http, DefinitionDesk desk, CancellationToken cancellationToken)
    {
        var query = http.Request.Query;
        var versions = Matching(await desk.ListAsync(cancellationToken), query["versionOptions"].ToString());
        var definitionIds = query["DefinitionIds"];
        var ids = query["Ids"];
        var term = query["SearchTerm"].ToString();
        versions = versions.Where(v =>
            (definitionIds.Count == 0 || definitionIds.Contains(v.Row.DefinitionId))
            && (ids.Count == 0 || ids.Contains(v.Id))
            && (term.Length == 0 || v.Row.Name.Contains(term, StringComparison.OrdinalIgnoreCase) || v.Row.DefinitionId.Contains(term, StringComparison.OrdinalIgnoreCase)));
        versions = query["OrderBy"].ToString() switch
        {
            "Created" => versions.OrderBy(v => v.Row.CreatedAt),
            "Version" => versions.OrderBy(v => v.Row.Version),
            _ => versions.OrderBy(v => v.Row.Name, StringComparer.OrdinalIgnoreCase).ThenByDescending(v => v.Row.Version),
        };
        var found = (query["OrderDirection"] == "Descending" ? versions.Reverse() : versions).ToArray();
        var page = int.TryParse(query["PageSize"], out var size) && size > 0
            ? found.Skip((int.TryParse(query["Page"], out var number) ? number : 0) * size).Take(size)
            : found;
        var mayEdit = ElsaApi.MayEdit(http);
        return Results.Json(new JsonObject
        {
            ["items"] = new JsonArray([.. page.Select(v => DefinitionAnswers.Summary(v, mayEdit))]),
            ["totalCount"] = found.Length,
            ["links"] = mayEdit ? DefinitionAnswers.Links("bulk-publish", "/bulk-actions/publish/workflow-definitions/by-definition-ids") : new JsonArray(),
        });
    }

    private static async Task<IResult> FindByDefinitionIdAsync(
        string definitionId, string? versionOptions, HttpContext http, DefinitionDesk desk, DefinitionAnswers answers, CancellationToken cancellationToken) =>
        Matching(await desk.ListAsync(cancellationToken), versionOptions ?? "Latest").FirstOrDefault(v => v.Row.DefinitionId == definitionId) is { } version
            ? Results.Json(await answers.WholeAsync(version, ElsaApi.MayEdit(http), cancellationToken))
            : Results.NotFound();

    private static async Task<IResult> FindByIdAsync(string versionId, HttpContext http, DefinitionDesk desk, DefinitionAnswers answers, CancellationToken cancellationToken) =>
        await FindVersionAsync(desk, versionId, cancellationToken) is { } version ? Results.Json(await answers.WholeAsync(version, ElsaApi.MayEdit(http), cancellationToken)) : Results.NotFound();

    private static async Task<IResult> ManyByIdAsync(HttpContext http, DefinitionDesk desk, DefinitionAnswers answers, CancellationToken cancellationToken)
    {
        var ids = http.Request.Query["ids"];
        var found = new JsonArray();
        foreach (var version in (await desk.ListAsync(cancellationToken)).Where(v => ids.Contains(v.Id)))
        {
            found.Add(await answers.WholeAsync(version, ElsaApi.MayEdit(http), cancellationToken));
        }

        return Results.Json(new JsonObject { ["items"] = found });
    }

    private static async Task<IResult> CountAsync(DefinitionDesk desk, CancellationToken cancellationToken) =>
        Results.Json(new { count = (await desk.ListAsync(cancellationToken)).Count(v => v.IsLatest) });

    private static async Task<IResult> IsNameUniqueAsync(string? name, string? definitionId, DefinitionDesk desk, CancellationToken cancellationToken) =>
        Results.Json(new { isUnique = await desk.IsNameFreeAsync(name ?? "", definitionId, cancellationToken) });

    private static async Task<IResult> ExportAsync(string definitionId, string? versionOptions, DefinitionDesk desk, CancellationToken cancellationToken) =>
        Matching(await desk.ListAsync(cancellationToken), versionOptions ?? "Latest").FirstOrDefault(v => v.Row.DefinitionId == definitionId) is { } version
            ? Results.File(Encoding.UTF8.GetBytes(DefinitionAnswers.File(version).ToJsonString(ElsaApi.Indented)), "application/json", definitionId + ".json")
            : Results.NotFound();

    private static async Task<IResult> ExportManyAsync(DesignerBody body, DefinitionDesk desk, CancellationToken cancellationToken)
    {
        var ids = body.Json.TextsOf("ids");
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var version in (await desk.ListAsync(cancellationToken)).Where(v => ids.Contains(v.Id)))
            {
                await using var entry = archive.CreateEntry($"{version.Row.DefinitionId}.v{version.Row.Version}.json").Open();
                await entry.WriteAsync(Encoding.UTF8.GetBytes(DefinitionAnswers.File(version).ToJsonString(ElsaApi.Indented)), cancellationToken);
            }
        }

        return Results.File(zip.ToArray(), "application/zip", "workflows.zip");
    }

    private static Task<IResult> SaveAsync(DesignerBody body, HttpContext http, DefinitionEdits edits, CancellationToken cancellationToken)
    {
        if (body.Json["model"] is not JsonObject model)
        {
            return Task.FromResult<IResult>(DefinitionAnswers.Refusal("model", ["This request does not have a workflow."]));
        }

        var publish = IsPublishing(body);
        return edits.RunAsync(http, publish ? "published" : "saved", (desk, by, ct) => desk.SaveAsync(model, publish, by, ct), edits.SavedAsync, cancellationToken);
    }

    private static bool IsPublishing(DesignerBody body) => body.Json["publish"] is JsonValue value && value.TryGetValue<bool>(out var wanted) && wanted;

    private static Task<IResult> ImportAsync(DesignerBody body, HttpContext http, DefinitionEdits edits, CancellationToken cancellationToken) =>
        edits.RunAsync(http, "imported", async (desk, by, ct) =>
        {
            // What is imported is a new draft of the definition that it names, whatever version it was written as.
            var model = body.Json;
            if (model["definitionId"] is JsonValue id && id.TryGetValue<string>(out var definitionId) && await desk.FindAsync(definitionId, null, ct) is { } latest)
            {
                model["version"] = latest.Row.Version;
            }

            return await desk.SaveAsync(model, publish: false, by, ct);
        }, edits.WholeAsync, cancellationToken);

    private static Task<IResult> PublishAsync(string definitionId, HttpContext http, DefinitionEdits edits, CancellationToken cancellationToken) =>
        edits.RunAsync(http, "published", (desk, by, ct) => desk.PublishAsync(definitionId, by, ct), edits.SavedAsync, cancellationToken);

    private static Task<IResult> RetractAsync(string definitionId, HttpContext http, DefinitionEdits edits, IWorkflowChoice workflows, CancellationToken cancellationToken) =>
        edits.RunAsync(http, "retracted", (desk, _, ct) => desk.RetractAsync(definitionId, workflows.InUse, ct), edits.WholeAsync, cancellationToken);

    private static Task<IResult> RevertAsync(string definitionId, string version, HttpContext http, DefinitionEdits edits, CancellationToken cancellationToken) =>
        int.TryParse(version, out var number)
            ? edits.RunAsync(http, "reverted", (desk, by, ct) => desk.RevertAsync(definitionId, number, latestHash: null, by, ct), DefinitionEdits.SummaryAsync, cancellationToken)
            : Task.FromResult(Results.NotFound());

    private static async Task<IResult> ConsumersAsync(string definitionId, OfferedWorkflows offered, CancellationToken cancellationToken) =>
        Results.Json(new { workflowDefinitionIds = (await offered.ConsumersOfAsync(definitionId, cancellationToken)).Select(c => c.Row.DefinitionId) });

    private static async Task<IResult> UpdateReferencesAsync(string definitionId, HttpContext http, DefinitionEdits edits, CancellationToken cancellationToken) =>
        await edits.UpdateReferencesAsync(http, definitionId, cancellationToken) is { } drafts
            ? Results.Json(new { affectedWorkflows = drafts.Select(d => d.Row.Name) })
            : Results.NotFound();

    /// <summary>Journeys start in the chat, where somebody is to go through them: the designer's Run is told that it cannot start one.</summary>
    private static IResult NotFromHere(HttpContext http)
    {
        http.Response.Headers["x-elsa-workflow-cannot-start"] = "true";
        return Results.Ok();
    }

    private static Task<IResult> DeleteAsync(string definitionId, HttpContext http, DefinitionEdits edits, CancellationToken cancellationToken) =>
        edits.RunAsync(http, "deleted", (desk, by, ct) => desk.DeleteAsync(definitionId, by, ct), (_, _, _) => Task.FromResult(Results.NoContent()), cancellationToken);

    private static Task<IResult> DeleteVersionAsync(string versionId, HttpContext http, DefinitionEdits edits, CancellationToken cancellationToken) =>
        DefinitionIds.ParseVersionId(versionId) is var (definitionId, version)
            ? edits.RunAsync(http, "deleted", (desk, by, ct) => desk.DeleteVersionAsync(definitionId, version, by, ct), (_, _, _) => Task.FromResult(Results.NoContent()), cancellationToken)
            : Task.FromResult(Results.NotFound());

    private static async Task<IResult> PublishManyAsync(DesignerBody body, HttpContext http, DefinitionEdits edits, CancellationToken cancellationToken)
    {
        var (done, already, missing, refused) = await edits.EachAsync(http, "published", body.Json.TextsOf("definitionIds"), (desk, id, by, ct) => desk.PublishAsync(id, by, ct), cancellationToken);
        return refused ?? Results.Json(new { published = done, alreadyPublished = already, notFound = missing, updatedConsumers = Array.Empty<string>() });
    }

    private static async Task<IResult> RetractManyAsync(DesignerBody body, HttpContext http, DefinitionEdits edits, IWorkflowChoice workflows, CancellationToken cancellationToken)
    {
        var (done, already, missing, refused) = await edits.EachAsync(http, "retracted", body.Json.TextsOf("definitionIds"), (desk, id, _, ct) => desk.RetractAsync(id, workflows.InUse, ct), cancellationToken);
        return refused ?? Results.Json(new { retracted = done, alreadyRetracted = already, notFound = missing });
    }

    private static async Task<IResult> DeleteManyAsync(DesignerBody body, HttpContext http, DefinitionEdits edits, CancellationToken cancellationToken)
    {
        var (done, _, _, refused) = await edits.EachAsync(http, "deleted", body.Json.TextsOf("definitionIds"), (desk, id, by, ct) => desk.DeleteAsync(id, by, ct), cancellationToken);
        return refused ?? Results.Json(new { deleted = done.Count });
    }

    private static async Task<IResult> DeleteVersionsAsync(DesignerBody body, HttpContext http, DefinitionEdits edits, CancellationToken cancellationToken)
    {
        var (done, _, _, refused) = await edits.EachAsync(
            http,
            "deleted",
            body.Json.TextsOf("ids"),
            (desk, id, by, ct) => DefinitionIds.ParseVersionId(id) is var (definitionId, version)
                ? desk.DeleteVersionAsync(definitionId, version, by, ct)
                : Task.FromResult<DefinitionResult>(new DefinitionResult.NotFound()),
            cancellationToken);
        return refused ?? Results.Json(new { deleted = done.Count });
    }

    private static IEnumerable<DefinitionVersion> Matching(IEnumerable<DefinitionVersion> versions, string options) => options switch
    {
        "" or "AllVersions" => versions,
        "Latest" => versions.Where(v => v.IsLatest),
        "Published" => versions.Where(v => v.Row.IsPublished),
        "Draft" => versions.Where(v => v.IsLatest && !v.Row.IsPublished),
        "LatestAndPublished" => versions.Where(v => v.IsLatest || v.Row.IsPublished),
        "LatestOrPublished" => versions.GroupBy(v => v.Row.DefinitionId).Select(g => g.FirstOrDefault(v => v.IsLatest) ?? g.First(v => v.Row.IsPublished)),
        _ when int.TryParse(options, out var number) => versions.Where(v => v.Row.Version == number),
        _ => [],
    };

    private static async Task<DefinitionVersion?> FindVersionAsync(DefinitionDesk desk, string versionId, CancellationToken cancellationToken) =>
        DefinitionIds.ParseVersionId(versionId) is var (definitionId, version) ? await desk.FindAsync(definitionId, version, cancellationToken) : null;
}
