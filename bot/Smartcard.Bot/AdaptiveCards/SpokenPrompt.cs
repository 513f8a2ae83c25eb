using System.Text.RegularExpressions;
using Smartcard.Domain.Prompts;

namespace Smartcard.Bot.AdaptiveCards;

/// <summary>What a screen reader says of a prompt: all that its card shows above the fields.</summary>
public sealed partial class SpokenPrompt(MessageCatalogue messages)
{
    public string Of(Prompt prompt, string language)
    {
        string In(Words words) => messages.In(words, language);
        IEnumerable<string> parts =
        [
            .. prompt.Heading is { } heading && heading.CanBeRead() ? [In(heading)] : Array.Empty<string>(),
            .. prompt.Text.CanBeRead() ? [In(prompt.Text)] : Array.Empty<string>(),
            .. prompt.BigText is { } big ? [Spelled(big)] : Array.Empty<string>(),
            .. prompt.Problems.Select(In),
        ];
        return string.Join(' ', parts.Select(part => Ended(Plain(part))));
    }

    /// <summary>One character after the other: a code is typed elsewhere as it is heard.</summary>
    private static string Spelled(string code) => string.Join(", ", code.Where(char.IsLetterOrDigit));

    private static string Plain(string markdown) => Marks().Replace(markdown, "").Trim();

    private static string Ended(string part) => part[^1] is '.' or '?' or '!' or ':' ? part : part + ".";

    /// <summary>Bold, italics, and the blank lines between paragraphs.</summary>
    [GeneratedRegex(@"\*+|(?<=\n)\n+")]
    private static partial Regex Marks();
}
