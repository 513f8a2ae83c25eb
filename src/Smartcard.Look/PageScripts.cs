using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Smartcard.Look;

/// <summary>The scripts of pages, at addresses that hold the hash of their content.</summary>
internal sealed partial class PageScripts
{
    /// <summary>Nothing is evaluated, no style is put in, no script comes with a part, and no part is had from another host.</summary>
    public const string HtmxSettings =
        """{"allowEval":false,"includeIndicatorStyles":false,"allowScriptTags":false,"selfRequestsOnly":true,"historyEnabled":false}""";

    private const string Folder = "/scripts/";

    private readonly byte[] _own;
    private readonly string _ownName;
    private readonly MadeFile _htmx;

    private PageScripts(byte[] own, MadeFile htmx)
    {
        (_own, _htmx) = (own, htmx);
        _ownName = $"pages.{Convert.ToHexStringLower(SHA256.HashData(own))[..12]}.js";
    }

    /// <summary>Address of <c>pages.js</c>, which every page has.</summary>
    public string Own => Folder + _ownName;

    /// <summary>Address of htmx with its morphing, which live pages have.</summary>
    public string Htmx => Folder + _htmx.Name;

    /// <exception cref="FileNotFoundException">htmx was not fetched.</exception>
    public static PageScripts Find()
    {
        using var stream = typeof(PageScripts).Assembly.GetManifestResourceStream("pages.js")
            ?? throw new InvalidOperationException("The file pages.js is not in the program.");
        var own = new byte[stream.Length];
        stream.ReadExactly(own);
        return new PageScripts(own, MadeFile.Find(
            "styles/htmx.js",
            "src/Smartcard.Look/Assets/vendor/htmx.js",
            "text/javascript; charset=utf-8",
            "htmx was not fetched: run node src/Smartcard.Look/Assets/fetch-styles.mjs, or ./run, which does it."));
    }

    internal static void Map(WebApplication app)
    {
        var scripts = app.Services.GetRequiredService<PageScripts>(); // now, so that a host without them says so at its start
        app.MapGet(Folder + "{name}", (string name, HttpContext http) => ScriptName().Match(name) switch
        {
            { Success: false } => Results.NotFound(),
            { Groups: [_, { Value: "htmx" }] } => scripts._htmx.Send(http, name),
            _ => scripts.SendOwn(http, name),
        });
    }

    /// <param name="name">Of another version it gets this one, and does not keep it: while a new version is put in, both answer.</param>
    private IResult SendOwn(HttpContext http, string name)
    {
        http.Response.Headers.CacheControl = name == _ownName ? "public, max-age=31536000, immutable" : "no-store";
        return Results.Bytes(_own, "text/javascript; charset=utf-8");
    }

    [GeneratedRegex(@"\A(pages|htmx)\.[0-9a-f]{12}\.js\z")]
    private static partial Regex ScriptName();
}
