using Microsoft.Extensions.Options;
using Smartcard.Designer.Definitions;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.Look.Limits;
using Smartcard.Wording;

namespace Smartcard.Designer.Versions;

/// <summary>What one RA administrator wants to publish and another has to approve: each change in words, and the decision.</summary>
internal static class ApprovalPages
{
    public const string Path = Policies.BackOffice + "/workflows/approvals";

    public static void MapApprovals(this IEndpointRouteBuilder routes)
    {
        // Heavy: each compares, and approving proves.
        var pages = routes.MapGroup(Path).GuardForms().RequireAuthorization(Policies.SeeWorkflows).Heavy();
        pages.MapGet("", (HttpContext http, ApprovalsView view, CancellationToken cancellationToken) =>
            view.ShowAsync(http, new Errors(), reason: null, cancellationToken)).NamesNobody();
        var edits = pages.MapGroup("/{id:guid}").RequireAuthorization(Policies.EditWorkflows);
        edits.MapPost("/approve", ApproveAsync);
        edits.MapPost("/reject", RejectAsync);
        edits.MapPost("/withdraw", WithdrawAsync);
    }

    /// <summary>With how many wait for this person, where publishing needs a second one.</summary>
    public static MenuLink? Link(HttpContext http)
    {
        var services = http.RequestServices;
        if (!services.GetRequiredService<IOptions<PublishingOptions>>().Value.PublishingNeedsApproval
            || Policies.IdOf(http.User) is not { } user)
        {
            return null;
        }

        var count = services.GetRequiredService<PublishingRequests>().CountFor(user);
        return new MenuLink(Path, count > 0 ? Catalogue.Versions["approvals.count", ("count", count)] : Catalogue.Versions["approvals"]);
    }

    public static string ReasonFieldOf(Guid id) => $"reason-{id:N}";

    private static async Task<IResult> ApproveAsync(
        Guid id,
        HttpContext http,
        DefinitionEdits edits,
        ApprovalsView view,
        CancellationToken cancellationToken)
    {
        var result = await edits.RunAsync(Policies.IdOf(http.User), new DefinitionEdit.Approve(id), cancellationToken);
        return result is DefinitionResult.Saved saved
            ? Results.Redirect($"{VersionPages.PathOf(saved.Version.Row.DefinitionId)}?done={VersionsView.Approved}")
            : await AnswerAsync(http, result, id, view, reason: null, cancellationToken);
    }

    private static async Task<IResult> RejectAsync(
        Guid id,
        HttpContext http,
        PublishingRequests requests,
        DefinitionEdits edits,
        ApprovalsView view,
        CancellationToken cancellationToken)
    {
        var reason = (await http.Request.ReadFormAsync(cancellationToken))[ReasonFieldOf(id)].ToString();
        var result = await edits.RunAsync(Policies.IdOf(http.User), new DefinitionEdit.Reject(id, reason), cancellationToken);
        return await AnswerAsync(http, result, id, view, reason, cancellationToken);
    }

    private static async Task<IResult> WithdrawAsync(
        Guid id,
        HttpContext http,
        PublishingRequests requests,
        DefinitionEdits edits,
        ApprovalsView view,
        CancellationToken cancellationToken)
    {
        var result = await edits.RunAsync(Policies.IdOf(http.User), new DefinitionEdit.Withdraw(id), cancellationToken);
        return await AnswerAsync(http, result, id, view, reason: null, cancellationToken);
    }

    private static async Task<IResult> AnswerAsync(
        HttpContext http, DefinitionResult result, Guid id, ApprovalsView view, string? reason, CancellationToken cancellationToken)
    {
        switch (result)
        {
            case DefinitionResult.Saved:
                return Results.Redirect(Path);
            case DefinitionResult.Refused(var member, var reasons):
                var field = member == "reason" ? ReasonFieldOf(id) : "requests";
                var errors = reasons.Aggregate(new Errors(), (errors, why) => errors.Add(field, why));
                return await view.ShowAsync(http, errors, (id, reason ?? ""), cancellationToken);
            default:
                return Results.NotFound();
        }
    }
}
