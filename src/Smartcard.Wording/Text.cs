using System.Globalization;
using System.Text.RegularExpressions;

namespace Smartcard.Wording;

/// <summary>One text in one language, with places to fill: <c>{name}</c>.</summary>
/// <remarks>A text that counts has a form for each kind of number, see <see cref="Plurals"/>.</remarks>
public sealed partial class Text
{
    private readonly string _language;
    private readonly string? _countedBy;
    private readonly IReadOnlyDictionary<string, string> _forms;

    internal Text(string language, string? countedBy, IReadOnlyDictionary<string, string> forms)
    {
        (_language, _countedBy, _forms) = (language, countedBy, forms);
        var written = forms.Values.SelectMany(form => Place().Matches(form)).Select(m => m.Groups[1].Value);
        Places = new SortedSet<string>(countedBy is null ? written : written.Append(countedBy), StringComparer.Ordinal);
    }

    /// <summary>The names of its places.</summary>
    public IReadOnlyCollection<string> Places { get; }

    /// <summary>Each form it has: one, or as many as the language counts in.</summary>
    public IReadOnlyDictionary<string, string> Forms => _forms;

    /// <summary>The name of the number that chooses the form; null where there is one form.</summary>
    public string? CountedBy => _countedBy;

    /// <param name="value">What to put into a place; null leaves it as it is.</param>
    public string Fill(Func<string, string?> value) => Fill(FormFor(value), value);

    /// <summary>What stands before a place and after it. The other places are filled.</summary>
    /// <exception cref="ArgumentException">It does not have that place.</exception>
    public (string Before, string After) Around(string place, Func<string, string?> value)
    {
        var form = FormFor(value);
        var match = Place().Matches(form).FirstOrDefault(m => m.Groups[1].Value == place)
            ?? throw new ArgumentException($"The text has no place {{{place}}}.", nameof(place));
        return (Fill(form[..match.Index], value), Fill(form[(match.Index + match.Length)..], value));
    }

    private static string Fill(string form, Func<string, string?> value) =>
        Place().Replace(form, match => value(match.Groups[1].Value) ?? match.Value);

    private string FormFor(Func<string, string?> value)
    {
        if (_countedBy is null)
        {
            return _forms[Plurals.Other];
        }

        var isNumber = int.TryParse(value(_countedBy), NumberStyles.None, CultureInfo.InvariantCulture, out var count);
        return _forms[isNumber ? Plurals.FormFor(count, _language) : Plurals.Other];
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Place();
}
