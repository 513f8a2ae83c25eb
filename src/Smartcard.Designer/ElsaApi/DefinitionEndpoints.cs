using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Smartcard.Designer.Definitions;
using Smartcard.Look.Access;
using Smartcard.Look.Limits;
using Smartcard.Storage.Workflows;

namespace Smartcard.Designer.ElsaApi;

/// <summary>
/// Definitions and their versions, as Elsa Studio's list and editor call for them. A repeated call is answered like the
/// first.
/// </summary>
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
        // a draft is only kept
        edits.MapPost("/workflow-definitions", SaveAsync).Heavy(when: call => call.Arguments.OfType<DesignerBody>().Any(IsPublishing));
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

    private static async Task<IResult> ListAsync(HttpContext http, DefinitionVersions definitions, CancellationToken cancellationToken)
    {
        var query = http.Request.Query;
        var versions = Matching(await definitions.ListAsync(cancellationToken), query["versionOptions"].ToString());
        var definitionIds = query["DefinitionIds"];
        var ids = query["Ids"];
        var term = query["SearchTerm"].ToString();
        versions = versions.Where(v =>
            (definitionIds.Count == 0 || definitionIds.Contains(v.Row.DefinitionId))
            && (ids.Count == 0 || ids.Contains(v.Id))
            && (
                term.Length == 0
                || v.Row.Name.Contains(term, StringComparison.OrdinalIgnoreCase)
                || v.Row.DefinitionId.Contains(term, StringComparison.OrdinalIgnoreCase)));
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
        return Results.Json(
            new JsonObject
            {
                ["items"] = new JsonArray([.. page.Select(v => DefinitionAnswers.Summary(v, mayEdit))]),
                ["totalCount"] = found.Length,
                ["links"] = mayEdit
                    ? DefinitionAnswers.Links(
                        "bulk-publish",
                        "/bulk-actions/publish/workflow-definitions/by-definition-ids")
                    : new JsonArray(),
            });
    }

    private static async Task<IResult> FindByDefinitionIdAsync(
        string definitionId,
        string? versionOptions,
        HttpContext http,
        DefinitionVersions definitions,
        DefinitionAnswers answers,
        CancellationToken cancellationToken) =>
        Matching(await definitions.ListAsync(cancellationToken), versionOptions ?? "Latest")
            .FirstOrDefault(v => v.Row.DefinitionId == definitionId)
            is { } version
            ? Results.Json(await answers.WholeAsync(version, ElsaApi.MayEdit(http), cancellationToken))
            : Results.NotFound();

    private static async Task<IResult> FindByIdAsync(
        string versionId,
        HttpContext http,
        DefinitionVersions definitions,
        DefinitionAnswers answers,
        CancellationToken cancellationToken) =>
        await FindVersionAsync(definitions, versionId, cancellationToken) is { } version
            ? Results.Json(await answers.WholeAsync(version, ElsaApi.MayEdit(http), cancellationToken))
            : Results.NotFound();

    private static async Task<IResult> ManyByIdAsync(
        HttpContext http,
        DefinitionVersions definitions,
        DefinitionAnswers answers,
        CancellationToken cancellationToken)
    {
        var ids = http.Request.Query["ids"];
        var found = new JsonArray();
        foreach (var version in (await definitions.ListAsync(cancellationToken)).Where(v => ids.Contains(v.Id)))
        {
            found.Add(await answers.WholeAsync(version, ElsaApi.MayEdit(http), cancellationToken));
        }

        return Results.Json(new JsonObject { ["items"] = found });
    }

    private static async Task<IResult> CountAsync(DefinitionVersions definitions, CancellationToken cancellationToken) =>
        Results.Json(new { count = (await definitions.ListAsync(cancellationToken)).Count(v => v.IsLatest) });

    private static async Task<IResult> IsNameUniqueAsync(
        string? name,
        string? definitionId,
        DefinitionVersions definitions,
        CancellationToken cancellationToken) =>
        Results.Json(new { isUnique = await definitions.IsNameFreeAsync(name ?? "", definitionId, cancellationToken) });

    private static async Task<IResult> ExportAsync(
        string definitionId,
        string? versionOptions,
        DefinitionVersions definitions,
        CancellationToken cancellationToken) =>
        Matching(await definitions.ListAsync(cancellationToken), versionOptions ?? "Latest")
            .FirstOrDefault(v => v.Row.DefinitionId == definitionId)
            is { } version
            ? Results.File(
                Encoding.UTF8.GetBytes(DefinitionAnswers.File(version).ToJsonString(ElsaApi.Indented)),
                "application/json",
                definitionId + ".json")
            : Results.NotFound();

    private static async Task<IResult> ExportManyAsync(
        DesignerBody body,
        DefinitionVersions definitions,
        CancellationToken cancellationToken)
    {
        var ids = body.Json.TextsOf("ids");
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var version in (await definitions.ListAsync(cancellationToken)).Where(v => ids.Contains(v.Id)))
            {
                await using var entry = archive
                    .CreateEntry($"{version.Row.DefinitionId}.v{version.Row.Version}.json")
                    .Open();
                await entry.WriteAsync(
                    Encoding.UTF8.GetBytes(DefinitionAnswers.File(version).ToJsonString(ElsaApi.Indented)),
                    cancellationToken);
            }
        }

        return Results.File(zip.ToArray(), "application/zip", "workflows.zip");
    }

    private static Task<IResult> SaveAsync(
        DesignerBody body,
        HttpContext http,
        DefinitionReplies replies,
        CancellationToken cancellationToken)
    {
        if (body.Json["model"] is not JsonObject model)
        {
            return Task.FromResult<IResult>(DefinitionAnswers.Refusal("model", ["This request does not have a workflow."]));
        }

        return replies.RunAsync(http, new DefinitionEdit.Save(model, IsPublishing(body)), replies.SavedAsync, cancellationToken);
    }

    private static bool IsPublishing(DesignerBody body) =>
        body.Json["publish"] is JsonValue value && value.TryGetValue<bool>(out var wanted) && wanted;

    private static Task<IResult> ImportAsync(
        DesignerBody body,
        HttpContext http,
        DefinitionReplies replies,
        CancellationToken cancellationToken
    ) => replies.RunAsync(http, new DefinitionEdit.Import(body.Json), replies.WholeAsync, cancellationToken);

    private static Task<IResult> PublishAsync(
        string definitionId,
        HttpContext http,
        DefinitionReplies replies,
        CancellationToken cancellationToken
    ) => replies.RunAsync(http, new DefinitionEdit.Publish(definitionId), replies.SavedAsync, cancellationToken);

    private static Task<IResult> RetractAsync(
        string definitionId,
        HttpContext http,
        DefinitionReplies replies,
        CancellationToken cancellationToken
    ) => replies.RunAsync(http, new DefinitionEdit.Retract(definitionId), replies.WholeAsync, cancellationToken);

    private static Task<IResult> RevertAsync(
        string definitionId,
        string version,
        HttpContext http,
        DefinitionReplies replies,
        CancellationToken cancellationToken) =>
        int.TryParse(version, out var number)
            ? replies.RunAsync(
                http,
                new DefinitionEdit.Revert(definitionId, number, LatestHash: null),
                DefinitionReplies.SummaryAsync,
                cancellationToken)
            : Task.FromResult(Results.NotFound());

    private static async Task<IResult> ConsumersAsync(
        string definitionId,
        OfferedWorkflows offered,
        CancellationToken cancellationToken) =>
        Results.Json(
            new
            {
                workflowDefinitionIds = (await offered.ConsumersOfAsync(definitionId, cancellationToken)).Select(c =>
                    c.Row.DefinitionId),
            });

    private static async Task<IResult> UpdateReferencesAsync(
        string definitionId,
        HttpContext http,
        DefinitionEdits edits,
        CancellationToken cancellationToken) =>
        await edits.UpdateReferencesAsync(Policies.IdOf(http.User), definitionId, cancellationToken) is { } drafts
            ? Results.Json(new { affectedWorkflows = drafts.Select(d => d.Row.Name) })
            : Results.NotFound();

    /// <summary>
    /// Journeys start in the chat, where somebody is to go through them: the designer's Run is told that it cannot
    /// start one.
    /// </summary>
    private static IResult NotFromHere(HttpContext http)
    {
        http.Response.Headers["x-elsa-workflow-cannot-start"] = "true";
        return Results.Ok();
    }

    private static Task<IResult> DeleteAsync(
        string definitionId,
        HttpContext http,
        DefinitionReplies replies,
        CancellationToken cancellationToken) =>
        replies.RunAsync(
            http,
            new DefinitionEdit.Delete(definitionId),
            DefinitionReplies.NoContentAsync,
            cancellationToken);

    private static Task<IResult> DeleteVersionAsync(
        string versionId,
        HttpContext http,
        DefinitionReplies replies,
        CancellationToken cancellationToken) =>
        DefinitionIds.ParseVersionId(versionId) is var (definitionId, version)
            ? replies.RunAsync(
                http,
                new DefinitionEdit.DeleteVersion(definitionId, version),
                DefinitionReplies.NoContentAsync,
                cancellationToken)
            : Task.FromResult(Results.NotFound());

    private static async Task<IResult> PublishManyAsync(
        DesignerBody body,
        HttpContext http,
        DefinitionReplies replies,
        CancellationToken cancellationToken)
    {
        var (done, already, missing, refused) = await replies.EachAsync(
            http,
            body.Json.TextsOf("definitionIds"),
            id => new DefinitionEdit.Publish(id),
            cancellationToken);
        return refused
            ?? Results.Json(
                new
                {
                    published = done,
                    alreadyPublished = already,
                    notFound = missing,
                    updatedConsumers = Array.Empty<string>(),
                });
    }

    private static async Task<IResult> RetractManyAsync(
        DesignerBody body,
        HttpContext http,
        DefinitionReplies replies,
        CancellationToken cancellationToken)
    {
        var (done, already, missing, refused) = await replies.EachAsync(
            http,
            body.Json.TextsOf("definitionIds"),
            id => new DefinitionEdit.Retract(id),
            cancellationToken);
        return refused
            ?? Results.Json(
                new
                {
                    retracted = done,
                    alreadyRetracted = already,
                    notFound = missing,
                });
    }

    private static async Task<IResult> DeleteManyAsync(
        DesignerBody body,
        HttpContext http,
        DefinitionReplies replies,
        CancellationToken cancellationToken)
    {
        var (done, _, _, refused) = await replies.EachAsync(
            http,
            body.Json.TextsOf("definitionIds"),
            id => new DefinitionEdit.Delete(id),
            cancellationToken);
        return refused ?? Results.Json(new { deleted = done.Count });
    }

    private static async Task<IResult> DeleteVersionsAsync(
        DesignerBody body,
        HttpContext http,
        DefinitionReplies replies,
        CancellationToken cancellationToken)
    {
        var (done, _, _, refused) = await replies.EachAsync(
            http,
            body.Json.TextsOf("ids"),
            id =>
                DefinitionIds.ParseVersionId(id) is var (definitionId, version)
                    ? new DefinitionEdit.DeleteVersion(definitionId, version)
                    : null,
            cancellationToken);
        return refused ?? Results.Json(new { deleted = done.Count });
    }

    private static IEnumerable<DefinitionVersion> Matching(IEnumerable<DefinitionVersion> versions, string options) =>
        options switch
        {
            "" or "AllVersions" => versions,
            "Latest" => versions.Where(v => v.IsLatest),
            "Published" => versions.Where(v => v.Row.IsPublished),
            "Draft" => versions.Where(v => v.IsLatest && !v.Row.IsPublished),
            "LatestAndPublished" => versions.Where(v => v.IsLatest || v.Row.IsPublished),
            "LatestOrPublished" => versions
                .GroupBy(v => v.Row.DefinitionId)
                .Select(g => g.FirstOrDefault(v => v.IsLatest) ?? g.First(v => v.Row.IsPublished)),
            _ when int.TryParse(options, out var number) => versions.Where(v => v.Row.Version == number),
            _ => [],
        };

    private static async Task<DefinitionVersion?> FindVersionAsync(
        DefinitionVersions definitions,
        string versionId,
        CancellationToken cancellationToken) =>
        DefinitionIds.ParseVersionId(versionId) is var (definitionId, version)
            ? await definitions.FindAsync(definitionId, version, cancellationToken)
            : null;
}
