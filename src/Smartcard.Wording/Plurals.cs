namespace Smartcard.Wording;

/// <summary>Which form of a text goes with a number. The names and rules are those of Unicode CLDR.</summary>
/// <remarks>
/// Welsh changes the first letter of what is counted: 1 cynnig, 2 gynnig, 3 chynnig, 4 cynnig, 6 chynnig.
/// Source: https://www.unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html
/// </remarks>
public static class Plurals
{
    public const string Other = "other";

    /// <summary>The forms that a text which counts must have, in the order in which the files list them.</summary>
    public static IReadOnlyList<string> FormsOf(string language) =>
        language == "cy" ? ["one", "two", "few", "many", Other] : ["one", Other];

    public static string FormFor(int count, string language) => (language, count) switch
    {
        (_, 1) => "one",
        ("cy", 2) => "two",
        ("cy", 3) => "few",
        ("cy", 6) => "many",
        _ => Other,
    };
}
