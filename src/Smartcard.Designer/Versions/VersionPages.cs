using System.Globalization;
using System.Text;
using Smartcard.Designer.Definitions;
using Smartcard.Designer.ElsaApi;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.Look.Limits;
using Smartcard.Storage.Workflows;
using Smartcard.Wording;
using Smartcard.Workflows;

namespace Smartcard.Designer.Versions;

/// <summary>The versions of a workflow: what changed from one to another, each as a file, and an older one made the draft again.</summary>
internal static class VersionPages
{
    public static void AddVersions(this IServiceCollection services)
    {
        services.AddSingleton<DifferenceFinder>();
        services.AddScoped<VersionsView>();
        services.AddScoped<ApprovalsView>();
    }

    public static void MapVersions(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Policies.BackOffice + "/workflows/{definitionId}")
            .GuardForms()
            .RequireAuthorization(Policies.SeeWorkflows);
        pages.MapGet("/versions", (string definitionId, HttpContext http, VersionsView view, CancellationToken cancellationToken) =>
            view.ShowAsync(http, definitionId, new Errors(), cancellationToken)).Heavy().NamesNobody();
        pages.MapGet("/versions/{version}/download", DownloadAsync).NamesNobody();

        var edits = pages.MapGroup("").RequireAuthorization(Policies.EditWorkflows).Heavy(); // each compares
        edits.MapGet("/versions/{version}/revert", AskRevertAsync);
        edits.MapPost("/versions/{version}/revert", RevertAsync);
        edits.MapGet("/file", AskTakeAsync);
        edits.MapPost("/file/take", TakeAsync);
        edits.MapPost("/file/leave", LeaveAsync);
    }

    public static string PathOf(string definitionId) => $"{Policies.BackOffice}/workflows/{Uri.EscapeDataString(definitionId)}/versions";

    public static string FilePathOf(string definitionId) => $"{Policies.BackOffice}/workflows/{Uri.EscapeDataString(definitionId)}/file";

    public static string StateOf(WorkflowDefinitionRow row) => row switch
    {
        { IsPublished: true } => Catalogue.Versions["state.published"],
        { WasPublished: true } => Catalogue.Versions["state.wasPublished"],
        _ => Catalogue.Versions["state.draft"],
    };

    private static async Task<IResult> DownloadAsync(
        string definitionId, string version, DefinitionVersions definitions, CancellationToken cancellationToken) =>
        await FindAsync(definitions, definitionId, version, cancellationToken) is { } found
            ? Results.File(
                Encoding.UTF8.GetBytes(DefinitionAnswers.File(found).ToJsonString(ElsaApi.ElsaApi.Indented)),
                "application/json",
                string.Create(CultureInfo.InvariantCulture, $"{definitionId}.v{found.Row.Version}.json"))
            : Results.NotFound();

    private static async Task<IResult> AskRevertAsync(
        string definitionId,
        string version,
        HttpContext http,
        DefinitionVersions definitions,
        DifferenceFinder differences,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(definitions, definitionId, version, cancellationToken) is not { } old
            || await definitions.FindAsync(definitionId, null, cancellationToken) is not { } latest)
        {
            return Results.NotFound();
        }

        var number = old.Row.Version.ToString(CultureInfo.InvariantCulture);
        return Ask(
            http,
            Catalogue.Versions["new.revert", ("version", number), ("name", old.Row.Name)],
            new NewDraftModel(
                latest.Row.Version,
                latest.Row.IsDraft,
                Catalogue.Versions["new.revertDiffers", ("version", latest.Row.Version)],
                differences.Between(latest.Row, old.Row),
                $"{PathOf(definitionId)}/{number}/revert",
                [Seen("latest", latest.Row.Json)],
                Catalogue.Versions["new.revertButton", ("version", number)],
                Ignore: null,
                PathOf(definitionId)));
    }

    private static async Task<IResult> RevertAsync(
        string definitionId,
        string version,
        HttpContext http,
        DefinitionEdits edits,
        VersionsView view,
        CancellationToken cancellationToken)
    {
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return Results.NotFound();
        }

        var latest = await LatestSeenAsync(http, cancellationToken);
        var result = await edits.RunAsync(
            Policies.IdOf(http.User), new DefinitionEdit.Revert(definitionId, number, latest), cancellationToken);
        return await view.AnswerAsync(http, definitionId, result, VersionsView.Reverted, cancellationToken);
    }

    private static async Task<IResult> AskTakeAsync(
        string definitionId,
        HttpContext http,
        DefinitionVersions definitions,
        DefinitionFiles files,
        DifferenceFinder differences,
        CancellationToken cancellationToken)
    {
        if (await files.FindAsync(definitionId, cancellationToken) is not { Offered: { } offered } file
            || await definitions.FindAsync(definitionId, null, cancellationToken) is not { } latest)
        {
            return Results.NotFound();
        }

        return Ask(
            http,
            Catalogue.Versions["new.file", ("file", file.FileName)],
            new NewDraftModel(
                latest.Row.Version,
                latest.Row.IsDraft,
                Catalogue.Versions["new.fileDiffers", ("version", latest.Row.Version)],
                differences.Between(latest.Row.Json, offered),
                FilePathOf(definitionId) + "/take",
                [Seen("latest", latest.Row.Json), Seen("file", offered)],
                Catalogue.Versions["new.fileButton"],
                FilePathOf(definitionId) + "/leave",
                PathOf(definitionId)));
    }

    private static async Task<IResult> TakeAsync(
        string definitionId,
        HttpContext http,
        DefinitionEdits edits,
        DefinitionFiles files,
        VersionsView view,
        CancellationToken cancellationToken)
    {
        var form = await http.Request.ReadFormAsync(cancellationToken);
        var result = await edits.RunAsync(
            Policies.IdOf(http.User),
            new DefinitionEdit.TakeFile(definitionId, form["file"].ToString(), form["latest"].ToString()),
            cancellationToken);
        return await view.AnswerAsync(http, definitionId, result, VersionsView.Taken, cancellationToken);
    }

    private static async Task<IResult> LeaveAsync(
        string definitionId,
        HttpContext http,
        DefinitionEdits edits,
        DefinitionFiles files,
        VersionsView view,
        CancellationToken cancellationToken)
    {
        var result = await edits.RunAsync(Policies.IdOf(http.User), new DefinitionEdit.LeaveFile(definitionId), cancellationToken);
        return await view.AnswerAsync(http, definitionId, result, VersionsView.Left, cancellationToken);
    }

    private static IResult Ask(HttpContext http, string question, NewDraftModel model) =>
        Pages.Show<NewDraftPage, NewDraftModel>(new PageFrame(question) { Menu = Navigation.For(http) }, model);

    /// <summary>What is shown of a version, so that what has changed since is not replaced unseen.</summary>
    private static KeyValuePair<string, string> Seen(string name, string json) => new(name, DefinitionContent.ExactHashOf(json));

    private static async Task<string> LatestSeenAsync(HttpContext http, CancellationToken cancellationToken) =>
        (await http.Request.ReadFormAsync(cancellationToken))["latest"].ToString();

    private static async Task<DefinitionVersion?> FindAsync(
        DefinitionVersions definitions, string definitionId, string version, CancellationToken cancellationToken) =>
        int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await definitions.FindAsync(definitionId, number, cancellationToken)
            : null;
}
