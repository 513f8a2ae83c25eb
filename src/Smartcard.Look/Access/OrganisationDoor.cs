using Microsoft.AspNetCore.Authorization;
using Smartcard.Domain.Users;
using Smartcard.Wording;

namespace Smartcard.Look.Access;

/// <summary>
/// Stands before every route of the back office for whoever may see the people of one organisation alone: what is about somebody else is
/// refused before it is asked for, and so is a route that nobody has given an <see cref="OrganisationMark"/>.
/// </summary>
public sealed class OrganisationDoor(RequestDelegate next, OrganisationCheck check)
{
    public Task InvokeAsync(HttpContext http) =>
        http.User.ScopeOf() is { Organisation: { } organisation }
        && http.Request.Path.StartsWithSegments(Policies.BackOffice, StringComparison.OrdinalIgnoreCase)
        && http.GetEndpoint() is { } endpoint
        && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
            ? AskAsync(http, endpoint.Metadata.GetMetadata<OrganisationMark>(), organisation)
            : next(http);

    private async Task AskAsync(HttpContext http, OrganisationMark? mark, string organisation)
    {
        if (mark is null)
        {
            await Refusal(
                http,
                Catalogue.Pages["organisation.closed.title"],
                Catalogue.Pages["organisation.closed", ("organisation", organisation)]).ExecuteAsync(http);
        }
        else if (mark.Thing is { } thing && !(IdOf(http) is { } id && await check.MayAsync(http, thing, id, IsAct(http, mark))))
        {
            await RefusalOfPerson(http).ExecuteAsync(http);
        }
        else
        {
            await next(http);
        }
    }

    /// <summary>Without a name: where to go instead.</summary>
    public static IResult RefusalOfPerson(HttpContext http) =>
        Refusal(http, Catalogue.Pages["organisation.other.title"], Catalogue.Pages["organisation.other"]);

    private static IResult Refusal(HttpContext http, string title, string words) =>
        http.RequestServices.GetServices<ProgramArea>().FirstOrDefault(area => http.Request.Path.StartsWithSegments(area.Path)) is
        { } program
            ? program.Refused(title, words)
            : Pages.Show<MessagePage, MessageModel>(
                new PageFrame(title) { Menu = Navigation.For(http), Status = StatusCodes.Status403Forbidden },
                new MessageModel([words], new MenuLink(Policies.BackOffice, Catalogue.Pages["problem.toBackOffice"])));

    private static bool IsAct(HttpContext http, OrganisationMark mark) =>
        !mark.OnlyReads && !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method);

    private static Guid? IdOf(HttpContext http) => Guid.TryParse(http.GetRouteValue("id")?.ToString(), out var id) ? id : null;
}

/// <param name="MayAsync">
/// Whether whoever asks may see what an id names; if not, this is put on record, as an act or as a page. A room that knows registers it.
/// </param>
public sealed record OrganisationCheck(Func<HttpContext, ScopedThing, Guid, bool, Task<bool>> MayAsync);
