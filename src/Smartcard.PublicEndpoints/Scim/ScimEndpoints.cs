using Smartcard.Domain.Systems;
using Smartcard.PublicEndpoints.StaffApi;
using Smartcard.SelfService.Systems;

namespace Smartcard.PublicEndpoints.Scim;

/// <summary>
/// Staff by SCIM 2.0 (RFC 7643 and 7644), as directories and HR systems provision them, with the tokens and limits of the JSON API.
/// docs/scim.md says what stands for what. It has no rules of its own.
/// </summary>
internal static class ScimEndpoints
{
    public const string Path = "/scim/v2";

    private const ApiScopes Sees = ApiScopes.Read | ApiScopes.Staff;

    public static void MapScim(this IEndpointRouteBuilder routes)
    {
        var calls = routes.MapGroup(Path)
            .ExcludeFromDescription()
            .AddEndpointFilter(ScimAnswer.InScimAsync)
            .AddEndpointFilter((context, next) =>
            {
                var services = context.HttpContext.RequestServices;
                return new ApiTokenFilter(
                    services.GetRequiredService<ApiTokens>(),
                    services.GetRequiredService<ApiTokenGuard>(),
                    services.GetRequiredService<ApiLimits>()).InvokeAsync(context, next);
            });

        calls.MapGet("/Users", ScimUsers.ListAsync).Needs(Sees);
        calls.MapGet("/Users/{id}", ScimUsers.GetAsync).Needs(Sees);
        calls.MapPost("/Users", ScimUsers.PostAsync).Needs(ApiScopes.Staff);
        calls.MapPut("/Users/{id}", ScimUsers.PutAsync).Needs(ApiScopes.Staff);
        calls.MapPatch("/Users/{id}", ScimUsers.PatchAsync).Needs(ApiScopes.Staff);
        calls.MapDelete("/Users/{id}", ScimUsers.DeleteAsync).Needs(ApiScopes.Staff);

        calls.MapGet("/ServiceProviderConfig", (ScimDiscovery discovery) => ScimAnswer.Of(discovery.Config())).Needs(Sees);
        calls.MapGet("/ResourceTypes", (ScimDiscovery discovery) => discovery.ListTypes()).Needs(Sees);
        calls.MapGet("/ResourceTypes/{name}", (string name, ScimDiscovery discovery) => discovery.ShowType(name)).Needs(Sees);
        calls.MapGet("/Schemas", (ScimDiscovery discovery) => discovery.ListSchemas()).Needs(Sees);
        calls.MapGet("/Schemas/{name}", (string name, ScimDiscovery discovery) => discovery.ShowSchema(name)).Needs(Sees);

        calls.Map("/{**rest}", () => new ScimFault(
            StatusCodes.Status404NotFound, null, "We do not offer this. See /ResourceTypes for what we offer.").ToResult()).Needs(Sees);
    }

    private static RouteHandlerBuilder Needs(this RouteHandlerBuilder call, ApiScopes anyOf) => call.WithMetadata(new NeededScopes(anyOf));
}
