using Smartcard.Designer.Definitions;
using Smartcard.Designer.DryRun;
using Smartcard.Designer.Versions;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.Wording;

namespace Smartcard.Designer.Studio;

/// <summary>
/// The back-office pages around Elsa Studio: its list, editor, instances and viewer, in our look and with our
/// navigation.
/// </summary>
internal static class WorkflowPages
{
    public static void MapWorkflowPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Policies.BackOffice).RequireAuthorization(Policies.SeeWorkflows);
        pages.MapGet(
            "/workflows",
            (HttpContext http, StudioAssets assets) => Page(http, assets, Catalogue.Studio["workflows"], "workflows")).NamesNobody();
        pages.MapGet(
            "/workflows/{definitionId}",
            async (
                string definitionId,
                HttpContext http,
                StudioAssets assets,
                DefinitionVersions definitions,
                CancellationToken cancellationToken) =>
                await definitions.FindAsync(definitionId, null, cancellationToken) is { } latest
                    ? Page(
                        http,
                        assets,
                        latest.Row.Name,
                        "workflow/" + Uri.EscapeDataString(definitionId),
                        Links(http, definitionId))
                    : Results.NotFound()).NamesNobody();
        pages.MapGet(
            "/instances",
            (HttpContext http, StudioAssets assets) => Page(http, assets, Catalogue.Studio["instances"], "instances"));
    }

    /// <param name="view">The frame's path: the kind of view, and what of.</param>
    /// <param name="links">What else belongs to it, above the frame.</param>
    /// <param name="mails">A journey's, between the links and the frame; there without Elsa Studio too.</param>
    public static IResult Page(
        HttpContext http,
        StudioAssets assets,
        string title,
        string view,
        IReadOnlyList<MenuLink>? links = null,
        IReadOnlyList<JourneyMail>? mails = null,
        bool isMailLost = false) =>
        Pages.Show<StudioPage, StudioModel>(
            new PageFrame(title) { Menu = Navigation.For(http), IsFraming = assets.Are },
            new StudioModel(title, links ?? [], mails ?? [], isMailLost, assets.Are ? "/backoffice/studio/frame/" + view : null));

    private static MenuLink[] Links(HttpContext http, string definitionId) =>
        [
            new MenuLink(VersionPages.PathOf(definitionId), Catalogue.Studio["versions"]),
            .. http.User.May(Policies.EditWorkflows)
                ? [new MenuLink(DryRunView.PathOf(definitionId), Catalogue.Studio["dryRun"])]
                : Array.Empty<MenuLink>(),
        ];
}
