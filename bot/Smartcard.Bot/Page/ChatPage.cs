using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Smartcard.Look;
using Smartcard.Wording;

namespace Smartcard.Bot.Page;

/// <summary>The staff page around Microsoft's Web Chat, and its files.</summary>
internal static partial class ChatPage
{
    private const string Script = "text/javascript; charset=utf-8";

    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["chat.js"] = Script,
        ["focus.js"] = Script,
        ["forms.js"] = Script,
        ["paste.js"] = Script,
        ["outbox.js"] = Script,
        ["line.js"] = Script,
        ["memory.js"] = Script,
        ["chat.css"] = "text/css; charset=utf-8",
        ["logo.svg"] = "image/svg+xml",
    };

    public static void Map(IEndpointRouteBuilder routes)
    {
        var script = MadeFile.Find(
            "vendor/webchat.js",
            "bot/webchat/vendor/webchat.js",
            Script,
            "Microsoft's Web Chat has not been fetched. Run node bot/webchat/fetch-webchat.mjs, or use ./run, which does it.");
        var template = System.Text.Encoding.UTF8.GetString(Resource("index.html"));
        RequireWords(template);
        routes.MapGet("/", (HttpContext http, IOptions<ChatOptions> options) => Page(http, template, script, options.Value));
        foreach (var (name, type) in Files)
        {
            routes.MapGet("/chat/" + name, (HttpContext http) =>
            {
                http.Response.Headers.CacheControl = "no-cache";
                return Results.Bytes(Resource(name), type);
            });
        }

        routes.MapGet(
            "/chat/{name}",
            (string name, HttpContext http) => ScriptName().IsMatch(name) ? script.Send(http, name) : Results.NotFound());
    }

    private static IResult Page(HttpContext http, string template, MadeFile script, ChatOptions options)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var socket = (http.Request.IsHttps ? "wss://" : "ws://") + http.Request.Host;

        // The hash is that of an empty style element, which one of Web Chat's libraries inserts.
        http.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; "
            + $"style-src 'self' 'nonce-{nonce}' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; "
            + $"img-src 'self' data: blob:; connect-src 'self' {socket}; worker-src blob:; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'";
        http.Response.Headers.CacheControl = "no-store";
        var words = Catalogue.Languages.ToDictionary(language => language, language => WordsIn(language, options), StringComparer.Ordinal);
        var html = Word().Replace(template, match => WebUtility.HtmlEncode(words["en"][match.Groups[1].Value]))
            .Replace("{{words}}", JsonSerializer.Serialize(words), StringComparison.Ordinal) // escapes what could end a script element
            .Replace("{{nonce}}", nonce, StringComparison.Ordinal)
            .Replace("{{webchat}}", script.Name, StringComparison.Ordinal)
            .Replace("{{note}}", WebUtility.HtmlEncode(options.DemonstrationNote ?? ""), StringComparison.Ordinal);
        return Results.Content(html, "text/html; charset=utf-8");
    }

    private static Dictionary<string, string> WordsIn(string language, ChatOptions options)
    {
        var booth = language == "cy" ? options.BoothWelsh : options.Booth;
        return Catalogue.StaffPage.Keys.ToDictionary(
            key => key,
            key => Catalogue.StaffPage.Get(key, language, ("booth", booth)),
            StringComparer.Ordinal);
    }

    /// <exception cref="InvalidDataException">The page has a place for words that the files lack.</exception>
    private static void RequireWords(string template)
    {
        foreach (Match word in Word().Matches(template))
        {
            Catalogue.StaffPage.Require(word.Groups[1].Value, ["booth"]);
        }
    }

    [GeneratedRegex(@"\{\{word:([\w.]+)\}\}")]
    private static partial Regex Word();

    [GeneratedRegex(@"\Awebchat\.[0-9a-f]{12}\.js\z")]
    private static partial Regex ScriptName();

    private static byte[] Resource(string name)
    {
        using var stream = typeof(ChatPage).Assembly.GetManifestResourceStream("webchat/" + name)
            ?? throw new InvalidOperationException($"The page file {name} is not in the program.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
