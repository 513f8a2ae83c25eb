using System.Net;
using Microsoft.Net.Http.Headers;

namespace Smartcard.Server.Setup;

/// <summary>The plain pages of the host in one look, without script.</summary>
internal static class Pages
{
    private const string Style = """
        body{font:18px/1.55 system-ui,Arial,sans-serif;color:#212b32;background:#f0f4f5;margin:0}
        header{background:#005eb8;color:#fff;padding:1rem 1.5rem}header h1{margin:0;font-size:1.4rem}
        main{max-width:60rem;margin:1.5rem auto;padding:0 1rem}
        article{background:#fff;border:1px solid #d8dde0;border-radius:8px;padding:.5rem 1.25rem;margin:0 0 1rem}
        h2{font-size:1.15rem;margin:.5rem 0 0}.meta{color:#4c6272;margin:.1rem 0}
        pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}
        table{border-collapse:collapse;width:100%;background:#fff}th,td{text-align:left;padding:.5rem .75rem;border-bottom:1px solid #d8dde0}
        .wide{overflow-x:auto}
        button{font:inherit;font-weight:600;background:#007f3b;color:#fff;border:0;border-radius:6px;padding:.75rem 1.25rem;min-height:44px;cursor:pointer}
        button:focus-visible,a:focus-visible{outline:4px solid #ffeb3b;outline-offset:0;box-shadow:0 4px 0 4px #212b32}
        """;

    // Loads the page again when its list has grown; a page that reloads itself regardless takes a screen reader back to the top.
    private const string ReloadWhenNew =
        "setInterval(function(){fetch(document.body.dataset.list).then(function(r){return r.json()}).then(function(l){if(String(l.length)!==document.body.dataset.count)location.reload()}).catch(function(){})},2000)";

    private static readonly string StyleHash = HashOf(Style.ReplaceLineEndings("\n"));
    private static readonly string ScriptHash = HashOf(ReloadWhenNew);

    /// <param name="body">HTML; whatever came from outside must be encoded in it already.</param>
    /// <param name="list">Where the page's list can be read as JSON, and how long it is now, for a page that shows what is new by itself.</param>
    public static IResult Html(HttpContext http, string title, string body, (string Path, int Count)? list = null)
    {
        http.Response.Headers[HeaderNames.CacheControl] = "no-store";
        http.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src '{StyleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
            + (list is null ? "" : $"; script-src '{ScriptHash}'; connect-src 'self'");
        var (data, script) = list is var (path, count) ? ($" data-list=\"{path}\" data-count=\"{count}\"", $"<script>{ReloadWhenNew}</script>") : ("", "");
        var heading = WebUtility.HtmlEncode(title);
        return Results.Content(
            $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
            + $"<title>{heading}</title><style>{Style.ReplaceLineEndings("\n")}</style></head><body{data}><header><h1>{heading}</h1></header><main>{body}</main>{script}</body></html>",
            "text/html; charset=utf-8");
    }

    private static string HashOf(string inline) =>
        "sha256-" + Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(inline)));
}

/// <summary>Pages that are for whoever sits at this machine, until somebody can sign in.</summary>
internal static class LocalOnly
{
    public static bool Allows(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address
        && System.Net.IPAddress.IsLoopback(address)
        && !http.Request.Headers.ContainsKey("X-Forwarded-For")
        && http.Request.Host.Host is "127.0.0.1" or "localhost" or "[::1]";
}
