using Smartcard.BackOffice.SignIn;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Users;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.SelfService.Booth;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Booth;

/// <summary>The page of a case, and what booth staff do with it: take it, hand it over, give it back, leave a note.</summary>
internal static class CasePages
{
    private const string Path = Policies.BackOffice + "/cases";

    public static string PageOf(MatterId id) => $"{Path}/{id.Value}";

    public static string TakeOf(MatterId id) => PageOf(id) + "/take";

    public static void MapCases(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Path + "/{id:guid}").GuardForms().IsAbout(ScopedThing.Matter);
        pages.MapGet("", OpenAsync).RequireAuthorization(Policies.SeeBooth);
        pages.MapGet("/now", NowAsync).RequireAuthorization(Policies.SeeBooth).KeepsNoSession();
        var acts = pages.MapGroup("").RequireAuthorization(Policies.ActAtBooth);
        acts.MapPost("/take", (Guid id, HttpContext http, BoothClaims claims, CaseView view, CancellationToken ct) =>
            ActAsync(id, http, view, actor => claims.TakeAsync(actor, new MatterId(id), ct), ct));
        acts.MapPost("/give-back", (Guid id, HttpContext http, BoothClaims claims, CaseView view, CancellationToken ct) =>
            ActAsync(id, http, view, actor => claims.GiveBackAsync(actor, new MatterId(id), ct), ct));
        acts.MapPost("/hand-over", HandOverAsync);
        acts.MapGet("/take-over", AskTakeOverAsync);
        acts.MapPost("/take-over", TakeOverAsync);
        acts.MapPost("/notes", AddNoteAsync);
    }

    private static async Task<IResult> OpenAsync(Guid id, HttpContext http, CaseView view, CancellationToken cancellationToken) =>
        await view.CardOfAsync(new BoothCaseId(id), cancellationToken) is { } card
            ? Results.Redirect(PageOf(MatterId.Of(card)))
            : await ShowAsync(id, http, view, note: null, problem: null, new Errors(), cancellationToken);

    private static async Task<IResult> NowAsync(Guid id, HttpContext http, CaseView view, CancellationToken cancellationToken) =>
        await view.NowAsync(new MatterId(id), http, cancellationToken) is { } now
            ? Pages.Part<CaseNow, CaseNowModel>(now)
            : Results.NotFound();

    private static async Task<IResult> HandOverAsync(
        Guid id, HttpContext http, BoothClaims claims, CaseView view, CancellationToken cancellationToken)
    {
        var to = await ReadUserAsync(http, "colleague", cancellationToken);
        return await ActAsync(
            id, http, view, actor => claims.HandOverAsync(actor, new MatterId(id), to, cancellationToken), cancellationToken);
    }

    private static async Task<IResult> AskTakeOverAsync(Guid id, HttpContext http, CaseView view, CancellationToken cancellationToken) =>
        await view.NowAsync(new MatterId(id), http, cancellationToken) switch
        {
            null => Results.NotFound(),
            { IsMine: false, Matter: { Claim: { } claim } matter } now => Pages.Show<TakeOverPage, TakeOverModel>(
                new PageFrame(Catalogue.Booth["case.takeOver"]) { Menu = Navigation.For(http) },
                new TakeOverModel(now.Path + "/take-over", now.Path, matter.Holder?.Name ?? "–", claim)),
            { } now => Results.Redirect(now.Path),
        };

    private static async Task<IResult> TakeOverAsync(
        Guid id, HttpContext http, BoothClaims claims, CaseView view, CancellationToken cancellationToken)
    {
        var from = await ReadUserAsync(http, "from", cancellationToken);
        return await ActAsync(
            id,
            http,
            view,
            actor => claims.TakeOverAsync(actor, new MatterId(id), from ?? actor, cancellationToken),
            cancellationToken);
    }

    private static async Task<IResult> AddNoteAsync(
        Guid id, HttpContext http, BoothNotes notes, CaseView view, CancellationToken cancellationToken)
    {
        var text = (await http.Request.ReadFormAsync(cancellationToken))["note"].ToString();
        return await notes.AddAsync(Policies.IdOf(http.User)!.Value, new MatterId(id), text, cancellationToken) switch
        {
            NoteAct.Added => Results.Redirect(PageOf(new MatterId(id)) + "#note"),
            NoteAct.NotGood => await ShowAsync(
                id,
                http,
                view,
                text,
                problem: null,
                new Errors().Add("note", Catalogue.Booth["case.noteNotGood", ("max", BoothNote.MaxLength)]),
                cancellationToken),
            NoteAct.OtherOrganisation => Results.NotFound(),
            NoteAct.OwnCard => await ShowAsync(
                id, http, view, text, Catalogue.Booth["refused.ownCard"], new Errors(), cancellationToken),
            _ => await ShowAsync(id, http, view, text, Catalogue.Booth["case.isOver"], new Errors(), cancellationToken),
        };
    }

    private static async Task<IResult> ActAsync(
        Guid id, HttpContext http, CaseView view, Func<UserId, Task<ClaimAct>> act, CancellationToken cancellationToken) =>
        await act(Policies.IdOf(http.User)!.Value) switch
        {
            ClaimAct.Refused(ClaimProblem.ColleagueMissing or ClaimProblem.ColleaguesCard, _) refused => await ShowAsync(
                id,
                http,
                view,
                note: null,
                problem: null,
                new Errors().Add(
                    "colleague",
                    refused.Problem == ClaimProblem.ColleaguesCard
                        ? Catalogue.Booth["case.colleaguesCard"]
                        : Catalogue.Booth["case.chooseColleague"]),
                cancellationToken),
            ClaimAct.Refused(ClaimProblem.OtherOrganisation, _) => Results.NotFound(),
            ClaimAct.Refused(var problem, var name) => await ShowAsync(
                id, http, view, note: null, WordsOf(problem, name), new Errors(), cancellationToken),
            _ => Results.Redirect(PageOf(new MatterId(id))),
        };

    private static string WordsOf(ClaimProblem problem, string? name) => problem switch
    {
        ClaimProblem.TakenByAnother => Catalogue.Booth["case.takenByAnother", ("name", name ?? "–")],
        ClaimProblem.NotYours => Catalogue.Booth["case.notYours"],
        ClaimProblem.OwnCard => Catalogue.Booth["refused.ownCard"],
        _ => Catalogue.Booth["case.isOver"],
    };

    private static async Task<IResult> ShowAsync(
        Guid id, HttpContext http, CaseView view, string? note, string? problem, Errors errors, CancellationToken cancellationToken)
    {
        if (await view.NowAsync(new MatterId(id), http, cancellationToken) is not { } now)
        {
            return Results.NotFound();
        }

        var colleagues = now.IsMine
            ? await view.ColleaguesAsync(Policies.IdOf(http.User)!.Value, now.Matter?.Holder?.Organisation, cancellationToken)
            : [];
        return Pages.Show<CasePage, CaseModel>(
            new PageFrame(now.Matter?.Holder?.Name ?? Catalogue.Booth["case.title"])
            {
                Menu = Navigation.For(http),
                IsLive = true,
                Errors = errors,
                Status = problem is null ? null : StatusCodes.Status409Conflict,
            },
            new CaseModel(now, colleagues, note, problem, errors));
    }

    private static async Task<UserId?> ReadUserAsync(HttpContext http, string field, CancellationToken cancellationToken) =>
        Guid.TryParse((await http.Request.ReadFormAsync(cancellationToken))[field].ToString(), out var id) ? new UserId(id) : null;
}
