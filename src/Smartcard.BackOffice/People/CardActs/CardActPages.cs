using System.Globalization;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.SelfService.Cards;
using Smartcard.Wording;

namespace Smartcard.BackOffice.People.CardActs;

/// <summary>Suspending, resuming and revoking a card, from the page of its holder.</summary>
/// <remarks>RA administrators see everybody, so the routes are closed to whoever is limited to one organisation.</remarks>
internal static class CardActPages
{
    public static string PageOf(CardAct act, CardId card) => $"{Policies.BackOffice}/cards/{card.Value}/{NameOf(act)}";

    /// <summary>What can be done to a card as it stands.</summary>
    public static IReadOnlyList<CardActLink> LinksOf(Card card)
    {
        CardAct[] acts = card.State switch
        {
            CardState.InUse => [CardAct.Suspend, CardAct.Revoke],
            CardState.Suspended => [CardAct.Resume, CardAct.Suspend, CardAct.Revoke],
            _ => [],
        };
        return
        [
            .. acts.Select(act => new CardActLink(
                NameOf(act),
                PageOf(act, card.Id),
                act == CardAct.Suspend && !card.IsInUse ? Catalogue.People["suspend.other"] : CardActWords.Of(act))),
        ];
    }

    public static void MapCardActs(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Policies.BackOffice + "/cards/{id:guid}")
            .GuardForms()
            .RequireAuthorization(Policies.ManageStaff);
        foreach (var act in Enum.GetValues<CardAct>())
        {
            pages.MapGet("/" + NameOf(act), (Guid id, HttpContext http, CardActView view, CancellationToken ct) =>
                ShowAsync(act, new CardId(id), http, view, reason: null, refusal: null, new Errors(), ct));
            pages.MapPost("/" + NameOf(act), (Guid id, HttpContext http, CardStates states, CardActView view, CancellationToken ct) =>
                DoAsync(act, new CardId(id), http, states, view, ct));
        }
    }

    private static string NameOf(CardAct act) => act switch
    {
        CardAct.Suspend => "suspend",
        CardAct.Resume => "resume",
        CardAct.Revoke => "revoke",
        _ => throw new ArgumentOutOfRangeException(nameof(act), act, null),
    };

    private static async Task<IResult> DoAsync(
        CardAct act, CardId id, HttpContext http, CardStates states, CardActView view, CancellationToken cancellationToken)
    {
        var form = await http.Request.ReadFormAsync(cancellationToken);
        var typed = form["reason"].ToString();
        var reasons = CardActWords.ReasonsFor(act).Where(r => r.ToString() == typed).ToArray();
        if (act != CardAct.Resume && reasons.Length == 0)
        {
            return await ShowAsync(
                act, id, http, view, typed, refusal: null, new Errors().Add("reason", Catalogue.People["act.reasonMissing"]),
                cancellationToken);
        }

        var actor = Policies.IdOf(http.User)!.Value;
        var result = act switch
        {
            CardAct.Suspend => await states.SuspendAsync(id, reasons[0], actor, cancellationToken),
            CardAct.Revoke => await states.RevokeAsync(id, reasons[0], actor, cancellationToken),
            _ => await states.ResumeAsync(id, actor, SeenIn(form), cancellationToken),
        };
        return result switch
        {
            CardStateResult.Done => Results.Redirect(PeoplePages.PageOfHolder(id.Value)),
            CardStateResult.Unknown => Results.NotFound(),
            _ => await ShowAsync(act, id, http, view, typed, result, new Errors(), cancellationToken),
        };
    }

    private static DateTimeOffset? SeenIn(IFormCollection form) =>
        long.TryParse(form["seen"], CultureInfo.InvariantCulture, out var ticks)
        && ticks >= DateTimeOffset.MinValue.Ticks && ticks <= DateTimeOffset.MaxValue.Ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : null;

    private static async Task<IResult> ShowAsync(
        CardAct act,
        CardId id,
        HttpContext http,
        CardActView view,
        string? reason,
        CardStateResult? refusal,
        Errors errors,
        CancellationToken cancellationToken) =>
        await view.ModelAsync(act, id, http, reason, refusal, errors, cancellationToken) is { } model
            ? Pages.Show<CardActPage, CardActModel>(
                new PageFrame(CardActWords.Of(act))
                {
                    Menu = Navigation.For(http),
                    Errors = errors,
                    Status = refusal is null ? null : StatusCodes.Status409Conflict,
                },
                model)
            : Results.NotFound();
}
