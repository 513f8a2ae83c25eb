using System.Globalization;
using Smartcard.Server.Setup;
using Smartcard.Server.SignIn;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Server.Versions;

/// <summary>The page with all versions of a workflow, what waits to be decided about it, and any two compared.</summary>
internal sealed class VersionsPage(
    DefinitionDesk desk,
    DefinitionFiles files,
    PublishingRequests requests,
    SmartcardDbContext database,
    ChangeList changes,
    OfferedWorkflows offered,
    TimeProvider time)
{
    public const string Reverted = "reverted";
    public const string Taken = "taken";
    public const string Left = "left";
    public const string Approved = "approved";

    private const int ShownRequests = 5;

    /// <summary>The page once more after something was done: with what was done, or with why it was not.</summary>
    public async Task<IResult> AnswerAsync(HttpContext http, string definitionId, DefinitionResult result, string done, CancellationToken cancellationToken) => result switch
    {
        DefinitionResult.Saved => Results.Redirect($"{VersionPages.PathOf(definitionId)}?done={done}"),
        DefinitionResult.Refused refused => await ShowAsync(http, definitionId, refused.Reasons.Aggregate(new Errors(), (errors, reason) => errors.Add("versions", reason)), cancellationToken),
        _ => Results.NotFound(),
    };

    public async Task<IResult> ShowAsync(HttpContext http, string definitionId, Errors errors, CancellationToken cancellationToken)
    {
        var versions = await desk.VersionsOfAsync(definitionId, cancellationToken);
        if (versions.Count == 0)
        {
            return Results.NotFound();
        }

        var names = await UserNames.LoadAsync(database, cancellationToken);
        var latest = versions[0].Row;
        var comparison = Compare(http, [.. versions.Select(v => v.Row)], errors);
        var mayEdit = http.User.May(Policies.EditWorkflows);
        Html[] CellsOf(DefinitionVersion v) =>
        [
            Html.Of($"{v.Row.Version}"),
            Html.Of($"{VersionPages.StateOf(v.Row)}"),
            names.Of(v.Row.ChangedAt, v.Row.ChangedBy),
            names.Of(v.Row.PublishedAt, v.Row.PublishedBy),
            Html.Of($"<a href=\"{VersionPages.PathOf(definitionId)}/{v.Row.Version}/download\" aria-label=\"Download version {v.Row.Version}\">Download</a>"),
            v.IsLatest || !mayEdit ? default : Html.Of($"<a href=\"{VersionPages.PathOf(definitionId)}/{v.Row.Version}/revert\" aria-label=\"Make this the draft again: version {v.Row.Version}\">Make this the draft again</a>"),
        ];
        string[] heads = ["Version", "State", "Saved (UTC)", "Published (UTC)", "File", "Draft"];
        var rows = versions.Select(v => Html.Of($"<tr role=\"row\" class=\"nhsuk-table__row\">{Html.Join(heads.Zip(CellsOf(v), Cell))}</tr>"));
        return Pages.Html(
            $"Versions of “{latest.Name}”",
            Html.Of($"""
                {Forms.Said(Done(http.Request.Query["done"]))}<p><a class="nhsuk-button nhsuk-button--secondary" href="/backoffice/workflows/{Uri.EscapeDataString(definitionId)}">Open in the designer</a></p>
                {await WarningsAsync(latest, cancellationToken)}{await FileAsync(http, latest, cancellationToken)}{await RequestsAsync(http, definitionId, names, cancellationToken)}
                <h2 id="versions" tabindex="-1">All versions</h2>
                <div class="wide" tabindex="0" role="region" aria-label="All versions"><table role="table" class="nhsuk-table nhsuk-table--responsive">
                <thead role="rowgroup" class="nhsuk-table__head"><tr role="row" class="nhsuk-table__row">{Html.Join(heads.Select(head => Html.Of($"<th role=\"columnheader\" scope=\"col\" class=\"nhsuk-table__header\">{head}</th>")))}</tr></thead>
                <tbody role="rowgroup" class="nhsuk-table__body">{Html.Join(rows)}</tbody></table></div>
                {comparison}
                """),
            Navigation.For(http),
            errors: errors);
    }

    private static Html Cell(string head, Html content) => Html.Of(
        $"<td role=\"cell\" class=\"nhsuk-table__cell\"><span class=\"nhsuk-table-responsive__heading\" aria-hidden=\"true\">{head}</span><div>{content}</div></td>");

    /// <summary>What is probably a slip in the newest version. One that cannot be read is told when it is published.</summary>
    private async Task<Html> WarningsAsync(WorkflowDefinitionRow latest, CancellationToken cancellationToken)
    {
        try
        {
            var warnings = DefinitionWarnings.Of(await offered.ReadAsync(latest.Json, cancellationToken), time.GetUtcNow());
            return warnings.Count == 0
                ? default
                : Html.Of($"<h2>Look at version {latest.Version} again</h2><ul>{Html.Join(warnings.Select(warning => Html.Of($"<li>{warning}</li>")))}</ul>");
        }
        catch (DefinitionException)
        {
            return default;
        }
    }

    private Html Compare(HttpContext http, IReadOnlyList<WorkflowDefinitionRow> rows, Errors errors)
    {
        if (rows.Count == 1)
        {
            return Html.Of($"<h2>What changed</h2><p>There is one version so far, so there is nothing to compare it with.</p>");
        }

        var to = Chosen("to", rows[0]);
        var from = Chosen("from", rows.FirstOrDefault(r => r.IsPublished && r != to) ?? rows[1]);
        return Html.Of($"""
            <h2>What changed</h2>
            <form method="get" class="row"><div><label class="nhsuk-label" for="from">From version</label>{Select("from", from)}</div><div><label class="nhsuk-label" for="to">to version</label>{Select("to", to)}</div><div><button class="nhsuk-button nhsuk-button--secondary">Compare</button></div></form>
            <article><h3>From version {from.Version} ({VersionPages.StateOf(from)}) to version {to.Version} ({VersionPages.StateOf(to)})</h3>{changes.Between(from, to)}</article>
            """);

        WorkflowDefinitionRow Chosen(string name, WorkflowDefinitionRow otherwise)
        {
            var asked = http.Request.Query[name].ToString();
            if (asked.Length == 0)
            {
                return otherwise;
            }

            if (rows.FirstOrDefault(r => r.Version.ToString(CultureInfo.InvariantCulture) == asked) is { } row)
            {
                return row;
            }

            errors.Add(name, $"There is no version “{asked}”. Choose one of the list.");
            return otherwise;
        }

        Html Select(string name, WorkflowDefinitionRow chosen) => Html.Of(
            $"<select class=\"nhsuk-select\" id=\"{name}\" name=\"{name}\">{Html.Join(rows.Select(r => Html.Of($"<option value=\"{r.Version}\"{new Html(r == chosen ? " selected" : "")}>{r.Version} ({VersionPages.StateOf(r)})</option>")))}</select>");
    }

    private async Task<Html> FileAsync(HttpContext http, WorkflowDefinitionRow latest, CancellationToken cancellationToken)
    {
        if (await files.FindAsync(latest.DefinitionId, cancellationToken) is not { } file)
        {
            return default;
        }

        var problem = file.Problem is { } why
            ? Html.Of($"<article><h2>The file on disk cannot be used</h2><p>{why}</p><p>The workflow stays as it is here. Put the file right or take it away, and start the host again.</p></article>")
            : default;
        var offer = file is { Offered: not null, OfferedAt: { } at }
            ? Html.Of($"""
                <article><h2>The file on disk differs</h2><p>The file {file.FileName} differs from version {latest.Version} ({VersionPages.StateOf(latest)}). It was noticed at the start of {UserNames.TimeOf(at)} (UTC), and nothing was overwritten.</p>
                <p>{(http.User.May(Policies.EditWorkflows) ? Html.Of($"<a href=\"{VersionPages.FilePathOf(latest.DefinitionId)}\">See what differs, and take it as the draft or leave it out</a>") : Html.Of($"An RA administrator can take it as the draft."))}</p></article>
                """)
            : default;
        return Html.Of($"{problem}{offer}");
    }

    private async Task<Html> RequestsAsync(HttpContext http, string definitionId, UserNames names, CancellationToken cancellationToken)
    {
        var asked = await requests.OfAsync(definitionId, ShownRequests, cancellationToken);
        return asked.Count == 0
            ? default
            : Html.Of($"<article><h2>Approval</h2><ul class=\"changes\">{Html.Join(asked.Select(Item))}</ul></article>");

        Html Item(PublishingRequest request)
        {
            var ended = request.State == PublishingRequestState.Open
                ? Html.Of($"It waits: <a href=\"{ApprovalPages.Path}\">see Approvals</a>.")
                : Html.Of($"{char.ToUpperInvariant(request.State.Words()[0]).ToString()}{request.State.Words()[1..]}{(request.EndedAt is { } at ? $", {UserNames.TimeOf(at)}{(request.EndedBy is { } by ? $" by {names.Of(by)}" : "")}" : "")}.");
            var reason = request.Reason is { } why ? Html.Of($"<div class=\"beside\"><div><p class=\"nhsuk-hint\">Reason</p><pre>{why}</pre></div></div>") : default;
            var whose = Policies.IdOf(http.User) == request.AskedBy ? "You" : names.Of(request.AskedBy);
            return Html.Of($"<li>{whose} asked for version {request.Version} to be published, {UserNames.TimeOf(request.AskedAt)} (UTC). {ended}{reason}</li>");
        }
    }

    private static string? Done(string? done) => done switch
    {
        Reverted => "It is the draft again. Staff get it when it is published.",
        Taken => "The file is the draft now. Staff get it when it is published.",
        Left => "The file is left out. It is offered again when it changes.",
        Approved => "Approved and published: chats that begin from now on use it.",
        _ => null,
    };
}
