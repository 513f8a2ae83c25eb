using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Look;
using Smartcard.Look.Limits;
using Smartcard.SelfService.Cards.Readings;
using Smartcard.Wording;

namespace Smartcard.BackOffice.People.Readings;

/// <summary>Who gets the card that was read: searched for, looked at, and then given.</summary>
internal static class ReadingGiftPages
{
    public static void MapReadingGifts(this RouteGroupBuilder one)
    {
        one.MapGet("/person", PersonAsync).Heavy(when: call => Searches.TextOf(call.HttpContext) is not null);
        one.MapPost("/person", PersonAsync).Heavy(when: call => Searches.TextOf(call.HttpContext) is not null);
        one.MapGet("/give", (Guid id, HttpContext http, ReadingGiveView view, CancellationToken ct) =>
            ShowAsync(
                new JourneyId(id), http, view, new GiveTyped(ReadingPages.PersonIn(http.Request.Query["person"]), null, null), null, ct));
        one.MapPost("/give", GiveAsync);
    }

    private static async Task<IResult> PersonAsync(Guid id, HttpContext http, ReadingGiveView view, CancellationToken cancellationToken)
    {
        if (Searches.ElsewhereOf(http) is { } elsewhere)
        {
            return Results.Redirect(elsewhere);
        }

        return await view.PeopleAsync(http, new JourneyId(id), cancellationToken) is { } model
            ? Pages.Show<ReadingPersonPage, ReadingPersonModel>(
                new PageFrame(Catalogue.Readings["person.title"]) { Menu = Navigation.For(http), Errors = model.Errors }, model)
            : ReadingPages.NotFound(http);
    }

    private static async Task<IResult> GiveAsync(
        Guid id, HttpContext http, CardGiving giving, ReadingGiveView view, CancellationToken cancellationToken)
    {
        var form = await http.Request.ReadFormAsync(cancellationToken);
        var reading = new JourneyId(id);
        var typed = new GiveTyped(ReadingPages.PersonIn(form["person"]), form["version"].ToString(), form["reason"].ToString());
        if (typed.Person is not { } person)
        {
            return Results.Redirect(ReadingPages.PageOf(reading) + "/person");
        }

        var shown = CardIdentifier.TryParse(form["card"].ToString(), out var named) ? named : null;
        var seen = ReadingPages.PersonIn(form["seen"]);
        HolderChange? reason = Enum.TryParse<HolderChange>(typed.Reason, out var why) && Enum.IsDefined(why) ? why : null;
        if (seen is not null && reason is null)
        {
            return await ShowAsync(
                reading, http, view, typed, new Errors().Add("reason", Catalogue.Readings["refused.reason"]), cancellationToken);
        }

        var act = await giving.GiveAsync(
            ReadingPages.ViewerOf(http),
            reading,
            new WantedGift(person, ReadingPages.VersionIn(form), reason, shown, seen),
            cancellationToken);
        return act switch
        {
            CardReadingAct.Done => Results.Redirect(ReadingPages.PageOf(reading)),
            CardReadingAct.Unknown => ReadingPages.NotFound(http),
            _ => await ShowAsync(reading, http, view, typed, new Errors().Add(FieldOf(act), WordsOf(act)), cancellationToken),
        };
    }

    private static string FieldOf(CardReadingAct act) =>
        act is CardReadingAct.Refused(CardReadingProblem.VersionWrong) ? "version" : "give";

    private static string WordsOf(CardReadingAct act) => ReadingWords.Of(act)
        ?? throw new InvalidOperationException($"There is nothing to say of {act}.");

    private static async Task<IResult> ShowAsync(
        JourneyId id, HttpContext http, ReadingGiveView view, GiveTyped typed, Errors? errors, CancellationToken cancellationToken) =>
        typed.Person is null
            ? Results.Redirect(ReadingPages.PageOf(id) + "/person")
            : await view.ModelAsync(http, id, typed, errors ?? new Errors(), cancellationToken) is { } model
                ? Pages.Show<ReadingGivePage, ReadingGiveModel>(
                    new PageFrame(Catalogue.Readings["give.title"])
                    {
                        Menu = Navigation.For(http),
                        Errors = errors,
                        Status = errors?.Of("give") is null ? null : StatusCodes.Status409Conflict,
                    },
                    model)
                : ReadingPages.NotFound(http);
}

/// <summary>What came with the form, or with the link to it.</summary>
internal sealed record GiveTyped(StaffId? Person, string? Version, string? Reason);
