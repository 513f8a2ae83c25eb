using Microsoft.Net.Http.Headers;

namespace Smartcard.Server.Setup;

/// <summary>The plain pages of the host in one look.</summary>
internal static class Pages
{
    private const string Style = """
        *{box-sizing:border-box}
        body{font:18px/1.55 system-ui,Arial,sans-serif;color:#212b32;background:#f0f4f5;margin:0}
        header{background:#005eb8;color:#fff;padding:1rem 1.5rem}header h1{margin:0;font-size:1.4rem}
        header nav{display:flex;flex-wrap:wrap;align-items:center;gap:.25rem 1.25rem;margin:.25rem 0 -.5rem}
        header nav a,header nav button{color:#fff;background:none;text-decoration:underline;font-weight:400;padding:.5rem 0;min-height:44px;border:0;display:inline-flex;align-items:center}
        header nav a[aria-current]{font-weight:600;text-decoration:none;border-bottom:4px solid #fff}
        main{max-width:60rem;margin:1.5rem auto;padding:0 1rem}
        article{background:#fff;border:1px solid #d8dde0;border-radius:8px;padding:.5rem 1.25rem;margin:0 0 1rem}
        article.form{max-width:34rem;padding:1rem 1.25rem 1.25rem}article.form>:first-child{margin-top:0}article.form h2{margin:.5rem 0}
        h2{font-size:1.15rem;margin:.5rem 0 0}.meta{color:#4c6272;margin:.1rem 0}
        pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}code{overflow-wrap:anywhere}
        table{border-collapse:collapse;width:100%;background:#fff}th,td{text-align:left;padding:.5rem .75rem;border-bottom:1px solid #d8dde0}
        .wide{overflow-x:auto}.line{white-space:nowrap}
        button,.button{font:inherit;font-weight:600;background:#007f3b;color:#fff;border:0;border-radius:6px;padding:.75rem 1.25rem;min-height:44px;cursor:pointer;display:inline-block;text-decoration:none}
        .second{background:#fff;color:#005eb8;border:2px solid #005eb8;padding:.6rem 1.15rem}.warn{background:#b71c1c}
        button:focus-visible,a:focus-visible,input:focus-visible,.errors:focus-visible,.wide:focus-visible,summary:focus-visible,select:focus-visible,textarea:focus-visible,.asks:focus-visible{outline:4px solid #ffeb3b;outline-offset:0;box-shadow:0 4px 0 4px #212b32}
        form{margin:0 0 1rem}form:last-child{margin-bottom:0}
        label{display:block;font-weight:600}.hint{color:#4c6272;margin:0}
        .field{margin:0 0 1.1rem}.wrong{border-left:5px solid #b71c1c;padding-left:.9rem}.error{color:#b71c1c;font-weight:600;margin:.1rem 0}
        input[type=text],input[type=password],input[type=email],select,textarea{font:inherit;width:100%;min-height:44px;padding:.5rem .6rem;border:2px solid #4c6272;border-radius:4px;background:#fff;color:inherit}
        fieldset{border:0;padding:0;margin:0 0 1.1rem}legend{font-weight:600;padding:0}
        .choice{display:flex;align-items:center;gap:.6rem;min-height:44px}.choice input{width:24px;height:24px;margin:0;flex:none}.choice label{font-weight:400}
        .errors{border:4px solid #b71c1c;background:#fff;border-radius:8px;padding:.75rem 1.1rem;margin:0 0 1.25rem;max-width:34rem}.errors h2{margin:0}.errors ul{margin:.25rem 0 0;padding-left:1.25rem}.errors a{color:#b71c1c;font-weight:600}
        .said{border-left:6px solid #007f3b;background:#fff;padding:.75rem 1.1rem;margin:0 0 1.25rem}
        .key,.codes{font-family:ui-monospace,Consolas,monospace;overflow-wrap:anywhere}.key{font-weight:600}.codes{padding:0;list-style-position:inside}
        .qr{display:block;width:220px;max-width:100%;background:#fff;margin:.5rem 0}
        svg.bar{display:block;width:100%;height:28px;margin:0 0 1rem}.key-mark{vertical-align:-1px;margin-right:.35rem}th[scope=row]{font-weight:400}
        .row{display:flex;flex-wrap:wrap;gap:.6rem;align-items:center}.row form{margin:0}
        main:has(.dry-run){max-width:none}
        .dry-run{display:grid;grid-template-columns:minmax(20rem,34rem) minmax(0,1fr);gap:1.5rem;margin-top:1rem}@media(max-width:60rem){.dry-run{grid-template-columns:minmax(0,1fr)}}
        .bubble{background:#fff;border:1px solid #d8dde0;border-radius:8px;padding:.25rem 1rem;margin:0 2rem .6rem 0;overflow-wrap:anywhere}.bubble h3{margin:.5rem 0;font-size:1.05rem}.bubble p,.bubble ol,.bubble ul{margin:.5rem 0}
        .mine{background:#d9e8f6;margin:0 0 .6rem auto;width:fit-content;max-width:80%;padding:.5rem 1rem}.asks{border:2px solid #005eb8}.mail summary{padding:.6rem 0}
        .made-up{margin:.75rem 0 0;border-left:6px solid #ffb81c;background:#fff;padding:.5rem 1rem}
        .beside-chat{min-width:0}@media(min-width:60rem){.beside-chat{position:sticky;top:0;align-self:start;max-height:100vh;overflow:auto}}.beside-chat:focus-visible{outline:4px solid #ffeb3b;box-shadow:0 0 0 4px #212b32}
        .drawing{display:block;width:100%;height:auto;background:#fff;border:1px solid #d8dde0;margin:0 0 .75rem;font-size:15px}.drawing rect{fill:#fff;stroke:#768692}.drawing path{stroke:#aeb7bd;stroke-width:2}.drawing text{fill:#212b32}.drawing path.taken{stroke:#007f3b;stroke-width:4}
        .drawing .past rect{fill:#e0f0e5;stroke:#007f3b;stroke-width:2}.drawing .now rect{fill:#fff4d6;stroke:#b35900;stroke-width:4}.drawing .faulted rect{fill:#fbe4e4;stroke:#b71c1c;stroke-width:4}.drawing .count{font-size:13px;font-weight:600}
        .happened{margin:.25rem 0 1rem;padding-left:1.5rem}.happened .hint{font-size:.85rem}.variables div{display:flex;gap:.75rem}.variables dt{font-weight:600}.variables dd{margin:0}
        select{font:inherit;width:100%;min-height:44px;padding:.4rem .6rem;border:2px solid #4c6272;border-radius:4px;background:#fff;color:inherit}
        [hidden]{display:none}
        .framing{height:100vh;display:flex;flex-direction:column}.framing header{padding:.5rem 1.5rem .75rem}.framing main{max-width:none;width:100%;margin:0;padding:0;flex:1;display:flex;flex-direction:column}
        .beside-frame{background:#fff;border-bottom:1px solid #d8dde0;padding:0 1.5rem;max-height:50vh;overflow:auto;flex:none}.beside-frame summary{min-height:44px;display:flex;align-items:center;cursor:pointer}.beside-frame summary::before{content:"▸";margin-right:.5rem}.beside-frame[open] summary::before{content:"▾"}.beside-frame h2{margin:0;font-size:1rem}
        .bar{display:flex;flex-wrap:wrap;align-items:center;gap:0 1.5rem;padding:0 1.5rem;background:#fff;border-bottom:1px solid #d8dde0}.bar a{display:inline-flex;align-items:center;min-height:44px;color:#005eb8}
        .changes{padding-left:1.25rem}.changes li{margin:.4rem 0;overflow-wrap:anywhere}
        .beside{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(16rem,100%),1fr));gap:.6rem;margin:.4rem 0}.beside pre{background:#f0f4f5;border-left:4px solid #4c6272;margin:0;padding:.5rem .75rem}
        iframe{flex:1;border:0;width:100%;background:#fff;min-height:30rem}
        """;

    // Loads the page again when its list has grown; a page that reloads itself regardless takes a screen reader back to the top.
    private const string ReloadWhenNew =
        "setInterval(function(){fetch(document.body.dataset.list).then(function(r){return r.json()}).then(function(l){if(String(l.length)!==document.body.dataset.count)location.reload()}).catch(function(){})},2000)";

    private static readonly string StyleHash = HashOf(Style.ReplaceLineEndings("\n"));
    private static readonly string ScriptHash = HashOf(ReloadWhenNew);

    /// <param name="body">HTML; whatever came from outside must be encoded in it already.</param>
    /// <param name="list">Where the page's list can be read as JSON, and how long it is now, for a page that shows what is new by itself.</param>
    public static IResult Html(HttpContext http, string title, string body, (string Path, int Count)? list = null) =>
        list is var (path, count)
            ? Html(http, title, new Html(body), default, $"'{ScriptHash}'", new Html($" data-list=\"{path}\" data-count=\"{count}\""), new Html($"<script>{ReloadWhenNew}</script>"))
            : Html(http, title, new Html(body));

    /// <param name="title">As <see cref="Forms.Title"/> makes it for a page with errors; the heading stays the same.</param>
    /// <param name="nav">Links beside the heading.</param>
    /// <param name="isFraming">The body is one frame with a page of ours, as large as the window.</param>
    /// <param name="language">Of all its words, e.g. <c>cy</c>.</param>
    /// <param name="scriptSource">What the page may run, e.g. <c>'self'</c>. Null = no script at all.</param>
    public static IResult Html(
        HttpContext http, string title, Html body, Html nav = default, string? scriptSource = null, Html data = default, Html script = default, bool isFraming = false, int status = StatusCodes.Status200OK,
        string language = "en")
    {
        http.Response.Headers[HeaderNames.CacheControl] = "no-store";
        http.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src '{StyleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
            + (isFraming ? "; frame-src 'self'" : "")
            + (scriptSource is null ? "" : $"; script-src {scriptSource}; connect-src 'self'");
        return Results.Content(
            Setup.Html.Of($"<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                + $"<title>{title}</title><style>{new Html(Style.ReplaceLineEndings("\n"))}</style></head><body{data}{new Html(isFraming ? " class=\"framing\"" : "")}><header><h1>{Forms.HeadingOf(title)}</h1>{nav}</header><main>{body}</main>{script}</body></html>").Text,
            "text/html; charset=utf-8",
            statusCode: status);
    }

    private static string HashOf(string inline) =>
        "sha256-" + Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(inline)));
}

/// <summary>Pages that are for whoever sits at this machine.</summary>
internal static class LocalOnly
{
    /// <summary>A proxy on this machine asks for somebody else. Many say so.</summary>
    private static readonly string[] Forwarding = ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via"];

    public static bool Allows(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address
        && System.Net.IPAddress.IsLoopback(address)
        && !Forwarding.Any(http.Request.Headers.ContainsKey)
        && http.Request.Host.Host is "127.0.0.1" or "localhost" or "[::1]";
}
