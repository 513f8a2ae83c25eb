using Microsoft.EntityFrameworkCore;
using Smartcard.BackOffice.People.AddressChanges;
using Smartcard.BackOffice.People.Disclosures;
using Smartcard.BackOffice.People.CardActs;
using Smartcard.BackOffice.People.Erasure;
using Smartcard.BackOffice.People.Holds;
using Smartcard.BackOffice.People.Readings;
using Smartcard.BackOffice.People.Records;
using Smartcard.BackOffice.SignIn;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Users;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.Look.Limits;
using Smartcard.SelfService.People;
using Smartcard.Storage;
using Smartcard.Wording;

namespace Smartcard.BackOffice.People;

/// <summary>People are found, and each has a page with all that is needed to help them.</summary>
internal static class PeoplePages
{
    public const string Path = Policies.BackOffice + "/people";

    public static string PageOf(StaffId id) => $"{Path}/{id.Value}";

    /// <summary>Leads to the holder's page, for lists that know the card alone.</summary>
    public static string PageOfHolder(Guid card) => $"{Policies.BackOffice}/cards/{card}/holder";

    public static void AddPeople(this IServiceCollection services)
    {
        services.AddScoped<StaffNames>();
        services.AddScoped<PersonSearch>();
        services.AddScoped<PeopleView>();
        services.AddScoped<PersonView>();
        services.AddSingleton<DisclosureView>();
        services.AddScoped<CardActView>();
        services.AddScoped<AddressChangeView>();
        services.AddScoped<ReadingView>();
        services.AddScoped<ReadingGiveView>();
    }

    public static void MapPeople(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Path).GuardForms().RequireAuthorization(Policies.SeeBooth);
        pages.MapGet("", PeopleAsync).Heavy(when: call => IsSearch(call.HttpContext)).ShowsTheirPeople();
        pages.MapPost("", PeopleAsync).Heavy(when: call => IsSearch(call.HttpContext)).ShowsTheirPeople();
        pages.MapGet("/{id:guid}", PersonAsync).IsAbout(ScopedThing.Person);
        pages.MapGet("/{id:guid}/now", NowAsync).IsAbout(ScopedThing.Person).KeepsNoSession();
        routes.MapGet(Policies.BackOffice + "/cards/{id:guid}/holder", HolderAsync)
            .RequireAuthorization(Policies.SeeBooth)
            .IsAbout(ScopedThing.Card);
        routes.MapDisclosures();
        routes.MapRecords();
        routes.MapHolds();
        routes.MapErasure();
        routes.MapCardActs();
        routes.MapAddressChanges();
        routes.MapReadings();
    }

    private static bool IsSearch(HttpContext http) => Searches.TextOf(http) is not null && Searches.ElsewhereOf(http) is null;

    private static async Task<IResult> PeopleAsync(HttpContext http, PeopleView view, CancellationToken cancellationToken)
    {
        if (Searches.ElsewhereOf(http) is { } elsewhere)
        {
            return Results.Redirect(elsewhere);
        }

        var model = await view.ModelAsync(http, cancellationToken);
        return Pages.Show<PeoplePage, PeopleModel>(
            new PageFrame(Catalogue.People["title"]) { Menu = Navigation.For(http), Errors = model.Errors }, model);
    }

    private static async Task<IResult> PersonAsync(
        Guid id, HttpContext http, PersonViews views, PersonView view, CancellationToken cancellationToken)
    {
        if (!await views.NoteAsync(Policies.IdOf(http.User)!.Value, new StaffId(id), cancellationToken))
        {
            return NotFound(http);
        }

        return await view.ModelAsync(http, new StaffId(id), cancellationToken) is { } model
            ? Pages.Show<PersonPage, PersonModel>(
                new PageFrame(model.Now.Name) { Menu = Navigation.For(http), IsLive = true }, model)
            : NotFound(http);
    }

    /// <summary>Somebody who asks for the part alone has seen the person too.</summary>
    private static async Task<IResult> NowAsync(
        Guid id, HttpContext http, PersonViews views, PersonView view, CancellationToken cancellationToken) =>
        await views.NoteAsync(Policies.IdOf(http.User)!.Value, new StaffId(id), cancellationToken)
        && await view.NowAsync(http, new StaffId(id), cancellationToken) is { } model
            ? Pages.Part<PersonNow, PersonNowModel>(model)
            : Results.NotFound();

    private static async Task<IResult> HolderAsync(
        Guid id, HttpContext http, SmartcardDbContext database, CancellationToken cancellationToken)
    {
        var card = new CardId(id);
        var holders = await database.Set<Card>().Where(c => c.Id == card).Select(c => c.StaffId).ToListAsync(cancellationToken);
        return holders is [var holder] ? Results.Redirect(PageOf(holder)) : NotFound(http);
    }

    internal static IResult NotFound(HttpContext http) => Pages.Show<MessagePage, MessageModel>(
        new PageFrame(Catalogue.People["unknown.title"]) { Menu = Navigation.For(http), Status = StatusCodes.Status404NotFound },
        new MessageModel([Catalogue.People["unknown"]], new MenuLink(Path, Catalogue.People["unknown.search"])));
}
