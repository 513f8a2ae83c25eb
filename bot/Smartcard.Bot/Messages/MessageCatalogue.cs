using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Smartcard.Domain.Prompts;

namespace Smartcard.Bot;

/// <summary>The words of <c>bot/messages</c>, and words of workflows, in a person's language.</summary>
public sealed partial class MessageCatalogue(IOptions<ChatOptions> options)
{
    public static IReadOnlyList<string> Languages { get; } = ["en", "cy"];

    private static readonly Dictionary<string, IReadOnlyDictionary<string, string>> Messages = Languages.ToDictionary(l => l, Load, StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, string> All(string language) => Messages[language];

    /// <exception cref="KeyNotFoundException">The message files have no such key.</exception>
    public string Get(string key, string language) => In(Words.Named(key), language);

    /// <summary>The words with their places filled: by their arguments, by <c>{booth}</c> where the IT booth is, by <c>{page}</c> the address of the staff page.</summary>
    public string In(Words words, string language)
    {
        var text = words.Key is { } key
            ? Messages[language].GetValueOrDefault(key) ?? throw new KeyNotFoundException($"The message files have no text '{key}' in {language}.")
            : language == "cy" && ReadableText.HasWords(words.Welsh) ? words.Welsh! : words.English ?? "";
        return Placeholder().Replace(text, match => match.Groups[1].Value switch
        {
            "booth" => language == "cy" ? options.Value.BoothWelsh : options.Value.Booth,
            "page" => options.Value.PageAddress,
            var name => words.Arguments.GetValueOrDefault(name) ?? match.Value,
        });
    }

    public static IReadOnlyList<string> InEachLanguage(string key) => [.. Languages.Select(l => Messages[l][key])];

    private static IReadOnlyDictionary<string, string> Load(string language)
    {
        using var stream = typeof(MessageCatalogue).Assembly.GetManifestResourceStream($"messages/{language}.json")
            ?? throw new InvalidOperationException($"The messages of language '{language}' are not in the program.");
        return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!;
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();
}
