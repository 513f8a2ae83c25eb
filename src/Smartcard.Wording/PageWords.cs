using System.Globalization;

namespace Smartcard.Wording;

/// <summary>The words of an area that is in English only: <c>Catalogue.Users["add"]</c>.</summary>
/// <remarks>A test compares the keys and places that pages name with the files.</remarks>
public sealed class PageWords
{
    private const string Language = "en";

    private readonly TextArea _area;

    internal PageWords(TextArea area) => _area = area;

    public IEnumerable<string> Keys => _area.Keys;

    /// <param name="values">For its places.</param>
    /// <exception cref="KeyNotFoundException">There is no such text.</exception>
    public string this[string key, params (string Place, object? Value)[] values] =>
        _area.Find(key, Language).Fill(place => ValueOf(place, values));

    /// <summary>A text whose place is filled with something that is no text, such as a link: <c>Sentence</c> shows it.</summary>
    /// <param name="values">For its other places.</param>
    public TextAround Around(string key, string place, params (string Place, object? Value)[] values)
    {
        var (before, after) = _area.Find(key, Language).Around(place, other => ValueOf(other, values));
        return new TextAround(before, after);
    }

    /// <summary>The names of a text's places.</summary>
    public IReadOnlyCollection<string> PlacesOf(string key) => _area.Find(key, Language).Places;

    private static string? ValueOf(string place, (string Place, object? Value)[] values) =>
        Array.Find(values, v => v.Place == place) is { Place: not null } found
            ? Convert.ToString(found.Value, CultureInfo.InvariantCulture)
            : null;
}

/// <summary>A text in two parts, around one of its places.</summary>
public sealed record TextAround(string Before, string After);
