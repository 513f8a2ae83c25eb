using Microsoft.Extensions.Options;
using Smartcard.Designer.Definitions;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Wording;

namespace Smartcard.Designer.Versions;

/// <summary>Puts together the page with all open requests, each with the change in words.</summary>
internal sealed class ApprovalsView(
    DefinitionVersions definitions,
    PublishingRequests requests,
    SmartcardDbContext database,
    DifferenceFinder differences,
    IOptions<PublishingOptions> options)
{
    /// <param name="reason">What was typed for a rejection that was refused, and for which request.</param>
    public async Task<IResult> ShowAsync(
        HttpContext http, Errors errors, (Guid Id, string Words)? reason, CancellationToken cancellationToken)
    {
        var names = await UserNames.LoadAsync(database, cancellationToken);
        var items = new List<ApprovalModel>();
        foreach (var request in await requests.OpenAsync(cancellationToken))
        {
            items.Add(await RequestAsync(http, request, names, reason?.Id == request.Id ? reason?.Words : null, cancellationToken));
        }

        return Pages.Show<ApprovalsPage, ApprovalsModel>(
            new PageFrame(Catalogue.Versions["approvals"]) { Menu = Navigation.For(http), Errors = errors },
            new ApprovalsModel(await RuleAsync(http, cancellationToken), items, errors));
    }

    private async Task<ApprovalRule> RuleAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (!options.Value.PublishingNeedsApproval)
        {
            return ApprovalRule.Off;
        }

        var user = Policies.IdOf(http.User)!.Value;
        return !http.User.May(Policies.EditWorkflows) || await requests.IsThereAnotherThanAsync(user, cancellationToken)
            ? ApprovalRule.On
            : ApprovalRule.OnWithNobodyElse;
    }

    private async Task<ApprovalModel> RequestAsync(
        HttpContext http, PublishingRequest request, UserNames names, string? reason, CancellationToken cancellationToken)
    {
        var versions = await definitions.VersionsOfAsync(request.DefinitionId, cancellationToken);
        if (versions.FirstOrDefault(v => request.IsAbout(v.Row)) is not { Row: var draft })
        {
            return new ApprovalModel(request.DefinitionId, Draft: null, Decision: null);
        }

        var published = versions.FirstOrDefault(v => v.Row.IsPublished)?.Row;
        return new ApprovalModel(
            draft.Name,
            new DraftModel(
                draft.Version,
                names.Of(request.AskedBy),
                request.AskedAt,
                published?.Version,
                differences.Between(published, draft),
                $"{VersionPages.PathOf(request.DefinitionId)}?from={(published ?? draft).Version}&to={draft.Version}"),
            DecisionFor(http, request, reason));
    }

    private static DecisionModel? DecisionFor(HttpContext http, PublishingRequest request, string? reason) =>
        http.User.May(Policies.EditWorkflows) && Policies.IdOf(http.User) is { } user
            ? new DecisionModel(
                $"{ApprovalPages.Path}/{request.Id}", request.WhyNotDecidedBy(user), ApprovalPages.ReasonFieldOf(request.Id), reason)
            : null;
}
