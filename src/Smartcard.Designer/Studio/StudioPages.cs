using System.Net;
using Microsoft.Net.Http.Headers;
using Smartcard.Look.Access;

namespace Smartcard.Designer.Studio;

/// <summary>
/// The pages in which Elsa Studio's elements live, each in a frame of a back-office page: a document each, with its own
/// policy.
/// </summary>
internal static class StudioPages
{
    private static readonly string Skeleton = Read("studio.html");
    private static readonly Dictionary<string, (byte[] Content, string Type)> Own = new()
    {
        ["studio.js"] = (System.Text.Encoding.UTF8.GetBytes(Read("studio.js")), "text/javascript; charset=utf-8"),
        ["studio.css"] = (System.Text.Encoding.UTF8.GetBytes(Read("studio.css")), "text/css; charset=utf-8"),
    };

    public static void MapStudio(this WebApplication app)
    {
        var studio = app.MapGroup(Policies.BackOffice + "/studio").RequireAuthorization(Policies.SeeWorkflows).NamesNobody();
        studio.MapGet("/frame/{view}/{id?}", (string view, string? id, HttpContext http, StudioAssets assets) =>
            Frame(http, assets, view, id ?? ""));
        studio.MapGet("/{**path}", (string path, HttpContext http, StudioAssets assets) =>
            Own.TryGetValue(path, out var own) ? Results.Bytes(own.Content, own.Type) : assets.Serve(http, path));
    }

    private static IResult Frame(HttpContext http, StudioAssets assets, string view, string id)
    {
        if (view is not ("workflows" or "workflow" or "instances" or "instance"))
        {
            return Results.NotFound();
        }

        http.Response.Headers[HeaderNames.CacheControl] = "no-store";
        http.Response.Headers.ContentSecurityPolicy = PolicyOf(assets.InlineScripts);
        http.Response.Headers.XFrameOptions = "SAMEORIGIN";
        return Results.Content(
            Skeleton.Replace("{view}", view, StringComparison.Ordinal).Replace("{id}", WebUtility.HtmlEncode(id), StringComparison.Ordinal),
            "text/html; charset=utf-8");
    }

    /// <param name="scripts">What Elsa Studio's components write into the page; no other inline script runs there.</param>
    private static string PolicyOf(IReadOnlyList<string> scripts) =>
        $"default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{string.Concat(scripts.Select(hash => $" '{hash}'"))}; "
        + "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
        + "connect-src 'self'; worker-src 'self' blob:; form-action 'self'; base-uri 'self'; frame-ancestors 'self'";

    private static string Read(string name)
    {
        using var stream =
            typeof(StudioPages).Assembly.GetManifestResourceStream("studio/" + name)
            ?? throw new InvalidOperationException($"{name} is not in the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
