using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Smartcard.Designer.Definitions;
using Smartcard.Domain.Users;
using Smartcard.Look.Access;
using Smartcard.Look.Limits;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Wording;

namespace Smartcard.Designer.ElsaApi;

/// <summary>
/// Instances as files, with their journals: for whoever looks into a fault elsewhere. They hold what the viewer shows,
/// and no more.
/// </summary>
internal static class InstanceExports
{
    private const int Most = 1_000;

    public static void MapInstanceExports(this RouteGroupBuilder api)
    {
        api.MapGet("/workflow-instances/{id:guid}/export", ExportAsync)
            .Heavy(HeavyCall.Counted)
            .IsAbout(ScopedThing.Instance);
        api.MapPost("/bulk-actions/export/workflow-instances", ExportManyAsync).Heavy(HeavyCall.Counted);
        api.Edits()
            .MapPost(
                "/bulk-actions/import/workflow-instances",
                () =>
                    DefinitionAnswers.Refusal(
                        "files",
                        [Catalogue.Studio["refused.import"]]));
    }

    private static async Task<IResult> ExportAsync(
        Guid id,
        SmartcardDbContext database,
        CancellationToken cancellationToken) =>
        await FileAsync(id, database, cancellationToken) is { } file
            ? Results.File(file, "application/json", NameOf(id))
            : Results.NotFound();

    private static async Task<IResult> ExportManyAsync(DesignerBody body, SmartcardDbContext database, CancellationToken cancellationToken)
    {
        var ids = body.Json.TextsOf("ids").Select(text => Guid.TryParse(text, out var id) ? id : Guid.Empty).Distinct().ToArray();
        if (ids.Length > Most)
        {
            return DefinitionAnswers.Refusal(
                "ids",
                [Catalogue.Studio["refused.export", ("most", Most), ("chosen", ids.Length)]]);
        }

        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var id in ids)
            {
                if (await FileAsync(id, database, cancellationToken) is { } file)
                {
                    await using var entry = archive.CreateEntry(NameOf(id)).Open();
                    await entry.WriteAsync(file, cancellationToken);
                }
            }
        }

        return Results.File(zip.ToArray(), "application/zip", "instances.zip");
    }

    private static async Task<byte[]?> FileAsync(Guid id, SmartcardDbContext database, CancellationToken cancellationToken)
    {
        if (await InstanceEndpoints.WholeAsync(id, database, cancellationToken) is not { } instance)
        {
            return null;
        }

        var journal = await database.JournalOfAsync(id, cancellationToken);
        instance["journal"] = new JsonArray([.. journal.Select(j => InstanceEndpoints.Record(id, j))]);
        return Encoding.UTF8.GetBytes(instance.ToJsonString(ElsaApi.Indented));
    }

    private static string NameOf(Guid id) => $"instance-{id}.json";
}
