using System.Text.Json.Serialization;

namespace Smartcard.Domain.Prompts;

/// <summary>What a person reads, in each language: either texts as an RA admin wrote them, or the key of a text of the chat.</summary>
/// <remarks>
/// A text may name arguments in braces, e.g. <c>{attemptsLeft}</c>; they are filled from <see cref="Arguments"/> when the text is shown.
/// Never put a secret into an argument: words are stored with the conversation.
/// </remarks>
public sealed record Words
{
    [JsonInclude]
    public string? English { get; private init; }

    /// <summary>Null, or nothing that can be read: the English is shown.</summary>
    [JsonInclude]
    public string? Welsh { get; private init; }

    [JsonInclude]
    public string? Key { get; private init; }

    [JsonInclude]
    public IReadOnlyDictionary<string, string> Arguments { get; private init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public static Words Of(string english, string? welsh = null) => new() { English = english, Welsh = welsh };

    /// <summary>A text of the chat by its key. Code names it by <see cref="ChatWords"/>.</summary>
    public static Words Named(string key) => new() { Key = key };

    /// <summary>Whether a person gets anything to read, in whatever language.</summary>
    public bool CanBeRead() => Key is not null || ReadableText.HasWords(English);

    /// <summary>The same words with one more argument.</summary>
    public Words With(string name, string value) =>
        this with { Arguments = new Dictionary<string, string>(Arguments, StringComparer.Ordinal) { [name] = value } };

    public Words With(string name, int value) => With(name, value.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
