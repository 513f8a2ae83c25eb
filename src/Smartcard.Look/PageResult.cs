using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Net.Http.Headers;

namespace Smartcard.Look;

/// <summary>
/// One page as the answer to a request: rendered here and now, complete, with a content policy that lets in what is
/// ours alone.
/// </summary>
internal sealed class PageResult(PageFrame frame, RenderFragment body) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode =
            frame.Status
            ?? (frame.Errors is { Any: true } ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
        response.Headers[HeaderNames.CacheControl] = "no-store";
        response.Headers.ContentSecurityPolicy = PolicyOf(frame);
        response.ContentType = "text/html; charset=utf-8";
        await response.WriteAsync(await Rendering.RenderAsync(httpContext, Render), httpContext.RequestAborted);
    }

    private void Render(RenderTreeBuilder builder)
    {
        builder.OpenComponent<Layout>(0);
        builder.AddComponentParameter(1, nameof(Layout.Frame), frame);
        builder.AddComponentParameter(2, nameof(Layout.Body), body);
        builder.CloseComponent();
    }

    private static string PolicyOf(PageFrame frame) =>
        "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        + (frame.IsFraming ? "; frame-src 'self'" : "")
        + (frame.IsLive || frame.Script is not null ? "; connect-src 'self'" : "");
}
