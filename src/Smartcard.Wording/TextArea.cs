namespace Smartcard.Wording;

/// <summary>The texts of one part of the product, in each language it speaks. That is English, and Welsh where staff read it.</summary>
public sealed class TextArea
{
    private readonly string _name;
    private readonly Dictionary<string, IReadOnlyDictionary<string, Text>> _texts;

    private TextArea(string name, Dictionary<string, IReadOnlyDictionary<string, Text>> texts) => (_name, _texts) = (name, texts);

    public IEnumerable<string> Keys => _texts["en"].Keys;

    /// <exception cref="InvalidDataException">The files do not fit together: the message says where.</exception>
    internal static TextArea Read(string name) =>
        Of(name, Catalogue.LanguagesOf(name).ToDictionary(l => l, l => TextFile.Read(l, name), StringComparer.Ordinal));

    internal static TextArea Of(string name, Dictionary<string, IReadOnlyDictionary<string, Text>> texts)
    {
        var english = texts["en"];
        foreach (var (language, others) in texts)
        {
            if (english.Keys.Except(others.Keys).Concat(others.Keys.Except(english.Keys)).FirstOrDefault() is { } alone)
            {
                throw new InvalidDataException($"'{alone}' is in only one of the files en/{name}.json and {language}/{name}.json.");
            }

            if (english.Keys.FirstOrDefault(k => IsUnlike(english[k], others[k])) is { } unlike)
            {
                throw new InvalidDataException($"'{unlike}' has other places to fill in {language}/{name}.json than in en/{name}.json.");
            }
        }

        return new TextArea(name, texts);
    }

    /// <param name="language">Anything but <c>cy</c> gets English.</param>
    /// <exception cref="KeyNotFoundException">There is no such text.</exception>
    public Text Find(string key, string language) => (_texts.GetValueOrDefault(language) ?? _texts["en"]).GetValueOrDefault(key)
        ?? throw new KeyNotFoundException($"There is no text '{key}' in {_name}.json.");

    public string Get(string key, string language) => Find(key, language).Fill(_ => null);

    /// <param name="values">For its places.</param>
    public string Get(string key, string language, params (string Place, string Value)[] values) =>
        Find(key, language).Fill(place => values.FirstOrDefault(v => v.Place == place).Value);

    /// <summary>For a start: whether there is such a text, with no place that nothing is put into.</summary>
    /// <exception cref="InvalidDataException">There is not.</exception>
    public void Require(string key, IEnumerable<string> filled)
    {
        if (!_texts["en"].TryGetValue(key, out var text))
        {
            throw new InvalidDataException($"The program says '{key}', which is not in en/{_name}.json.");
        }

        if (text.Places.Except(filled, StringComparer.Ordinal).FirstOrDefault() is { } empty)
        {
            throw new InvalidDataException($"In en/{_name}.json, '{key}' has the place {{{empty}}}, which the program does not fill.");
        }
    }

    private static bool IsUnlike(Text one, Text other) => !one.Places.SequenceEqual(other.Places) || one.CountedBy != other.CountedBy;
}
