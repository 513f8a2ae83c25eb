using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Smartcard.Domain.Prompts;
using Smartcard.Wording;

namespace Smartcard.Bot;

/// <summary>The words of the chat, and words of workflows, in a person's language.</summary>
public sealed partial class MessageCatalogue(IOptions<ChatOptions> options)
{
    /// <summary>Places that any text of the chat may have: where the IT booth is, and the address of the staff page.</summary>
    public static IReadOnlyList<string> StandingPlaces { get; } = ["booth", "page"];

    /// <summary>The words with their places filled: by their arguments, and by what always holds.</summary>
    /// <exception cref="KeyNotFoundException">The chat has no such text.</exception>
    public string In(Words words, string language)
    {
        string? ValueOf(string place) => place switch
        {
            "booth" => language == "cy" ? options.Value.BoothWelsh : options.Value.Booth,
            "page" => options.Value.PageAddress,
            _ => words.Arguments.GetValueOrDefault(place),
        };
        if (words.Key is { } key)
        {
            return Catalogue.Chat.Find(key, language).Fill(ValueOf);
        }

        var text = language == "cy" && ReadableText.HasWords(words.Welsh) ? words.Welsh! : words.English ?? "";
        return Placeholder().Replace(text, match => ValueOf(match.Groups[1].Value) ?? match.Value);
    }

    public static IReadOnlyList<string> InEachLanguage(Words words) =>
        [.. Catalogue.Languages.Select(l => Catalogue.Chat.Get(words.Key!, l))];

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();
}
