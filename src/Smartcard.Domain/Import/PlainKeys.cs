using System.Buffers;

namespace Smartcard.Domain.Import;

/// <summary>Finds what looks like a card's 24-byte administrator key in clear, which nobody may write into a file.</summary>
internal static class PlainKeys
{
    private const int HexLength = 48;
    private const int Base64Length = 32;
    private const string Certificate = "-----BEGIN CERTIFICATE-----";

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdefABCDEF");

    private static readonly SearchValues<char> Base64 =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_");

    /// <remarks>32 hexadecimal digits are the id of a card, or a number. What is longer is no card’s key.</remarks>
    public static bool AreIn(ReadOnlySpan<char> cell)
    {
        if (cell.Length < Base64Length)
        {
            return false;
        }

        if (cell.TrimStart().StartsWith(Certificate, StringComparison.Ordinal))
        {
            cell = string.Concat(cell.ToString().Where(c => !char.IsWhiteSpace(c))); // its last line may be as long as a key
        }

        return HasRun(cell, Base64, Base64Length, isBase64: true)
            || HasRun(cell, Hex, HexLength, isBase64: false)
            || IsSpacedHex(cell);
    }

    private static bool HasRun(ReadOnlySpan<char> cell, SearchValues<char> letters, int length, bool isBase64)
    {
        while (cell.IndexOfAny(letters) is >= 0 and var start)
        {
            cell = cell[start..];
            var end = cell.IndexOfAnyExcept(letters);
            var run = end < 0 ? cell : cell[..end];
            if (run.Length == length && !(isBase64 && (!run.ContainsAnyExcept(Hex) || IsWords(run))))
            {
                return true;
            }

            cell = cell[run.Length..];
        }

        return false;
    }

    /// <summary>Words with hyphens between them have small letters mostly, and no digits.</summary>
    private static bool IsWords(ReadOnlySpan<char> run)
    {
        var (large, small, digits) = (0, 0, 0);
        foreach (var c in run)
        {
            large += char.IsAsciiLetterUpper(c) ? 1 : 0;
            small += char.IsAsciiLetterLower(c) ? 1 : 0;
            digits += char.IsAsciiDigit(c) ? 1 : 0;
        }

        return digits == 0 && (large <= 4 || small == 0);
    }

    /// <summary>As <c>0A 1B …</c> or <c>0a:1b:…</c>.</summary>
    private static bool IsSpacedHex(ReadOnlySpan<char> cell)
    {
        var digits = 0;
        foreach (var c in cell)
        {
            if (Hex.Contains(c))
            {
                digits++;
            }
            else if (!(char.IsWhiteSpace(c) || c is ':' or '-' or '.' or ','))
            {
                return false;
            }
        }

        return digits == HexLength;
    }
}
