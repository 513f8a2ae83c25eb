using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Smartcard.Bot.Page;

/// <summary>The staff page around Microsoft's Web Chat, and its files.</summary>
internal static class ChatPage
{
    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["chat.js"] = "text/javascript; charset=utf-8",
        ["chat.css"] = "text/css; charset=utf-8",
        ["logo.svg"] = "image/svg+xml",
    };

    public static void Map(IEndpointRouteBuilder routes)
    {
        var script = MadeFile.Find(
            "vendor/webchat.js",
            "bot/webchat/vendor/webchat.js",
            "text/javascript; charset=utf-8",
            "Microsoft's Web Chat was not fetched: run node bot/webchat/fetch-webchat.mjs, or ./run, which does it.");
        routes.MapGet("/", (HttpContext http, IOptions<ChatOptions> options) => Page(http, script, options.Value));
        foreach (var (name, type) in Files)
        {
            routes.MapGet("/chat/" + name, (HttpContext http) =>
            {
                http.Response.Headers.CacheControl = "no-cache";
                return Results.Bytes(Resource(name), type);
            });
        }

        routes.MapGet($"/chat/{script.Name}", (HttpContext http) => script.Send(http, script.Name));
    }

    private static IResult Page(HttpContext http, MadeFile script, ChatOptions options)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var socket = (http.Request.IsHttps ? "wss://" : "ws://") + http.Request.Host;

        // The hash is that of an empty style element, which one of Web Chat's libraries inserts.
        http.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; "
            + $"style-src 'self' 'nonce-{nonce}' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; "
            + $"img-src 'self' data: blob:; connect-src 'self' {socket}; worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        http.Response.Headers.CacheControl = "no-store";
        var html = System.Text.Encoding.UTF8.GetString(Resource("index.html"))
            .Replace("{{nonce}}", nonce, StringComparison.Ordinal)
            .Replace("{{webchat}}", script.Name, StringComparison.Ordinal)
            .Replace("{{note}}", WebUtility.HtmlEncode(options.DemonstrationNote ?? ""), StringComparison.Ordinal)
            .Replace("{{booth}}", WebUtility.HtmlEncode(options.Booth), StringComparison.Ordinal)
            .Replace("{{boothWelsh}}", WebUtility.HtmlEncode(options.BoothWelsh), StringComparison.Ordinal);
        return Results.Content(html, "text/html; charset=utf-8");
    }

    private static byte[] Resource(string name)
    {
        using var stream = typeof(ChatPage).Assembly.GetManifestResourceStream("webchat/" + name)
            ?? throw new InvalidOperationException($"The page file {name} is not in the program.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
