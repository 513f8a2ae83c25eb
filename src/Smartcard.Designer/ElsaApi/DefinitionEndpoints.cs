using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Smartcard.Designer.Definitions;
using Smartcard.Look.Limits;
using Smartcard.Storage.Workflows;

namespace Smartcard.Designer.ElsaApi;

/// <summary>Definitions and their versions, as Elsa Studio's list and editor ask for them.</summary>
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
        await FindAsync(definitions, definitionId, versionOptions, cancellationToken) is { } version
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
        await FindAsync(definitions, definitionId, versionOptions, cancellationToken) is { } version
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

    private static async Task<DefinitionVersion?> FindAsync(
        DefinitionVersions definitions,
        string definitionId,
        string? versionOptions,
        CancellationToken cancellationToken) =>
        Matching(await definitions.ListAsync(cancellationToken), versionOptions ?? "Latest")
            .FirstOrDefault(v => v.Row.DefinitionId == definitionId);
}
