using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Retention;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.SelfService.People;
using Smartcard.SelfService.Retention.Holds;
using Smartcard.Storage;
using Smartcard.Wording;

namespace Smartcard.BackOffice.People.Holds;

/// <summary>RA administrators put people on legal hold, and take them off.</summary>
/// <remarks>They see everybody, so the routes are closed to whoever is limited to one organisation.</remarks>
internal static class HoldPages
{
    public static string PageOf(StaffId id) => PeoplePages.PageOf(id) + "/hold";

    public static string LiftOf(StaffId id, LegalHoldId hold) => $"{PeoplePages.PageOf(id)}/holds/{hold.Value}/lift";

    public static void MapHolds(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(PeoplePages.Path + "/{id:guid}").GuardForms().RequireAuthorization(Policies.ManageStaff);
        pages.MapGet("/hold", (Guid id, HttpContext http, SmartcardDbContext database, PersonViews views, CancellationToken ct) =>
            ShowAsync(new StaffId(id), http, database, views, "", refusal: null, new Errors(), ct));
        pages.MapPost("/hold", PlaceAsync);
        pages.MapGet("/holds/{hold:guid}/lift", (
                Guid id, Guid hold, HttpContext http, SmartcardDbContext database, PersonViews views, CancellationToken ct) =>
            ShowLiftAsync(new StaffId(id), new LegalHoldId(hold), http, database, views, refusal: null, ct));
        pages.MapPost("/holds/{hold:guid}/lift", LiftAsync);
    }

    private static async Task<IResult> PlaceAsync(
        Guid id, HttpContext http, LegalHolds holds, SmartcardDbContext database, PersonViews views, CancellationToken cancellationToken)
    {
        var reference = (await http.Request.ReadFormAsync(cancellationToken))["reference"].ToString();
        var person = new StaffId(id);
        return await holds.PlaceAsync(Policies.IdOf(http.User)!.Value, person, reference, cancellationToken) switch
        {
            LegalHoldResult.Done => Results.Redirect(PeoplePages.PageOf(person)),
            LegalHoldResult.NoReference => await ShowAsync(
                person,
                http,
                database,
                views,
                reference,
                refusal: null,
                new Errors().Add("reference", Catalogue.People["hold.noReference"]),
                cancellationToken),
            LegalHoldResult.OwnRecord => await ShowAsync(
                person, http, database, views, reference, Catalogue.People["record.own"], new Errors(), cancellationToken),
            _ => PeoplePages.NotFound(http),
        };
    }

    private static async Task<IResult> LiftAsync(
        Guid id,
        Guid hold,
        HttpContext http,
        LegalHolds holds,
        SmartcardDbContext database,
        PersonViews views,
        CancellationToken cancellationToken)
    {
        var (person, lifted) = (new StaffId(id), new LegalHoldId(hold));
        return await holds.LiftAsync(Policies.IdOf(http.User)!.Value, person, lifted, cancellationToken) switch
        {
            LegalHoldResult.Done => Results.Redirect(PeoplePages.PageOf(person)),
            LegalHoldResult.OwnRecord =>
                await ShowLiftAsync(person, lifted, http, database, views, Catalogue.People["record.own"], cancellationToken),
            _ => PeoplePages.NotFound(http),
        };
    }

    private static async Task<IResult> ShowAsync(
        StaffId id,
        HttpContext http,
        SmartcardDbContext database,
        PersonViews views,
        string reference,
        string? refusal,
        Errors errors,
        CancellationToken cancellationToken) =>
        await FindAsync(id, http, database, views, cancellationToken) is { } found
            ? Pages.Show<HoldPage, HoldModel>(
                FrameOf(Catalogue.People["hold.link"], http, errors, refusal),
                new HoldModel(
                    PageOf(id), PeoplePages.PageOf(id), found.DisplayName, found.Organisation, reference, refusal, errors))
            : PeoplePages.NotFound(http);

    private static async Task<IResult> ShowLiftAsync(
        StaffId id,
        LegalHoldId hold,
        HttpContext http,
        SmartcardDbContext database,
        PersonViews views,
        string? refusal,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(id, http, database, views, cancellationToken) is not { } found)
        {
            return PeoplePages.NotFound(http);
        }

        var reference = await database.Set<LegalHold>()
            .Where(h => h.Id == hold && h.StaffId == id)
            .Select(h => h.Reference)
            .SingleOrDefaultAsync(cancellationToken);
        return reference is null
            ? Results.Redirect(PeoplePages.PageOf(id)) // somebody else has taken it off
            : Pages.Show<HoldLiftPage, HoldLiftModel>(
                FrameOf(Catalogue.People["hold.lift"], http, new Errors(), refusal),
                new HoldLiftModel(
                    LiftOf(id, hold), PeoplePages.PageOf(id), found.DisplayName, found.Organisation, reference, refusal));
    }

    private static PageFrame FrameOf(string title, HttpContext http, Errors errors, string? refusal) => new(title)
    {
        Menu = Navigation.For(http),
        Errors = errors,
        Status = refusal is null ? null : StatusCodes.Status409Conflict,
    };

    /// <summary>Whoever gets the page has seen the person.</summary>
    /// <returns>Null where nobody has this id.</returns>
    private static async Task<Staff?> FindAsync(
        StaffId id, HttpContext http, SmartcardDbContext database, PersonViews views, CancellationToken cancellationToken) =>
        await views.NoteAsync(Policies.IdOf(http.User)!.Value, id, cancellationToken)
            ? await database.Set<Staff>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancellationToken)
            : null;
}
