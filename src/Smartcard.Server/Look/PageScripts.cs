using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Smartcard.Server.Look;

/// <summary>The script of every page, at an address that holds the hash of its content.</summary>
public sealed partial class PageScripts
{
    private const string Folder = "/scripts/";

    private readonly byte[] _own;
    private readonly string _ownName;

    private PageScripts(byte[] own) =>
        (_own, _ownName) = (own, $"pages.{Convert.ToHexStringLower(SHA256.HashData(own))[..12]}.js");

    /// <summary>Address of <c>pages.js</c>.</summary>
    public string Own => Folder + _ownName;

    public static PageScripts Find()
    {
        using var stream = typeof(PageScripts).Assembly.GetManifestResourceStream("pages.js")
            ?? throw new InvalidOperationException("The file pages.js is not in the program.");
        var own = new byte[stream.Length];
        stream.ReadExactly(own);
        return new PageScripts(own);
    }

    internal static void Map(WebApplication app)
    {
        var scripts = app.Services.GetRequiredService<PageScripts>();
        app.MapGet(Folder + "{name}", (string name, HttpContext http) => OwnName().IsMatch(name) ? scripts.Send(http, name) : Results.NotFound());
    }

    /// <param name="name">Of another version it gets this one, and does not keep it: while a new version is put in, hosts of both answer.</param>
    private IResult Send(HttpContext http, string name)
    {
        http.Response.Headers.CacheControl = name == _ownName ? "public, max-age=31536000, immutable" : "no-store";
        return Results.Bytes(_own, "text/javascript; charset=utf-8");
    }

    [GeneratedRegex(@"\Apages\.[0-9a-f]{12}\.js\z")]
    private static partial Regex OwnName();
}
