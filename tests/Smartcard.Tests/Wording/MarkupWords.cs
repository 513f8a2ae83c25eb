using System.Text.RegularExpressions;

namespace Smartcard.Tests.Wording;

/// <summary>Finds what a Razor file says in words of its own: two words or more in a text, a read attribute or C#.</summary>
internal static partial class MarkupWords
{
    public static IReadOnlyList<string> In(string razor)
    {
        var source = Comment().Replace(razor, "");
        var code = source.IndexOf("@code {", StringComparison.Ordinal);
        var (markup, rest) = code < 0 ? (source, "") : (source[..code], source[code..]);
        var found = ReadAttribute().Matches(source).Select(m => m.Groups[1].Value)
            .Concat(Quoted().Matches(source).Select(m => Place().Replace(m.Groups[1].Value, "")))
            .Concat(TextsOf(markup))
            .Concat(Template().Matches(rest).SelectMany(m => TextsOf(m.Value)));
        return [.. found.Where(text => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Count(t => Word().IsMatch(t)) > 1)];
    }

    private static string[] TextsOf(string markup) => Tag().Split(Expression().Replace(Statement().Replace(markup, ""), ""));

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex Comment();

    /// <summary>Of what is seen or read aloud, or becomes that in a component of ours.</summary>
    [GeneratedRegex(@"\b(?:title|aria-label|placeholder|alt|data-failed|Label|Hint|Words|Title)=""([^@""][^""]*)""")]
    private static partial Regex ReadAttribute();

    /// <summary>A string of C#. The value of an attribute has an equals sign before it.</summary>
    [GeneratedRegex(@"(?<!=)""([^""<>=\n]*)""")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Place();

    /// <summary>Markup in C#.</summary>
    [GeneratedRegex(@"@<(?<tag>\w+).*?</\k<tag>>", RegexOptions.Singleline)]
    private static partial Regex Template();

    /// <summary>Lines of C#, and conditions within a line.</summary>
    [GeneratedRegex(
        @"^\s*(@(using|inherits|typeparam)\b|case\b|default:|break;|var\b).*$|@?\b(if|foreach|switch)\s*" + Brackets + @"|\belse(?=\s*\{)",
        RegexOptions.Multiline)]
    private static partial Regex Statement();

    [GeneratedRegex("@(" + Brackets + @"|[\w.]+(" + Brackets + "|" + SquareBrackets + @"|\.\w+)*)")]
    private static partial Regex Expression();

    [GeneratedRegex("<[^<>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"^[“(‘]*[A-Za-z][A-Za-z’']*[.,:;?!”’)]*$")]
    private static partial Regex Word();

    /// <summary>With what they hold, however deep.</summary>
    private const string Brackets = @"\((?>[^()]+|(?<open>\()|(?<-open>\)))*(?(open)(?!))\)";

    private const string SquareBrackets = @"\[(?>[^\[\]]+|(?<square>\[)|(?<-square>\]))*(?(square)(?!))\]";
}
