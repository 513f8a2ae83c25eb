using Microsoft.AspNetCore.Authentication.Cookies;

namespace Smartcard.BackOffice.SignIn;

/// <summary>A page that keeps itself current is no sign of anybody in front of it: its requests keep no session alive.</summary>
internal static class SessionKeeping
{
    public static void KeepsNoSession<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new KeepsNone());

    public static Task CheckAsync(CookieSlidingExpirationContext context)
    {
        context.ShouldRenew &= context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<KeepsNone>() is null;
        return Task.CompletedTask;
    }

    private sealed class KeepsNone;
}
