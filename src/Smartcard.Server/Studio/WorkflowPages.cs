using Smartcard.Server.DryRun;
using Smartcard.Server.Setup;
using Smartcard.Server.SignIn;
using Smartcard.Server.Versions;
using Smartcard.Storage.Workflows;

namespace Smartcard.Server.Studio;

/// <summary>The back-office pages around Elsa Studio: its list, editor, instances and viewer, in our look and with our navigation.</summary>
internal static class WorkflowPages
{
    private const string Missing = "The designer is not installed here. In a checkout ./run fetches it; elsewhere set Studio:Folder to where it is.";

    public static void MapWorkflowPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Policies.BackOffice).RequireAuthorization(Policies.SeeWorkflows);
        pages.MapGet("/workflows", (HttpContext http, StudioAssets assets) => Page(http, assets, "Workflows", "workflows"));
        pages.MapGet("/workflows/{definitionId}", async (string definitionId, HttpContext http, StudioAssets assets, DefinitionDesk desk, CancellationToken cancellationToken) =>
            await desk.FindAsync(definitionId, null, cancellationToken) is { } latest
                ? Page(http, assets, latest.Row.Name, "workflow/" + Uri.EscapeDataString(definitionId), Links(http, definitionId))
                : Results.NotFound());
        pages.MapGet("/instances", (HttpContext http, StudioAssets assets) => Page(http, assets, "Instances", "instances"));
    }

    /// <param name="view">The frame's path: the kind of view, and what of.</param>
    /// <param name="links">What else belongs to it, above the frame.</param>
    /// <param name="above">More of it, between the links and the frame; there without Elsa Studio too.</param>
    public static IResult Page(HttpContext http, StudioAssets assets, string title, string view, Html links = default, Html above = default) =>
        Pages.Html(
            title,
            assets.Are ? Html.Of($"{Bar(links)}{above}<iframe title=\"{title}, in Elsa Studio\" src=\"/backoffice/studio/frame/{view}\"></iframe>") : Html.Of($"{above}<article><p>{Missing}</p></article>"),
            Navigation.For(http),
            isFraming: assets.Are);

    private static Html Links(HttpContext http, string definitionId)
    {
        var dryRun = http.User.May(Policies.EditWorkflows) ? Html.Of($"<a href=\"{DryRunPage.PathOf(definitionId)}\">Try it: dry run</a>") : default;
        return Html.Of($"<a href=\"{VersionPages.PathOf(definitionId)}\">Versions and changes</a>{dryRun}");
    }

    private static Html Bar(Html links) => links.Text is null ? default : Html.Of($"<nav class=\"bar\" aria-label=\"This page\">{links}</nav>");
}
