using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Smartcard.Helper.Screen;

/// <summary>The helper's words in one language.</summary>
internal sealed class HelperWords
{
    private readonly Dictionary<string, string> _words;

    private HelperWords(Dictionary<string, string> words) => _words = words;

    public IReadOnlyCollection<string> Keys => _words.Keys;

    public string this[string key] => _words[key];

    /// <param name="language"><c>cy</c> for Welsh; anything else is English.</param>
    public static HelperWords In(string language)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Smartcard.Helper.words.{(language == "cy" ? "cy" : "en")}.json")!;
        return new HelperWords(JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!);
    }

    public string Fill(string text, HelperView view)
    {
        var attempts = view.AttemptsLeft?.ToString(CultureInfo.InvariantCulture) ?? "";
        var tries = view.AttemptsLeft == 1 ? _words["tries.one"] : _words["tries.many"];
        return text
            .Replace("{tries}", tries, StringComparison.Ordinal)
            .Replace("{attempts}", attempts, StringComparison.Ordinal)
            .Replace("{min}", view.Rule?.MinLength.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{max}", view.Rule?.MaxLength.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }
}
