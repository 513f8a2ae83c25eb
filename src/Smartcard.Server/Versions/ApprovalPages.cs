using Microsoft.Extensions.Options;
using Smartcard.Server.ElsaApi;
using Smartcard.Server.Setup;
using Smartcard.Server.SignIn;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;

namespace Smartcard.Server.Versions;

/// <summary>What one RA administrator wants to publish and another has to approve: each change in words, and the decision.</summary>
internal static class ApprovalPages
{
    public const string Path = Policies.BackOffice + "/workflows/approvals";

    public static void MapApprovals(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Path).AddEndpointFilter<FormGuard>().RequireAuthorization(Policies.SeeWorkflows).Heavy(); // each compares, and approving proves
        pages.MapGet("", (HttpContext http, ApprovalsPage page, CancellationToken cancellationToken) => page.ShowAsync(http, new Errors(), reason: null, cancellationToken));
        var edits = pages.MapGroup("/{id:guid}").RequireAuthorization(Policies.EditWorkflows);
        edits.MapPost("/approve", ApproveAsync);
        edits.MapPost("/reject", RejectAsync);
        edits.MapPost("/withdraw", WithdrawAsync);
    }

    public static string ReasonFieldOf(Guid id) => $"reason-{id:N}";

    private static async Task<IResult> ApproveAsync(
        Guid id, HttpContext http, DefinitionPublishing publishing, PublishingRequests requests, DefinitionEdits edits, ApprovalsPage page, CancellationToken cancellationToken)
    {
        var asker = (await requests.FindAsync(id, cancellationToken))?.AskedBy;
        var result = await edits.RunAsync(Policies.IdOf(http.User), "published", (_, by, ct) => publishing.ApproveAsync(id, by!.Value, ct), asker, cancellationToken);
        return result is DefinitionResult.Saved saved
            ? Results.Redirect($"{VersionPages.PathOf(saved.Version.Row.DefinitionId)}?done={VersionsPage.Approved}")
            : await AnswerAsync(http, result, id, page, reason: null, cancellationToken);
    }

    private static async Task<IResult> RejectAsync(Guid id, HttpContext http, PublishingRequests requests, DefinitionEdits edits, ApprovalsPage page, CancellationToken cancellationToken)
    {
        var reason = (await http.Request.ReadFormAsync(cancellationToken))[ReasonFieldOf(id)].ToString();
        var asker = (await requests.FindAsync(id, cancellationToken))?.AskedBy;
        var result = await edits.RunAsync(Policies.IdOf(http.User), "rejected", (_, by, ct) => requests.RejectAsync(id, by!.Value, reason, ct), asker, cancellationToken);
        return await AnswerAsync(http, result, id, page, reason, cancellationToken);
    }

    private static async Task<IResult> WithdrawAsync(Guid id, HttpContext http, PublishingRequests requests, DefinitionEdits edits, ApprovalsPage page, CancellationToken cancellationToken)
    {
        var result = await edits.RunAsync(Policies.IdOf(http.User), "withdrawn", (_, by, ct) => requests.WithdrawAsync(id, by!.Value, ct), subject: null, cancellationToken);
        return await AnswerAsync(http, result, id, page, reason: null, cancellationToken);
    }

    private static async Task<IResult> AnswerAsync(HttpContext http, DefinitionResult result, Guid id, ApprovalsPage page, string? reason, CancellationToken cancellationToken) => result switch
    {
        DefinitionResult.Saved => Results.Redirect(Path),
        DefinitionResult.Refused(var member, var reasons) => await page.ShowAsync(
            http, reasons.Aggregate(new Errors(), (errors, why) => errors.Add(member == "reason" ? ReasonFieldOf(id) : "requests", why)), (id, reason ?? ""), cancellationToken),
        _ => Results.NotFound(),
    };
}

/// <summary>The page with all open requests, each with the change in words.</summary>
internal sealed class ApprovalsPage(DefinitionDesk desk, PublishingRequests requests, SmartcardDbContext database, ChangeList changes, IOptions<PublishingOptions> options)
{
    /// <param name="reason">What was typed for a rejection that was refused, and for which request.</param>
    public async Task<IResult> ShowAsync(HttpContext http, Errors errors, (Guid Id, string Words)? reason, CancellationToken cancellationToken)
    {
        var names = await UserNames.LoadAsync(database, cancellationToken);
        var open = await requests.OpenAsync(cancellationToken);
        var items = new List<Html>();
        foreach (var request in open)
        {
            items.Add(await RequestAsync(http, request, names, errors, reason?.Id == request.Id ? reason?.Words : null, cancellationToken));
        }

        return Pages.Html(
            "Approvals",
            Html.Of($"{await HowAsync(http, cancellationToken)}<div id=\"requests\" tabindex=\"-1\">{(items.Count == 0 ? Html.Of($"<p>Nothing waits for approval.</p>") : Html.Join(items))}</div>"),
            Navigation.For(http),
            errors: errors);
    }

    private async Task<Html> HowAsync(HttpContext http, CancellationToken cancellationToken) =>
        !options.Value.PublishingNeedsApproval ? Html.Of($"<p>Publishing needs no approval here: an administrator of the host can set Workflows:PublishingNeedsApproval.</p>")
        : http.User.May(Policies.EditWorkflows) && !await requests.IsThereAnotherThanAsync(Policies.IdOf(http.User)!.Value, cancellationToken)
            ? Html.Of($"<article><h2>You are the only RA administrator</h2><p>What you publish waits for another one, and there is none yet. <a href=\"/backoffice/users/add\">Add a second RA administrator</a>; what waits here can then be approved.</p></article>")
        : Html.Of($"<p>What one RA administrator publishes, another approves. Until then staff keep what they have.</p>");

    private async Task<Html> RequestAsync(HttpContext http, PublishingRequest request, UserNames names, Errors errors, string? reason, CancellationToken cancellationToken)
    {
        var versions = await desk.VersionsOfAsync(request.DefinitionId, cancellationToken);
        if (versions.FirstOrDefault(v => request.IsAbout(v.Row)) is not { Row: var draft })
        {
            return Html.Of($"<article><h2>{request.DefinitionId}</h2><p>The draft that this was about is not there any more, so the request is void.</p></article>");
        }

        var published = versions.FirstOrDefault(v => v.Row.IsPublished)?.Row;
        var against = published is null ? Html.Of($"Staff have no version of it now: everything in it is new to them.") : Html.Of($"What changes from version {published.Version}, which staff use now:");
        var link = $"{VersionPages.PathOf(request.DefinitionId)}?from={(published ?? draft).Version}&to={draft.Version}";
        return Html.Of($"""
            <article><h2>{draft.Name}, version {draft.Version}</h2><p class="nhsuk-hint">{names.Of(request.AskedBy)} asked for it to be published, {UserNames.TimeOf(request.AskedAt)} (UTC).</p>
            <p>{against}</p>{changes.Between(published, draft)}<p><a href="{link}">Its versions</a></p>{Decision(http, request, draft.Name, errors, reason)}</article>
            """);
    }

    private static Html Decision(HttpContext http, PublishingRequest request, string name, Errors errors, string? reason)
    {
        if (!http.User.May(Policies.EditWorkflows) || Policies.IdOf(http.User) is not { } user)
        {
            return default;
        }

        var path = $"{ApprovalPages.Path}/{request.Id}";
        if (request.WhyNotDecidedBy(user) is { } why)
        {
            return Html.Of($"<p>{why}</p>{Forms.Button(http, path + "/withdraw", $"Withdraw “{name}”", "second")}");
        }

        var field = ApprovalPages.ReasonFieldOf(request.Id);
        return Html.Of($"""
            {Forms.Button(http, path + "/approve", $"Approve and publish “{name}”")}
            {Forms.Form(http, path + "/reject", Html.Of($"{Forms.Area(field, "Or say why not", $"Whoever asked reads it. At most {PublishingRequest.MaxReasonLength} characters.", reason, PublishingRequest.MaxReasonLength, errors)}<button class=\"nhsuk-button nhsuk-button--warning\">Reject “{name}”</button>"))}
            """);
    }
}
