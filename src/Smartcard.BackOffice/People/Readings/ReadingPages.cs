using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Smartcard.BackOffice.SignIn;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.SelfService.Cards.Readings;
using Smartcard.SelfService.People;
using Smartcard.Storage;
using Smartcard.Wording;

namespace Smartcard.BackOffice.People.Readings;

/// <summary>A card is read at the RA desk, step by step, and given to somebody.</summary>
/// <remarks>RA administrators see everybody, so the routes are closed to whoever is limited to one organisation.</remarks>
internal static class ReadingPages
{
    public const string Path = Policies.BackOffice + "/card-readings";

    /// <summary>Of the part of the page that keeps itself current; an error leads to it.</summary>
    public const string PartId = "reading-now";

    public static string StartFor(StaffId person) => $"{Path}?person={person.Value}";

    public static string PageOf(JourneyId id) => $"{Path}/{id.Value}";

    public static void MapReadings(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Path).GuardForms().RequireAuthorization(Policies.ManageStaff);
        pages.MapGet("", ShowStartAsync);
        pages.MapPost("", StartAsync);

        var one = pages.MapGroup("/{id:guid}");
        one.MapGet("", (Guid id, HttpContext http, ReadingView view, CancellationToken ct) =>
            ShowAsync(new JourneyId(id), http, view, problem: null, ct));
        one.MapGet("/now", NowAsync).KeepsNoSession();
        Map("connect", (readings, actor, id, ct) => readings.OfferHelperAsync(actor, id, ct));
        Map("again", (readings, actor, id, ct) => readings.ReadAgainAsync(actor, id, ct));
        Map("end", (readings, actor, id, ct) => readings.EndAsync(actor, id, ct));
        one.MapPost("/check-key", CheckKeyAsync);
        one.MapReadingGifts();

        void Map(string act, Func<CardReadings, UserId, JourneyId, CancellationToken, Task<CardReadingAct>> call) =>
            one.MapPost(
                "/" + act,
                async (Guid id, HttpContext http, CardReadings readings, ReadingView view, CancellationToken ct) =>
                    await AfterAsync(new JourneyId(id), http, view, await call(readings, ViewerOf(http), new JourneyId(id), ct), ct));
    }

    internal static UserId ViewerOf(HttpContext http) => Policies.IdOf(http.User)!.Value;

    /// <summary>A version that somebody typed; null = it is none.</summary>
    internal static int? VersionIn(IFormCollection form) =>
        int.TryParse(form["version"].ToString().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    internal static StaffId? PersonIn(string? text) => Guid.TryParse(text, out var id) ? new StaffId(id) : null;

    internal static IResult NotFound(HttpContext http) => Pages.Show<MessagePage, MessageModel>(
        new PageFrame(Catalogue.Readings["title"]) { Menu = Navigation.For(http), Status = StatusCodes.Status404NotFound },
        new MessageModel([Catalogue.Readings["unknown"]], new MenuLink(Path, Catalogue.Readings["link"])));

    private static async Task<IResult> ShowStartAsync(
        HttpContext http, SmartcardDbContext database, PersonViews views, CancellationToken cancellationToken)
    {
        var person = PersonIn(http.Request.Query["person"]) is { } id
            ? await database.Set<Staff>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancellationToken)
            : null;
        if (person is not null)
        {
            await views.NoteAsync(ViewerOf(http), person.Id, cancellationToken);
        }

        return Pages.Show<ReadingStartPage, ReadingStartModel>(
            new PageFrame(Catalogue.Readings["title"]) { Menu = Navigation.For(http) },
            new ReadingStartModel(Path, person?.DisplayName, person?.Organisation, person?.Id.Value));
    }

    private static async Task<IResult> StartAsync(HttpContext http, CardReadings readings, CancellationToken cancellationToken)
    {
        var form = await http.Request.ReadFormAsync(cancellationToken);
        return await readings.StartAsync(ViewerOf(http), PersonIn(form["person"]), cancellationToken) is CardReadingAct.Done(var id)
            ? Results.Redirect(PageOf(id))
            : PeoplePages.NotFound(http);
    }

    private static async Task<IResult> CheckKeyAsync(
        Guid id, HttpContext http, KeyChecks checks, ReadingView view, CancellationToken cancellationToken)
    {
        var form = await http.Request.ReadFormAsync(cancellationToken);
        var reading = new JourneyId(id);
        return await AfterAsync(
            reading,
            http,
            view,
            await checks.StartAsync(ViewerOf(http), reading, VersionIn(form), cancellationToken),
            cancellationToken);
    }

    private static async Task<IResult> AfterAsync(
        JourneyId id, HttpContext http, ReadingView view, CardReadingAct act, CancellationToken cancellationToken) => act switch
    {
        CardReadingAct.Done => Results.Redirect(PageOf(id)),
        CardReadingAct.Unknown => NotFound(http),
        _ => await ShowAsync(id, http, view, ReadingWords.Of(act), cancellationToken),
    };

    private static async Task<IResult> ShowAsync(
        JourneyId id, HttpContext http, ReadingView view, string? problem, CancellationToken cancellationToken) =>
        await view.ModelAsync(ViewerOf(http), id, cancellationToken) is { } model
            ? Pages.Show<ReadingPage, ReadingModel>(
                new PageFrame(Catalogue.Readings["title"])
                {
                    Menu = Navigation.For(http),
                    IsLive = true,
                    Errors = problem is null ? null : new Errors().Add(PartId, problem),
                    Status = problem is null ? null : StatusCodes.Status409Conflict,
                },
                model)
            : NotFound(http);

    private static async Task<IResult> NowAsync(Guid id, HttpContext http, ReadingView view, CancellationToken cancellationToken) =>
        await view.ModelAsync(ViewerOf(http), new JourneyId(id), cancellationToken) is { } model
            ? Pages.Part<ReadingNow, ReadingModel>(model)
            : Results.NotFound();
}
