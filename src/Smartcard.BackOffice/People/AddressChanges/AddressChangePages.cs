using Microsoft.Extensions.Options;
using Smartcard.Domain;
using Smartcard.Domain.Registrations;
using Smartcard.Domain.Secrets;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.SelfService.People;
using Smartcard.SelfService.Policy;
using Smartcard.SelfService.Registrations.AddressChanges;
using Smartcard.Wording;

namespace Smartcard.BackOffice.People.AddressChanges;

/// <summary>An address that its holder cannot get to any more is changed at the RA desk, step by step.</summary>
/// <remarks>RA administrators see everybody, so the routes are closed to whoever is limited to one organisation.</remarks>
internal static class AddressChangePages
{
    private const string Path = Policies.BackOffice + "/address-changes";

    public static string StartOf(CardId card) => $"{Policies.BackOffice}/cards/{card.Value}/address";

    public static string PageOf(JourneyId id) => $"{Path}/{id.Value}";

    /// <summary>From a card on its holder's page.</summary>
    public static IReadOnlyList<CardActLink> LinksOf(CardStanding card) =>
        card.Card.IsInUse && PersonWords.AddressOf(card) is not null
            ? [new CardActLink("address", StartOf(card.Id), Catalogue.People["address.link"])]
            : [];

    public static void MapAddressChanges(this IEndpointRouteBuilder routes)
    {
        var start = routes.MapGroup(Policies.BackOffice + "/cards/{id:guid}/address")
            .GuardForms()
            .RequireAuthorization(Policies.ManageStaff);
        start.MapGet("", (Guid id, HttpContext http, AddressChangeView view, CancellationToken ct) =>
            ShowStartAsync(new CardId(id), http, view, new AddressStartTyped(null, null, ""), null, new Errors(), ct));
        start.MapPost("", StartAsync);

        var pages = routes.MapGroup(Path + "/{id:guid}").GuardForms().RequireAuthorization(Policies.ManageStaff);
        pages.MapGet("", (Guid id, HttpContext http, AddressChangeView view, CancellationToken ct) =>
            ShowAsync(new JourneyId(id), http, view, typed: null, null, new Errors(), ct));
        Map("confirm", (desk, actor, id, _, ct) => desk.ConfirmAsync(actor, id, ct));
        Map("send", (desk, actor, id, form, ct) => desk.SendCodeAsync(actor, id, form["address"].ToString(), ct));
        Map("code", async (desk, actor, id, form, ct) =>
        {
            using var code = new Secret(form["code"].ToString());
            return await desk.EnterCodeAsync(actor, id, code, ct);
        });
        Map("end", (desk, actor, id, _, ct) => desk.EndAsync(actor, id, ct));

        void Map(
            string act, Func<AddressDesk, UserId, JourneyId, IFormCollection, CancellationToken, Task<AddressChangeAct>> call) =>
            pages.MapPost("/" + act, async (
                Guid id,
                HttpContext http,
                AddressDesk desk,
                AddressChangeView view,
                IOptions<PolicyOptions> policy,
                CancellationToken ct) =>
            {
                var form = await http.Request.ReadFormAsync(ct);
                var done = await call(desk, Policies.IdOf(http.User)!.Value, new JourneyId(id), form, ct);
                var typed = form.TryGetValue("address", out var address) ? address.ToString() : null;
                return await AfterAsync(new JourneyId(id), done, typed, http, view, policy.Value, ct);
            });
    }

    private static async Task<IResult> StartAsync(
        Guid id,
        HttpContext http,
        AddressDesk desk,
        AddressChangeView view,
        IOptions<PolicyOptions> policy,
        CancellationToken cancellationToken)
    {
        var form = await http.Request.ReadFormAsync(cancellationToken);
        var (card, actor) = (new CardId(id), Policies.IdOf(http.User)!.Value);
        var typed = new AddressStartTyped(form["reason"].ToString(), form["check"].ToString(), form["seen"].ToString());
        return await desk.StartAsync(actor, card, typed.Reason!, typed.Check!, typed.Seen, cancellationToken) switch
        {
            AddressChangeAct.Done(var started) => Results.Redirect(PageOf(started)),
            AddressChangeAct.Refused(var refusal) =>
                await ShowStartAsync(card, http, view, typed, refusal, new Errors(), cancellationToken),
            AddressChangeAct.Faulty(var fault) =>
                await ShowStartAsync(card, http, view, typed, null, ErrorsOf(fault, policy.Value), cancellationToken),
            _ => Results.NotFound(),
        };
    }

    private static async Task<IResult> AfterAsync(
        JourneyId id,
        AddressChangeAct act,
        string? typed,
        HttpContext http,
        AddressChangeView view,
        PolicyOptions policy,
        CancellationToken cancellationToken) => act switch
    {
        AddressChangeAct.Done => Results.Redirect(PageOf(id)),
        AddressChangeAct.Refused(var refusal) => await ShowAsync(id, http, view, typed, refusal, new Errors(), cancellationToken),
        AddressChangeAct.Faulty(var fault) => await ShowAsync(id, http, view, typed, null, ErrorsOf(fault, policy), cancellationToken),
        AddressChangeAct.NoAddress(var fault) => await ShowAsync(
            id, http, view, typed, null, new Errors().Add("address", AddressChangeWords.Of(fault)), cancellationToken),
        AddressChangeAct.WrongCode(var left) => await ShowAsync(
            id, http, view, typed, null, new Errors().Add("code", Catalogue.People["address.wrong", ("left", left)]), cancellationToken),
        _ => Results.NotFound(),
    };

    private static Errors ErrorsOf(AddressChangeFault fault, PolicyOptions policy) =>
        new Errors().Add(AddressChangeWords.FieldOf(fault), AddressChangeWords.Of(fault, policy.ApprovedEmailProviders ?? []));

    private static async Task<IResult> ShowStartAsync(
        CardId card,
        HttpContext http,
        AddressChangeView view,
        AddressStartTyped typed,
        AddressChangeRefusal? refusal,
        Errors errors,
        CancellationToken cancellationToken) =>
        await view.StartAsync(card, http, typed, refusal, errors, cancellationToken) is { } model
            ? Pages.Show<AddressStartPage, AddressStartModel>(FrameOf(http, refusal, errors), model)
            : Results.NotFound();

    private static async Task<IResult> ShowAsync(
        JourneyId id,
        HttpContext http,
        AddressChangeView view,
        string? typed,
        AddressChangeRefusal? refusal,
        Errors errors,
        CancellationToken cancellationToken) =>
        await view.ModelAsync(id, http, typed, refusal, errors, cancellationToken) is { } model
            ? Pages.Show<AddressChangePage, AddressChangeModel>(FrameOf(http, refusal, errors), model)
            : Results.NotFound();

    private static PageFrame FrameOf(HttpContext http, AddressChangeRefusal? refusal, Errors errors) =>
        new(Catalogue.People["address.link"])
        {
            Menu = Navigation.For(http),
            Errors = errors,
            Status = refusal is null ? null : StatusCodes.Status409Conflict,
        };
}
