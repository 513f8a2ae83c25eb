using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.Look.Limits;
using Smartcard.SelfService.Figures;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Figures;

/// <summary>How it went: the figures of a period, as pictures and as a file.</summary>
internal static class FiguresPages
{
    public const string Path = Policies.BackOffice + "/figures";

    public const string DownloadPath = Path + "/download";

    public static void MapFigures(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Path).RequireAuthorization(Policies.SeeFigures).GuardForms();
        pages.ShowsTheirPeople();
        pages.MapGet("", PageAsync).Heavy();
        pages.MapPost("/download", DownloadAsync).Heavy();
    }

    private static async Task<IResult> PageAsync(
        HttpContext http, string? days, string? organisation, FiguresView view, CancellationToken cancellationToken) =>
        Pages.Show<FiguresPage, FiguresModel>(
            new PageFrame(Catalogue.Figures["title"]) { Menu = Navigation.For(http) },
            await view.ModelAsync(DaysOf(days), organisation, http.User.ScopeOf(), cancellationToken));

    private static async Task<IResult> DownloadAsync(
        HttpContext http, FiguresView view, FigureDownloads downloads, CancellationToken cancellationToken)
    {
        var form = await http.Request.ReadFormAsync(cancellationToken);
        var model = await view.ModelAsync(DaysOf(form["days"]), form["organisation"], http.User.ScopeOf(), cancellationToken);
        await downloads.RecordAsync(Policies.IdOf(http.User)!.Value, cancellationToken);
        return Results.Stream(
            file => FiguresFile.WriteAsync(file, model, http.RequestAborted),
            "text/csv; charset=utf-8",
            FiguresFile.NameOf(model.Choice));
    }

    private static int? DaysOf(string? days) => int.TryParse(days, out var number) ? number : null;
}
