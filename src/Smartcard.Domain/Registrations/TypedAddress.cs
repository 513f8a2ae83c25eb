using System.Globalization;
using System.Text;

namespace Smartcard.Domain.Registrations;

/// <summary>
/// An email address as people type and paste it: what surely means the same is corrected, and what is wrong with the
/// rest is named.
/// </summary>
public static class TypedAddress
{
    private const int LongestLookedAt = 1000;
    private const string Scheme = "mailto:";
    private const string OtherThanLetters = ".@_%+'-";

    private static readonly (char Opens, char Closes)[] Around =
    [
        ('<', '>'),
        ('(', ')'),
        ('[', ']'),
        ('"', '"'),
        ('\'', '\''),
        ('“', '”'),
        ('„', '“'),
        ('«', '»'),
    ];

    /// <summary>Whether somebody who may type anything types an address, or a part of one.</summary>
    public static bool IsMeant(string text) => Plain(text).Contains('@', StringComparison.Ordinal);

    /// <summary>
    /// Without what is around an address (spaces, brackets, quotation marks, <c>mailto:</c>, a full stop) and without
    /// invisible characters; with the apostrophe, hyphen and wide letters that word processors and keyboards put
    /// instead of the plain ones.
    /// </summary>
    public static string? Mend(string? text)
    {
        if (text is not { Length: <= LongestLookedAt })
        {
            return text;
        }

        var mended = Plain(text);
        for (var before = ""; before != mended;)
        {
            before = mended;
            mended = WithoutScheme(WithoutAround(mended.Trim().TrimEnd('.', ',', ';', ':')));
        }

        return mended;
    }

    /// <summary>What keeps a text from being an address; null when it is one.</summary>
    public static AddressFault? FaultOf(string? text)
    {
        if (EmailAddress.TryParse(text, out _))
        {
            return null;
        }

        var mended = Mend(text) ?? "";
        return mended switch
        {
            { Length: > EmailAddress.MaxLength } => new AddressFault(AddressFaultKind.TooLong),
            _ when !mended.Contains('@', StringComparison.Ordinal) => new AddressFault(AddressFaultKind.NoAddress),
            _ when mended.AsSpan().ContainsAny('<', '>') => new AddressFault(AddressFaultKind.MoreThanTheAddress),
            _ when mended.AsSpan().Count('@') > 1 => new AddressFault(AddressFaultKind.Several),
            _ when mended.Any(char.IsWhiteSpace) => new AddressFault(AddressFaultKind.Space),
            _ when mended.EnumerateRunes().Where(IsForeign).Select(rune => (Rune?)rune).FirstOrDefault()
                    is { } foreign => new AddressFault(AddressFaultKind.Character, foreign.ToString()),
            _ when mended.Contains("..", StringComparison.Ordinal)
                    || mended.StartsWith('.')
                    || mended.Contains(".@", StringComparison.Ordinal)
                    || mended.Contains("@.", StringComparison.Ordinal) => new AddressFault(AddressFaultKind.Dots),
            _ => new AddressFault(AddressFaultKind.NoAddress),
        };
    }

    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes().Where(rune => !IsInvisible(rune)))
        {
            plain.Append(rune.Value switch
            {
                '‘' or '’' or '‛' or '′' or '`' or '´' or 'ʹ' or 'ʻ' or 'ʼ' or 'ʽ' or 'ˈ' => "'",
                >= '\u2010' and <= '\u2015' or '\u2212' => "-",
                _ => rune.ToString(),
            });
        }

        // Wide letters of a Chinese or Japanese keyboard, and the spaces that do not break.
        return plain.ToString().Normalized(NormalizationForm.FormKC);
    }

    private static string WithoutAround(string text) =>
        text.Length > 2 && Around.Any(pair => text[0] == pair.Opens && text[^1] == pair.Closes) ? text[1..^1] : text;

    /// <summary>A link may name a subject too, behind a question mark.</summary>
    private static string WithoutScheme(string text) =>
        text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? text[Scheme.Length..].Split('?')[0] : text;

    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format || rune.Value is 0x034F or (>= 0xFE00 and <= 0xFE0F);

    private static bool IsForeign(Rune rune) =>
        !Rune.IsControl(rune)
        && !(
            rune.IsAscii
            && (Rune.IsLetterOrDigit(rune) || OtherThanLetters.Contains((char)rune.Value, StringComparison.Ordinal)));
}

/// <param name="Character">The one that does not belong; null where that is not the fault.</param>
public sealed record AddressFault(AddressFaultKind Kind, string? Character = null);

public enum AddressFaultKind
{
    /// <summary>Nothing like an address, or nothing at all.</summary>
    NoAddress,

    /// <summary>A space within it.</summary>
    Space,

    /// <summary>A letter with an accent or of another alphabet, or a sign that no approved provider uses.</summary>
    Character,

    /// <summary>A dot at the beginning, beside the @ or beside another.</summary>
    Dots,

    /// <summary>More than one address.</summary>
    Several,

    /// <summary>A name beside it.</summary>
    MoreThanTheAddress,
    TooLong,
}
