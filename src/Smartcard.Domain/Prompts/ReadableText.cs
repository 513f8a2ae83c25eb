using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Smartcard.Domain.Prompts;

/// <summary>What of a Markdown text a person gets to read.</summary>
public static partial class ReadableText
{
    /// <summary>These count as letters, and nothing is drawn for them: the fillers of Hangul.</summary>
    private static readonly Rune[] Fillers = [new(0x115F), new(0x1160), new(0x3164), new(0xFFA0)];

    /// <summary>Whether a letter or a number of it is drawn. Blanks, marks, comments and links without a label are not words.</summary>
    public static bool HasWords(string? markdown) =>
        markdown is not null && WebUtility.HtmlDecode(NotDrawn().Replace(markdown, "")).EnumerateRunes().Any(IsDrawn);

    private static bool IsDrawn(Rune rune) => (Rune.IsLetter(rune) || Rune.IsNumber(rune)) && !Fillers.Contains(rune);

    /// <summary>Comments; styles and scripts with what is in them; tags; fences of code; definitions of links; where links lead.</summary>
    [GeneratedRegex(
        """
        <!--.*?(?:-->|\z)
        | <(style|script)\b.*?(?:</\1\s*>|\z)
        | </?[a-z][a-z0-9-]*(?:\s[^<>]*)?/?>
        | ^[ \t]*(?:```|~~~)[^\n]*$
        | ^[ ]{0,3}\[[^\[\]\n]*\]:[^\n]*$
        | \](?:\((?:[^()\n]|\([^()\n]*\))*\)|\[[^\[\]\n]*\])
        """,
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.Multiline
            | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex NotDrawn();
}
