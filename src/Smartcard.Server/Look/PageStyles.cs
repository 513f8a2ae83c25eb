using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Smartcard.Server.Look;

/// <summary>The pages' one stylesheet as the build made it, with its compressed twins: named by its content and cached for ever.</summary>
public sealed partial class PageStyles
{
    private const string Folder = "/styles/";

    private readonly string _path;

    private PageStyles(string path)
    {
        _path = path;
        using var file = File.OpenRead(path);
        Address = $"{Folder}pages.{Convert.ToHexStringLower(SHA256.HashData(file))[..12]}.css";
    }

    public string Address { get; }

    /// <exception cref="FileNotFoundException">It was not made.</exception>
    public static PageStyles Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            foreach (var candidate in new[] { Path.Combine(folder.FullName, "styles", "pages.css"), Path.Combine(folder.FullName, "src", "Smartcard.Server", "Look", "vendor", "pages.css") })
            {
                if (File.Exists(candidate))
                {
                    return new PageStyles(candidate);
                }
            }
        }

        throw new FileNotFoundException("The stylesheet of the pages was not made: run node src/Smartcard.Server/Look/fetch-styles.mjs, or ./run, which does it.");
    }

    internal static void Map(WebApplication app)
    {
        var styles = app.Services.GetRequiredService<PageStyles>(); // now, so that a host without it says so at its start
        app.MapGet(Folder + "{name}", (string name, HttpContext http) => SheetName().IsMatch(name) ? styles.Send(http, name) : Results.NotFound());
    }

    /// <summary>While a new version is put in, a page of one host may ask the other for its stylesheet: it gets this one, and does not keep it.</summary>
    private IResult Send(HttpContext http, string name)
    {
        http.Response.Headers.CacheControl = Folder + name == Address ? "public, max-age=31536000, immutable" : "no-store";
        http.Response.Headers.Vary = "Accept-Encoding";
        var accepted = http.Request.Headers.AcceptEncoding.ToString();
        foreach (var (encoding, suffix) in new[] { ("br", ".br"), ("gzip", ".gz") })
        {
            if (accepted.Contains(encoding, StringComparison.OrdinalIgnoreCase) && File.Exists(_path + suffix))
            {
                http.Response.Headers.ContentEncoding = encoding;
                return Results.File(_path + suffix, "text/css; charset=utf-8");
            }
        }

        return Results.File(_path, "text/css; charset=utf-8");
    }

    [GeneratedRegex(@"\Apages\.[0-9a-f]{12}\.css\z")]
    private static partial Regex SheetName();
}
