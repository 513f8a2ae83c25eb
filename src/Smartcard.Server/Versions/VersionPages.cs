using System.Globalization;
using System.Text;
using Smartcard.Server.ElsaApi;
using Smartcard.Server.Setup;
using Smartcard.Server.SignIn;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Server.Versions;

/// <summary>The versions of a workflow: what changed from one to another, each as a file, and an older one made the draft again.</summary>
internal static class VersionPages
{
    public static void MapVersions(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Policies.BackOffice + "/workflows/{definitionId}").AddEndpointFilter<FormGuard>().RequireAuthorization(Policies.SeeWorkflows);
        pages.MapGet("/versions", (string definitionId, HttpContext http, VersionsPage page, CancellationToken cancellationToken) => page.ShowAsync(http, definitionId, new Errors(), cancellationToken)).Heavy();
        pages.MapGet("/versions/{version}/download", DownloadAsync);

        var edits = pages.MapGroup("").RequireAuthorization(Policies.EditWorkflows).Heavy(); // each compares
        edits.MapGet("/versions/{version}/revert", AskRevertAsync);
        edits.MapPost("/versions/{version}/revert", RevertAsync);
        edits.MapGet("/file", AskTakeAsync);
        edits.MapPost("/file/take", TakeAsync);
        edits.MapPost("/file/leave", LeaveAsync);
    }

    public static string PathOf(string definitionId) => $"{Policies.BackOffice}/workflows/{Uri.EscapeDataString(definitionId)}/versions";

    public static string FilePathOf(string definitionId) => $"{Policies.BackOffice}/workflows/{Uri.EscapeDataString(definitionId)}/file";

    public static string StateOf(WorkflowDefinitionRow row) => row.IsPublished ? "published" : row.WasPublished ? "was published" : "draft";

    private static async Task<IResult> DownloadAsync(string definitionId, string version, DefinitionDesk desk, CancellationToken cancellationToken) =>
        await FindAsync(desk, definitionId, version, cancellationToken) is { } found
            ? Results.File(
                Encoding.UTF8.GetBytes(DefinitionAnswers.File(found).ToJsonString(ElsaApi.ElsaApi.Indented)),
                "application/json",
                string.Create(CultureInfo.InvariantCulture, $"{definitionId}.v{found.Row.Version}.json"))
            : Results.NotFound();

    private static async Task<IResult> AskRevertAsync(string definitionId, string version, HttpContext http, DefinitionDesk desk, ChangeList changes, CancellationToken cancellationToken)
    {
        if (await FindAsync(desk, definitionId, version, cancellationToken) is not { } old || await desk.FindAsync(definitionId, null, cancellationToken) is not { } latest)
        {
            return Results.NotFound();
        }

        var number = old.Row.Version.ToString(CultureInfo.InvariantCulture);
        return Confirmation(
            http,
            $"Make version {number} of “{old.Row.Name}” the draft again?",
            definitionId,
            latest.Row,
            Html.Of($"<h2>What the draft will then have that version {latest.Row.Version} has not</h2>{changes.Between(latest.Row, old.Row)}"),
            Forms.Form(http, $"{PathOf(definitionId)}/{number}/revert", Html.Of($"{Hidden("latest", latest.Row.Json)}<button class=\"nhsuk-button\">Make version {number} the draft again</button>")));
    }

    private static async Task<IResult> RevertAsync(string definitionId, string version, HttpContext http, DefinitionEdits edits, VersionsPage page, CancellationToken cancellationToken)
    {
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return Results.NotFound();
        }

        var latest = await LatestSeenAsync(http, cancellationToken);
        var result = await edits.RunAsync(Policies.IdOf(http.User), "reverted", (desk, by, ct) => desk.RevertAsync(definitionId, number, latest, by, ct), subject: null, cancellationToken);
        return await page.AnswerAsync(http, definitionId, result, VersionsPage.Reverted, cancellationToken);
    }

    private static async Task<IResult> AskTakeAsync(string definitionId, HttpContext http, DefinitionDesk desk, DefinitionFiles files, ChangeList changes, CancellationToken cancellationToken)
    {
        if (await files.FindAsync(definitionId, cancellationToken) is not { Offered: { } offered } file || await desk.FindAsync(definitionId, null, cancellationToken) is not { } latest)
        {
            return Results.NotFound();
        }

        return Confirmation(
            http,
            $"Take the file {file.FileName} as the draft?",
            definitionId,
            latest.Row,
            Html.Of($"<h2>What the file has that version {latest.Row.Version} has not</h2>{changes.Between(latest.Row.Json, offered)}"),
            Html.Of($"""
                <div class="row">{Forms.Form(http, FilePathOf(definitionId) + "/take", Html.Of($"{Hidden("latest", latest.Row.Json)}{Hidden("file", offered)}<button class=\"nhsuk-button\">Take it as the draft</button>"))}
                {Forms.Button(http, FilePathOf(definitionId) + "/leave", "Leave the file out", "second")}</div>
                """));
    }

    private static async Task<IResult> TakeAsync(string definitionId, HttpContext http, DefinitionEdits edits, DefinitionFiles files, VersionsPage page, CancellationToken cancellationToken)
    {
        var form = await http.Request.ReadFormAsync(cancellationToken);
        var result = await edits.RunAsync(
            Policies.IdOf(http.User), "file-taken", (_, by, ct) => files.TakeAsync(definitionId, form["file"].ToString(), form["latest"].ToString(), by!.Value, ct), subject: null, cancellationToken);
        return await page.AnswerAsync(http, definitionId, result, VersionsPage.Taken, cancellationToken);
    }

    private static async Task<IResult> LeaveAsync(string definitionId, HttpContext http, DefinitionEdits edits, DefinitionFiles files, VersionsPage page, CancellationToken cancellationToken)
    {
        var result = await edits.RunAsync(Policies.IdOf(http.User), "file-left", (_, _, ct) => files.LeaveAsync(definitionId, ct), subject: null, cancellationToken);
        return await page.AnswerAsync(http, definitionId, result, VersionsPage.Left, cancellationToken);
    }

    private static IResult Confirmation(HttpContext http, string title, string definitionId, WorkflowDefinitionRow latest, Html changes, Html form)
    {
        var lost = latest.IsDraft
            ? Html.Of($"<p><strong>The draft that is there now, version {latest.Version}, is replaced.</strong> Download it first if somebody may want it back.</p>")
            : Html.Of($"<p>It becomes a new draft, version {latest.Version + 1}. What staff use does not change until that is published.</p>");
        return Pages.Html(title, Html.Of($"<article>{lost}{changes}{form}</article><p><a href=\"{PathOf(definitionId)}\">Back to the versions, without a change</a></p>"), Navigation.For(http));
    }

    /// <summary>What is shown of a version, so that what has changed since is not replaced unseen.</summary>
    private static Html Hidden(string name, string json) => Html.Of($"<input type=\"hidden\" name=\"{name}\" value=\"{DefinitionContent.ExactHashOf(json)}\">");

    private static async Task<string> LatestSeenAsync(HttpContext http, CancellationToken cancellationToken) => (await http.Request.ReadFormAsync(cancellationToken))["latest"].ToString();

    private static async Task<DefinitionVersion?> FindAsync(DefinitionDesk desk, string definitionId, string version, CancellationToken cancellationToken) =>
        int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? await desk.FindAsync(definitionId, number, cancellationToken) : null;
}
