using Smartcard.BackOffice.SignIn;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.SelfService.Alerts;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Alerts;

/// <summary>Alerts, for RA administrators: what is raised, what was sent, and a test. The booth sees a line of them.</summary>
internal static class AlertPages
{
    public const string Path = Policies.BackOffice + "/alerts";

    /// <summary>The lists alone.</summary>
    public const string NowPath = Path + "/now";

    public const string TestPath = Path + "/test";

    /// <summary>What is raised now, for those who may see the booth.</summary>
    public const string LinePath = Path + "/raised";

    /// <summary>In the page's address after a test, so that loading it again sends nothing.</summary>
    private const string TestSent = "test-sent";

    public static void MapAlerts(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Path).GuardForms();
        pages.MapGet("", (HttpContext http, AlertView view, CancellationToken cancellationToken) =>
            PageAsync(http, view, new Errors(), cancellationToken)).RequireAuthorization(Policies.TendAlerts);
        pages.MapGet("/now", async (AlertView view, CancellationToken cancellationToken) =>
                Pages.Part<AlertsNow, AlertLists>(await view.ListsAsync(cancellationToken)))
            .RequireAuthorization(Policies.TendAlerts).KeepsNoSession();
        pages.MapPost("/test", TestAsync).RequireAuthorization(Policies.TendAlerts);
        pages.MapGet("/raised", async (HttpContext http, AlertView view, CancellationToken cancellationToken) =>
                Pages.Part<AlertLine, RaisedAlerts>(await view.RaisedAsync(http, cancellationToken)))
            .RequireAuthorization(Policies.SeeBooth).NamesNobody().KeepsNoSession();
    }

    private static async Task<IResult> TestAsync(
        HttpContext http, AlertView view, TestAlerts tests, CancellationToken cancellationToken) =>
        await tests.SendAsync(Policies.IdOf(http.User)!.Value, cancellationToken) switch
        {
            TestAlertResult.Sent => Results.Redirect($"{Path}?done={TestSent}"),
            TestAlertResult.TooSoon => await PageAsync(
                http, view, new Errors().Add("test", Catalogue.Alerts["tooSoon"]), cancellationToken),
            TestAlertResult.NobodyToTell => await PageAsync(
                http, view, new Errors().Add("test", Catalogue.Alerts["nobody"]), cancellationToken),
            var other => throw new InvalidOperationException($"There is no answer to {other}."),
        };

    private static async Task<IResult> PageAsync(HttpContext http, AlertView view, Errors errors, CancellationToken cancellationToken) =>
        Pages.Show<AlertsPage, AlertsModel>(
            new PageFrame(Catalogue.Alerts["title"]) { Menu = Navigation.For(http), Errors = errors, IsLive = true },
            await view.ModelAsync(http.Request.Query["done"] == TestSent, errors, cancellationToken));
}
