using System.Globalization;
using Smartcard.Wording;

namespace Smartcard.Helper.Screen;

/// <summary>The helper's words in one language.</summary>
internal sealed class HelperWords
{
    private static readonly string[] Places = ["tries", "attempts", "min", "max", "version", "reader", "ending"];

    private readonly string _language;

    private HelperWords(string language) => _language = language;

    public string this[string key] => Catalogue.Helper.Get(key, _language);

    /// <param name="language"><c>cy</c> for Welsh; anything else is English.</param>
    public static HelperWords In(string? language) => new(language == "cy" ? "cy" : "en");

    /// <summary>For a start: whether there are words for all that can be shown.</summary>
    /// <param name="keysOfPage">Those that the window's page names.</param>
    /// <exception cref="InvalidDataException">There are not; the message says which.</exception>
    public static void Check(IEnumerable<string> keysOfPage)
    {
        var keysOfScenes = Enum.GetNames<Scene>().SelectMany(scene => new[] { $"{scene}.heading", $"{scene}.text" });
        var keysOfReasons = UnsupportedWords.All.SelectMany(reason => new[] { $"{reason}.heading", $"{reason}.text" });
        foreach (var key in keysOfScenes.Concat(keysOfReasons).Concat(Problem.All).Concat(keysOfPage))
        {
            Catalogue.Helper.Require(key, Places);
        }
    }

    /// <summary>With its places filled from what is shown.</summary>
    public string Fill(string key, HelperView view)
    {
        string? ValueOf(string place) => place switch
        {
            "tries" => Catalogue.Helper.Find("tries", _language).Fill(ValueOf),
            "attempts" => view.AttemptsLeft?.ToString(CultureInfo.InvariantCulture) ?? "",
            "min" => view.Rule?.MinLength.ToString(CultureInfo.InvariantCulture) ?? "",
            "version" => view.Version ?? "",
            "reader" => view.Place?.Reader ?? "",
            "ending" => view.Place?.Ending ?? "",
            "max" => view.Rule?.MaxLength.ToString(CultureInfo.InvariantCulture) ?? "",
            _ => null,
        };
        return Catalogue.Helper.Find(key, _language).Fill(ValueOf);
    }

    /// <summary>As the window's page reads them: a text, or where it counts, its forms and what it counts by.</summary>
    public IReadOnlyDictionary<string, object> ForPage() =>
        Catalogue.Helper.Keys.ToDictionary(key => key, key => ForPage(Catalogue.Helper.Find(key, _language)), StringComparer.Ordinal);

    private static object ForPage(Text text) => text.CountedBy is null
        ? text.Forms[Plurals.Other]
        : text.Forms.Append(new("by", text.CountedBy)).ToDictionary(StringComparer.Ordinal);
}
