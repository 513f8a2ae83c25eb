using Smartcard.BackOffice.Booth.Acts;
using Smartcard.BackOffice.SignIn;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Booth;

/// <summary>What the IT booth needs: who waits, and who is being helped.</summary>
internal static class BoothPages
{
    /// <summary>The lists of the booth alone.</summary>
    public const string NowPath = Policies.BackOffice + "/now";

    private const string AlertScript = "/booth-alerts.js";

    private static readonly byte[] Alerts = ReadAlerts();

    public static void AddBooth(this IServiceCollection services)
    {
        services.AddScoped<CardHolders>();
        services.AddScoped<BoothView>();
        services.AddScoped<CaseView>();
        services.AddScoped<JourneyActView>();
    }

    public static void MapBooth(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Policies.BackOffice).GuardForms();
        pages.MapGet("", BoothAsync).RequireAuthorization(Policies.SeeBooth).ShowsTheirPeople();
        pages.MapGet("/now", NowAsync).RequireAuthorization(Policies.SeeBooth).ShowsTheirPeople().KeepsNoSession();
        pages.MapGet(AlertScript, SendAlerts).RequireAuthorization(Policies.SeeBooth).NamesNobody();
        routes.MapCases();
        routes.MapInPerson();
        routes.MapJourneyHelp();
        routes.MapCaseClosing();
    }

    private static async Task<IResult> BoothAsync(HttpContext http, BoothView view, CancellationToken cancellationToken) =>
        Pages.Show<BoothPage, BoothModel>(
            new PageFrame(Catalogue.Pages["backOffice"])
            {
                Menu = Navigation.For(http),
                IsLive = true,
                Script = Policies.BackOffice + AlertScript,
            },
            await view.ModelAsync(http, cancellationToken));

    private static async Task<IResult> NowAsync(HttpContext http, BoothView view, CancellationToken cancellationToken) =>
        Pages.Part<BoothNow, BoothLists>(await view.ListsAsync(http, cancellationToken));

    private static IResult SendAlerts(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-cache";
        return Results.Bytes(Alerts, "text/javascript; charset=utf-8");
    }

    private static byte[] ReadAlerts()
    {
        using var stream = typeof(BoothPages).Assembly.GetManifestResourceStream("booth-alerts.js")
            ?? throw new InvalidOperationException("The file booth-alerts.js is not in the program.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
