using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Smartcard.Bot.Page;

/// <summary>Microsoft's Web Chat as fetched by the build: one file and its compressed twins, named by its content and cached for ever.</summary>
public sealed class WebChatScript
{
    private readonly string _path;

    private WebChatScript(string path)
    {
        _path = path;
        using var file = File.OpenRead(path);
        Name = $"webchat.{Convert.ToHexStringLower(SHA256.HashData(file))[..12]}.js";
    }

    public string Name { get; }

    /// <exception cref="FileNotFoundException">The file was not fetched.</exception>
    public static WebChatScript Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            foreach (var candidate in new[] { Path.Combine(folder.FullName, "vendor", "webchat.js"), Path.Combine(folder.FullName, "bot", "webchat", "vendor", "webchat.js") })
            {
                if (File.Exists(candidate))
                {
                    return new WebChatScript(candidate);
                }
            }
        }

        throw new FileNotFoundException("Microsoft's Web Chat was not fetched: run node bot/webchat/fetch-webchat.mjs, or ./run, which does it.");
    }

    internal IResult Send(HttpContext http)
    {
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        http.Response.Headers.Vary = "Accept-Encoding";
        var accepted = http.Request.Headers.AcceptEncoding.ToString();
        foreach (var (encoding, suffix) in new[] { ("br", ".br"), ("gzip", ".gz") })
        {
            if (accepted.Contains(encoding, StringComparison.OrdinalIgnoreCase) && File.Exists(_path + suffix))
            {
                http.Response.Headers.ContentEncoding = encoding;
                return Results.File(_path + suffix, "text/javascript; charset=utf-8");
            }
        }

        return Results.File(_path, "text/javascript; charset=utf-8");
    }
}
