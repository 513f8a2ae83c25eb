using System.Globalization;
using System.Text;
using Smartcard.Domain.Secrets;

namespace Smartcard.Domain.Registrations;

/// <summary>The form in which answers are compared and hashed. S9, S18.</summary>
/// <remarks>
/// A hash says which folding its answer had, and is checked by that one for as long as it is kept. So a folding never
/// changes: what should be folded otherwise gets the next number.
/// </remarks>
public static class AnswerFolding
{
    /// <summary>What all answers had before hashes said which: marks go, those that are vowels too, and letters like ł stay.</summary>
    public const int First = 1;

    /// <summary>Letters like ł become plain ones, vowel signs stay, and digits are those of ASCII.</summary>
    public const int Second = 2;

    /// <summary>What new answers get.</summary>
    public const int Newest = Second;

    /// <summary>The folded answer, which is a secret too.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such folding.</exception>
    public static Secret Fold(Secret answer, int folding) => answer.Use(text => new Secret(Fold(text, folding)));

    internal static string Fold(ReadOnlySpan<char> text, int folding) => folding switch
    {
        First => FoldFirst(text),
        Second => FoldSecond(text),
        _ => throw new ArgumentOutOfRangeException(nameof(folding), folding, "This folding of answers does not exist."),
    };

    /// <summary>Letters and digits count, and signs such as emoji; accents, spaces, punctuation and invisible characters do not.</summary>
    internal static bool Counts(Rune rune) =>
        (Rune.IsLetterOrDigit(rune) && !IsPunctuationAmongLetters(rune)) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol;

    private static string FoldFirst(ReadOnlySpan<char> text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.ToString().Normalized(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol)
            {
                kept.Append(Rune.ToUpperInvariant(rune));
            }
        }

        // Upper, then lower: characters that differ only in one of the two, like the two small sigmas, come out the same.
        return kept.ToString().Normalized(NormalizationForm.FormKC).ToLowerInvariant();
    }

    private static string FoldSecond(ReadOnlySpan<char> text)
    {
        var kept = new StringBuilder(text.Length);
        var isOnSyllable = false;
        foreach (var rune in text.ToString().Normalized(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Counts(rune))
            {
                isOnSyllable = SyllableScripts.Write(rune);
                Append(kept, rune);
            }
            else if (isOnSyllable && IsMark(rune))
            {
                kept.Append(rune);
            }
        }

        return kept.ToString().Normalized(NormalizationForm.FormC);
    }

    private static void Append(StringBuilder kept, Rune rune)
    {
        var small = Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune));
        if (Rune.IsDigit(rune))
        {
            kept.Append((char)('0' + (int)Rune.GetNumericValue(rune))); // a keyboard of Arabic or Hindi writes ٣ or ३
        }
        else if (small.IsBmp && LatinLetters.PlainFormOf((char)small.Value) is { } plain)
        {
            kept.Append(plain);
        }
        else
        {
            kept.Append(small);
        }
    }

    /// <summary>A mark that is written, as against one that only chooses between shapes.</summary>
    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark
        && rune.Value is not (0x034F or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF));

    /// <summary>
    /// Apostrophes and the like that Unicode has among the letters (ʼ ʻ ʹ), and the stroke that stretches an Arabic
    /// word.
    /// </summary>
    private static bool IsPunctuationAmongLetters(Rune rune) =>
        rune.Value is (>= 0x02B9 and <= 0x02DF) or (>= 0x02E5 and <= 0x02FF) or 0x0640 or (>= 0xA788 and <= 0xA78C);
}
