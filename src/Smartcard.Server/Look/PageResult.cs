using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Net.Http.Headers;
using Smartcard.Server.Setup;

namespace Smartcard.Server.Look;

/// <summary>One page as the answer to a request: rendered here and now, complete, with a content policy that lets in what is ours alone.</summary>
internal sealed class PageResult(PageFrame frame, RenderFragment body) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = frame.Status ?? (frame.Errors is { Any: true } ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
        response.Headers[HeaderNames.CacheControl] = "no-store";
        response.Headers.ContentSecurityPolicy = PolicyOf(frame);
        response.ContentType = "text/html; charset=utf-8";
        await response.WriteAsync(await RenderAsync(httpContext), httpContext.RequestAborted);
    }

    private async Task<string> RenderAsync(HttpContext http)
    {
        await using var renderer = new HtmlRenderer(http.RequestServices, http.RequestServices.GetRequiredService<ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var layout = await renderer.RenderComponentAsync<CascadingValue<HttpContext>>(ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                [nameof(CascadingValue<HttpContext>.Value)] = http,
                [nameof(CascadingValue<HttpContext>.IsFixed)] = true,
                [nameof(CascadingValue<HttpContext>.ChildContent)] = (RenderFragment)(builder =>
                {
                    builder.OpenComponent<Layout>(0);
                    builder.AddComponentParameter(1, nameof(Layout.Frame), frame);
                    builder.AddComponentParameter(2, nameof(Layout.Body), body);
                    builder.CloseComponent();
                }),
            }));
            return layout.ToHtmlString();
        });
    }

    private static string PolicyOf(PageFrame frame)
    {
        var script = frame.List is null ? "'self'" : $"'self' '{Pages.ReloadHash}'";
        return $"default-src 'none'; style-src 'self'; script-src {script}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
            + (frame.IsFraming ? "; frame-src 'self'" : "")
            + (frame is { List: null, Script: null } ? "" : "; connect-src 'self'");
    }
}
