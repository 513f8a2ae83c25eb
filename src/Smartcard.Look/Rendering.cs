using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Smartcard.Look;

/// <summary>Components as HTML, rendered here and now for one request.</summary>
internal static class Rendering
{
    /// <param name="content">Each of its components sees the request.</param>
    public static async Task<string> RenderAsync(HttpContext http, RenderFragment content)
    {
        await using var renderer = new HtmlRenderer(http.RequestServices, http.RequestServices.GetRequiredService<ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                [nameof(CascadingValue<HttpContext>.Value)] = http,
                [nameof(CascadingValue<HttpContext>.IsFixed)] = true,
                [nameof(CascadingValue<HttpContext>.ChildContent)] = content,
            });
            var root = await renderer.RenderComponentAsync<CascadingValue<HttpContext>>(parameters);
            return root.ToHtmlString();
        });
    }

    /// <summary>One component with its model.</summary>
    public static RenderFragment Of<TPage, TModel>(TModel model)
        where TPage : PageOf<TModel> => builder =>
        {
            builder.OpenComponent<TPage>(0);
            builder.AddComponentParameter(1, nameof(PageOf<>.Model), model);
            builder.CloseComponent();
        };
}
