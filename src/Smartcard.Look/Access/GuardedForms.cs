using Microsoft.AspNetCore.Antiforgery;

namespace Smartcard.Look.Access;

/// <summary>Puts <see cref="FormGuard"/> before endpoints.</summary>
public static class GuardedForms
{
    /// <remarks>ASP.NET's own way to name a filter's type compiles how to make one, for each group of pages at each start.</remarks>
    public static TBuilder GuardForms<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.AddEndpointFilter((context, next) =>
            new FormGuard(context.HttpContext.RequestServices.GetRequiredService<IAntiforgery>()).InvokeAsync(context, next));
}
