using Microsoft.AspNetCore.Components;
using Microsoft.Net.Http.Headers;

namespace Smartcard.Look;

/// <summary>A part of a page alone, for a page that keeps itself current.</summary>
internal sealed class PartResult(RenderFragment part) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers[HeaderNames.CacheControl] = "no-store";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'"; // nobody looks at it by itself
        response.ContentType = "text/html; charset=utf-8";
        await response.WriteAsync(await Rendering.RenderAsync(httpContext, part), httpContext.RequestAborted);
    }
}
