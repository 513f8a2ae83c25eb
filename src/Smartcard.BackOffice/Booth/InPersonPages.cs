using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.BackOffice.People;
using Smartcard.BackOffice.SignIn;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Users;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.SelfService.Booth;
using Smartcard.Storage;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Booth;

/// <summary>The reset in person, step by step. P-U6, S14.</summary>
internal static class InPersonPages
{
    private const string Path = Policies.BackOffice + "/in-person";

    /// <summary>Of the part of the page that keeps itself current; an error leads to it.</summary>
    public const string PartId = "in-person-now";

    public static string StartOf(CardId card) => $"{Policies.BackOffice}/cards/{card.Value}/reset-in-person";

    public static string PageOf(JourneyId id) => $"{Path}/{id.Value}";

    public static void MapInPerson(this IEndpointRouteBuilder routes)
    {
        var start = routes.MapGroup(Policies.BackOffice + "/cards/{id:guid}/reset-in-person")
            .GuardForms()
            .RequireAuthorization(Policies.ActAtBooth)
            .IsAbout(ScopedThing.Card);
        start.MapGet("", (Guid id, HttpContext http, SmartcardDbContext database, IOptions<BoothOptions> options, CancellationToken ct) =>
            ShowStartAsync(new CardId(id), http, database, options.Value, new Typed(null, ""), new Errors(), ct));
        start.MapPost("", StartAsync);

        var pages = routes.MapGroup(Path + "/{id:guid}").GuardForms().IsAbout(ScopedThing.Journey);
        pages.MapGet("", (Guid id, HttpContext http, InPersonStandings standings, CancellationToken ct) =>
                ShowAsync(new JourneyId(id), http, standings, errors: null, ct))
            .RequireAuthorization(Policies.SeeBooth);
        pages.MapGet("/now", NowAsync).RequireAuthorization(Policies.SeeBooth).KeepsNoSession();
        Map("confirm", (resets, actor, id, ct) => resets.ConfirmAsync(actor, id, ct));
        Map("connect", (resets, actor, id, ct) => resets.OfferHelperAsync(actor, id, ct));
        Map("again", (resets, actor, id, ct) => resets.TryAgainAsync(actor, id, ct));
        Map("elsewhere", (resets, actor, id, ct) => resets.CompleteElsewhereAsync(actor, id, ct));
        Map("cancel", (resets, actor, id, ct) => resets.CancelAsync(actor, id, ct));

        void Map(string act, Func<InPersonResets, UserId, JourneyId, CancellationToken, Task<InPersonAct>> call) =>
            pages.MapPost(
                    "/" + act,
                    (Guid id, HttpContext http, InPersonResets resets, InPersonStandings standings, CancellationToken ct) =>
                        ActAsync(new JourneyId(id), http, standings, actor => call(resets, actor, new JourneyId(id), ct), ct))
                .RequireAuthorization(Policies.ActAtBooth);
    }

    private static async Task<IResult> StartAsync(
        Guid id,
        HttpContext http,
        InPersonResets resets,
        SmartcardDbContext database,
        IOptions<BoothOptions> options,
        CancellationToken cancellationToken)
    {
        var form = await http.Request.ReadFormAsync(cancellationToken);
        var typed = new Typed(form["check"].ToString(), form["seen"].ToString());
        var card = new CardId(id);
        return await resets.StartAsync(Policies.IdOf(http.User)!.Value, card, typed.Check ?? "", typed.Seen, cancellationToken) switch
        {
            InPersonAct.Done(var started) => Results.Redirect(PageOf(started)),
            InPersonAct.Refused(var problem) => await ShowStartAsync(
                card,
                http,
                database,
                options.Value,
                typed,
                new Errors().Add(problem == InPersonProblem.SeenTooLong ? "seen" : "check", InPersonWords.Of(problem)),
                cancellationToken),
            _ => Results.NotFound(),
        };
    }

    private static async Task<IResult> ShowStartAsync(
        CardId card,
        HttpContext http,
        SmartcardDbContext database,
        BoothOptions options,
        Typed typed,
        Errors errors,
        CancellationToken cancellationToken)
    {
        var found = await database.Set<Card>().AsNoTracking()
            .Where(c => c.Id == card)
            .Join(database.Set<Staff>(), c => c.StaffId, s => s.Id, (its, staff) => new { Card = its, Holder = staff })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null || !http.User.ScopeOf().Includes(found.Holder.Organisation))
        {
            return Results.NotFound();
        }

        var state = CardWords.Of(found.Card.State, found.Card.StateReason);
        return Pages.Show<InPersonStartPage, InPersonStartModel>(
                new PageFrame(Catalogue.Booth["kind.inPerson"])
                {
                    Menu = Navigation.For(http),
                    Errors = state is null ? errors : null,
                    Status = state is not null && errors.Any ? StatusCodes.Status409Conflict : null,
                },
                new InPersonStartModel(
                    StartOf(card),
                    found.Holder.DisplayName,
                    found.Holder.Organisation,
                    card.Value,
                    state,
                    options.IdentityChecks ?? [],
                    typed.Check,
                    typed.Seen,
                    options.SecondPerson,
                    errors));
    }

    private static async Task<IResult> ActAsync(
        JourneyId id,
        HttpContext http,
        InPersonStandings standings,
        Func<UserId, Task<InPersonAct>> act,
        CancellationToken cancellationToken) =>
        await act(Policies.IdOf(http.User)!.Value) switch
        {
            InPersonAct.Done => Results.Redirect(PageOf(id)),
            InPersonAct.Refused(var problem) => await ShowAsync(
                id, http, standings, new Errors().Add(PartId, InPersonWords.Of(problem)), cancellationToken),
            _ => Results.NotFound(),
        };

    private static async Task<IResult> ShowAsync(
        JourneyId id, HttpContext http, InPersonStandings standings, Errors? errors, CancellationToken cancellationToken) =>
        await ModelAsync(id, http, standings, cancellationToken) is { } model
            ? Pages.Show<InPersonPage, InPersonModel>(
                new PageFrame(Catalogue.Booth["kind.inPerson"])
                {
                    Menu = Navigation.For(http),
                    IsLive = true,
                    Errors = errors,
                    Status = errors is null ? null : StatusCodes.Status409Conflict,
                },
                model)
            : Results.NotFound();

    private static async Task<IResult> NowAsync(
        Guid id, HttpContext http, InPersonStandings standings, CancellationToken cancellationToken) =>
        await ModelAsync(new JourneyId(id), http, standings, cancellationToken) is { } model
            ? Pages.Part<InPersonNow, InPersonModel>(model)
            : Results.NotFound();

    private static async Task<InPersonModel?> ModelAsync(
        JourneyId id, HttpContext http, InPersonStandings standings, CancellationToken cancellationToken)
    {
        if (await standings.ReadAsync(id, http.User.ScopeOf(), cancellationToken) is not { } standing)
        {
            return null;
        }

        var (viewer, mayAct) = (Policies.IdOf(http.User)!.Value, http.User.May(Policies.ActAtBooth));
        return new InPersonModel(
            PageOf(id),
            standing,
            viewer == standing.Reset.HelpedBy,
            mayAct,
            mayAct && await standings.IsOwnCardAsync(standing, viewer, cancellationToken));
    }

    /// <summary>What came with the form, to be shown again.</summary>
    private sealed record Typed(string? Check, string Seen);
}
