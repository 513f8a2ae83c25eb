using System.Globalization;
using Smartcard.Domain;
using Smartcard.Domain.Systems;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.SelfService.Systems;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Systems;

/// <summary>The tokens of other systems, for RA administrators: what there is, make one, revoke one.</summary>
internal static class ApiTokenPages
{
    public const string Path = Policies.BackOffice + "/api-tokens";

    private const int UsualDays = 365;

    public static string RevokeOf(UserId id) => $"{Path}/{id.Value}/revoke";

    public static void MapApiTokens(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Path).GuardForms().RequireAuthorization(Policies.ManageUsers);
        pages.MapGet("", async (HttpContext http, ApiTokenView view, CancellationToken cancellationToken) =>
            Pages.Show<ApiTokensPage, ApiTokensModel>(
                new PageFrame(Catalogue.ApiTokens["title"]) { Menu = Navigation.For(http) }, await view.ListAsync(cancellationToken)));
        pages.MapGet("/add", (HttpContext http) => ShowAdd(http, new AddApiTokenModel("", ApiScopes.None, UsualDays, new Errors())));
        pages.MapPost("/add", AddAsync);
        pages.MapGet("/{id:guid}/revoke", async (Guid id, HttpContext http, ApiTokenView view, CancellationToken cancellationToken) =>
            await view.RevokeAsync(new UserId(id), cancellationToken) is { } model
                ? Pages.Show<RevokeApiTokenPage, RevokeApiTokenModel>(
                    new PageFrame(Catalogue.ApiTokens["revoke.title"]) { Menu = Navigation.For(http) }, model)
                : Results.NotFound());
        pages.MapPost("/{id:guid}/revoke", async (Guid id, HttpContext http, ApiTokens tokens, CancellationToken cancellationToken) =>
            await tokens.RevokeAsync(new UserId(id), Policies.IdOf(http.User)!.Value, cancellationToken)
                ? Results.Redirect(Path)
                : Results.NotFound());
    }

    private static async Task<IResult> AddAsync(HttpContext http, ApiTokens tokens, CancellationToken cancellationToken)
    {
        var form = await http.Request.ReadFormAsync(cancellationToken);
        var name = string.Join(' ', form["name"].ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var scopes = ApiTokenWords.Scopes
            .Where(scope => form["scope"].Contains(scope.ToString()))
            .Aggregate(ApiScopes.None, (all, scope) => all | scope);
        _ = int.TryParse(form["days"], NumberStyles.None, CultureInfo.InvariantCulture, out var days);
        return await tokens.MakeAsync(name, scopes, days, Policies.IdOf(http.User)!.Value, cancellationToken) switch
        {
            ApiTokenMade.Done done => ShowNew(http, done),
            ApiTokenMade.Faulty faulty => ShowAdd(
                http, new AddApiTokenModel(name, scopes, days, ApiTokenWords.Of(faulty.Faults))),
            var other => throw new InvalidOperationException($"There is no answer to {other}."),
        };
    }

    /// <summary>The one page that has a token in it: no browser keeps it.</summary>
    private static IResult ShowNew(HttpContext http, ApiTokenMade.Done made)
    {
        http.Response.Headers.CacheControl = "no-store";
        return Pages.Show<NewApiTokenPage, NewApiTokenModel>(
            new PageFrame(Catalogue.ApiTokens["made.title"]) { Menu = Navigation.For(http) },
            new NewApiTokenModel(made.Token.Name, made.Text, made.Token.ExpiresAt));
    }

    private static IResult ShowAdd(HttpContext http, AddApiTokenModel model) => Pages.Show<AddApiTokenPage, AddApiTokenModel>(
        new PageFrame(Catalogue.ApiTokens["add"]) { Menu = Navigation.For(http), Errors = model.Errors }, model);
}
