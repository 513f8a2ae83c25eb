using System.Net.Mime;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.Look.Limits;
using Smartcard.SelfService.People.Disclosures;
using Smartcard.Storage;
using Smartcard.Wording;

namespace Smartcard.BackOffice.People.Disclosures;

/// <summary>For a person who asks what we hold about them: the RA desk makes a file that they can read.</summary>
internal static class DisclosurePages
{
    public static string PageOf(StaffId id) => PeoplePages.PageOf(id) + "/data";

    public static void MapDisclosures(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(PeoplePages.Path + "/{id:guid}/data").GuardForms().RequireAuthorization(Policies.ManageStaff);
        pages.MapGet("", AskAsync);
        pages.MapPost("", GiveAsync).Heavy();
    }

    private static async Task<IResult> AskAsync(
        Guid id, HttpContext http, SmartcardDbContext database, CancellationToken cancellationToken)
    {
        var person = new StaffId(id);
        var name = await database.Set<Staff>()
            .Where(s => s.Id == person)
            .Select(s => s.DisplayName)
            .SingleOrDefaultAsync(cancellationToken);
        return name is null
            ? PeoplePages.NotFound(http)
            : Pages.Show<DisclosureAskPage, DisclosureAskModel>(
                new PageFrame(Catalogue.Disclosures["ask.title"]) { Menu = Navigation.For(http) },
                new DisclosureAskModel(name, PageOf(person), PeoplePages.PageOf(person)));
    }

    private static async Task<IResult> GiveAsync(
        Guid id, HttpContext http, PersonDisclosures disclosures, DisclosureView view, CancellationToken cancellationToken)
    {
        var person = new StaffId(id);
        if (await disclosures.GiveAsync(Policies.IdOf(http.User)!.Value, person, cancellationToken) is not { } data)
        {
            return PeoplePages.NotFound(http);
        }

        var file = await Pages.DocumentAsync<DisclosureFile, DisclosureModel>(http, view.ModelOf(data));
        http.Response.Headers[HeaderNames.CacheControl] = "no-store";
        return Results.File(
            Encoding.UTF8.GetBytes(file), $"{MediaTypeNames.Text.Html}; charset=utf-8", $"smartcard-data-{References.Of(id)}.html");
    }
}
