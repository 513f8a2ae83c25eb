using Smartcard.Domain;
using Smartcard.Domain.Retention;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.Look.Limits;
using Smartcard.SelfService.People;
using Smartcard.SelfService.Retention.Erasure;
using Smartcard.Wording;

namespace Smartcard.BackOffice.People.Erasure;

/// <summary>RA administrators erase what is held about a person who asks for it.</summary>
/// <remarks>They see everybody, so the routes are closed to whoever is limited to one organisation.</remarks>
internal static class ErasurePages
{
    public static string PageOf(StaffId id) => PeoplePages.PageOf(id) + "/erase";

    public static void MapErasure(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(PeoplePages.Path + "/{id:guid}/erase").GuardForms().RequireAuthorization(Policies.ManageStaff);
        pages.MapGet("", (Guid id, HttpContext http, PersonErasures erasures, PersonViews views, CancellationToken ct) =>
            ShowAsync(new StaffId(id), http, erasures, views, "", isAgainClear: false, refusal: null, new Errors(), ct)).Heavy();
        pages.MapPost("", EraseAsync).Heavy();
    }

    private static async Task<IResult> EraseAsync(
        Guid id, HttpContext http, PersonErasures erasures, PersonViews views, CancellationToken cancellationToken)
    {
        var form = await http.Request.ReadFormAsync(cancellationToken);
        var (person, typed, again) = (new StaffId(id), form["confirmation"].ToString(), form["again"].ToString() == "yes");
        return await erasures.EraseAsync(Policies.IdOf(http.User)!.Value, person, typed, again, cancellationToken) switch
        {
            ErasureResult.Done => Results.Redirect(PeoplePages.PageOf(person)),
            ErasureResult.Refused(var refusal) => await AskAgainAsync(refusal, new Errors()),
            ErasureResult.NotConfirmed => await AskAgainAsync(
                refusal: null, new Errors().Add("confirmation", Catalogue.People["erase.notConfirmed"])),
            ErasureResult.AgainNotClear => await AskAgainAsync(
                refusal: null, new Errors().Add("again", Catalogue.People["erase.againMissing"])),
            _ => PeoplePages.NotFound(http),
        };

        Task<IResult> AskAgainAsync(ErasureRefusal? refusal, Errors errors) =>
            ShowAsync(person, http, erasures, views, typed, again, refusal, errors, cancellationToken);
    }

    private static async Task<IResult> ShowAsync(
        StaffId id,
        HttpContext http,
        PersonErasures erasures,
        PersonViews views,
        string typed,
        bool isAgainClear,
        ErasureRefusal? refusal,
        Errors errors,
        CancellationToken cancellationToken)
    {
        var viewer = Policies.IdOf(http.User)!.Value;
        if (!await views.NoteAsync(viewer, id, cancellationToken)
            || await erasures.LookAsync(viewer, id, cancellationToken) is not { } preview)
        {
            return PeoplePages.NotFound(http);
        }

        if (preview.Staff.ErasedAt is not null)
        {
            return Results.Redirect(PeoplePages.PageOf(id));
        }

        var found = preview.Found;
        return Pages.Show<ErasurePage, ErasureModel>(
            new PageFrame(Catalogue.People["erase.link"])
            {
                Menu = Navigation.For(http),
                Errors = errors,
                Status = refusal is null ? null : StatusCodes.Status409Conflict,
            },
            new ErasureModel(
                PageOf(id),
                PeoplePages.PageOf(id),
                preview.Staff.DisplayName,
                preview.Staff.Organisation,
                (refusal ?? preview.Refusal) is { } why ? ErasureWords.Of(why) : null,
                preview.Staff.LeftAt is not null,
                preview.Staff.Number is not null,
                found.Registrations.Count,
                found.Journeys.Count,
                found.Mails.Count,
                found.Cases.Count,
                found.Chats.Count,
                preview.IsTold,
                typed,
                isAgainClear,
                errors));
    }
}
