using System.Globalization;
using System.Text;
using Smartcard.Domain.Registrations;

namespace Smartcard.Domain.Cards;

/// <summary>The words by which somebody is found: of their name and their number, without accents and in small letters.</summary>
public static class NameWords
{
    /// <summary>Of one word; what is longer is cut.</summary>
    public const int MaxLength = 40;

    /// <summary>How many of the words that were typed count: the longest.</summary>
    public const int MostTyped = 6;

    /// <summary>
    /// Each word once. What an apostrophe or a hyphen divides is there in parts and as one, since <c>O’Brien</c> is also typed
    /// <c>obrien</c>.
    /// </summary>
    public static IReadOnlyList<string> Of(Staff staff) =>
    [
        .. $"{staff.DisplayName} {staff.Number}".Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(PartsOf)
            .SelectMany(parts => parts.Append(string.Concat(parts)))
            .Where(word => word.Length > 0)
            .Select(Cut)
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>What somebody typed, the longest word first; empty where there is no letter and no digit in it.</summary>
    public static IReadOnlyList<string> Typed(string text) =>
    [
        .. PartsOf(text).Select(Cut).Distinct(StringComparer.Ordinal).OrderByDescending(word => word.Length).Take(MostTyped),
    ];

    private static string Cut(string word) => word.Length > MaxLength ? word[..MaxLength] : word;

    private static string[] PartsOf(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text.Normalized(NormalizationForm.FormKD))
        {
            if (char.IsLetterOrDigit(c))
            {
                var small = char.ToLowerInvariant(char.ToUpperInvariant(c)); // of the two small sigmas, one
                plain.Append(LatinLetters.PlainFormOf(small) ?? small.ToString());
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                plain.Append(' ');
            }
        }

        return plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
