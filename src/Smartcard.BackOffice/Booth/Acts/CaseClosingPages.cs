using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Users;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.SelfService.Booth.Acts;
using Smartcard.SelfService.People;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Booth.Acts;

/// <summary>Closing the cases of a card that need nothing more.</summary>
internal static class CaseClosingPages
{
    public static string CloseOf(MatterId id) => CasePages.PageOf(id) + "/close";

    public static void MapCaseClosing(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Policies.BackOffice + "/cases/{id:guid}/close")
            .GuardForms()
            .RequireAuthorization(Policies.ActAtBooth)
            .IsAbout(ScopedThing.Matter);
        pages.MapGet("", (Guid id, HttpContext http, CaseStandings standings, PersonViews views, CancellationToken ct) =>
            ShowAsync(new MatterId(id), http, standings, views, reason: null, refused: null, ct));
        pages.MapPost("", CloseAsync);
    }

    private static async Task<IResult> CloseAsync(
        Guid id,
        HttpContext http,
        CaseClosings closings,
        CaseStandings standings,
        PersonViews views,
        CancellationToken cancellationToken)
    {
        var form = await http.Request.ReadFormAsync(cancellationToken);
        var reason = form["choice"].ToString();
        var seen = form["seen"].Select(value => Guid.TryParse(value, out var one) ? new BoothCaseId(one) : default).ToHashSet();
        var open = new MatterId(id);
        return await closings.CloseAsync(open, Policies.IdOf(http.User)!.Value, reason, seen, cancellationToken) switch
        {
            CaseClosingResult.Closed => Results.Redirect(Policies.BackOffice),
            CaseClosingResult.Refused(var refusal) => await ShowAsync(
                open, http, standings, views, reason, refusal, cancellationToken),
            _ => Results.NotFound(),
        };
    }

    private static async Task<IResult> ShowAsync(
        MatterId id,
        HttpContext http,
        CaseStandings standings,
        PersonViews views,
        string? reason,
        CaseRefusal? refused,
        CancellationToken cancellationToken)
    {
        var viewer = Policies.IdOf(http.User)!.Value;
        if (await standings.ReadAsync(id, viewer, cancellationToken) is not { } standing
            || standing.Refusal == CaseRefusal.OtherOrganisation)
        {
            return Results.NotFound();
        }

        if (standing.CardId is { } seen)
        {
            await views.NoteHolderAsync(viewer, seen, cancellationToken);
        }

        var isOfForm = refused is CaseRefusal.ReasonMissing or CaseRefusal.SomethingNew;
        var refusal = isOfForm ? null : refused ?? standing.Refusal;
        var errors = isOfForm ? new Errors().Add("choice", RefusalWords.Of(refused!.Value)) : new Errors();
        return Pages.Show<CaseClosePage, CaseCloseModel>(
            new PageFrame(Catalogue.Acts["case.link"])
            {
                Menu = Navigation.For(http),
                Errors = errors,
                Status = refused is not null && refusal is not null ? StatusCodes.Status409Conflict : null,
            },
            new CaseCloseModel(
                CloseOf(id),
                standing.Holder?.DisplayName ?? "–",
                standing.CardId?.Value,
                [.. standing.Cases.Select(c => BoothWords.Of(c.Reason)).Distinct()],
                [.. standing.Cases.Select(c => c.Id.Value)],
                standing.IsStopped,
                [.. Enum.GetValues<CaseReason>().Select(r => new Choice(r.ToString(), ActWords.Of(r)))],
                reason,
                refusal is { } why ? RefusalWords.Of(why) : null,
                errors));
    }
}
