using System.Text.RegularExpressions;

namespace Smartcard.Look;

/// <summary>The pages' one stylesheet as the build made it.</summary>
internal sealed partial class PageStyles
{
    private const string Folder = "/styles/";

    private readonly MadeFile _sheet;

    private PageStyles(MadeFile sheet) => _sheet = sheet;

    public string Address => Folder + _sheet.Name;

    /// <exception cref="FileNotFoundException">It was not made.</exception>
    public static PageStyles Find() =>
        new(
            MadeFile.Find(
                "styles/pages.css",
                "src/Smartcard.Look/Assets/vendor/pages.css",
                "text/css; charset=utf-8",
                "The stylesheet of the pages has not been made. Run node src/Smartcard.Look/Assets/fetch-styles.mjs, "
                + "or use ./run, which does it."));

    internal static void Map(WebApplication app)
    {
        var styles = app.Services.GetRequiredService<PageStyles>(); // now, so that a host without it says so at its start
        app.MapGet(
            Folder + "{name}",
            (string name, HttpContext http) =>
                SheetName().IsMatch(name) ? styles._sheet.Send(http, name) : Results.NotFound());
    }

    [GeneratedRegex(@"\Apages\.[0-9a-f]{12}\.css\z")]
    private static partial Regex SheetName();
}
