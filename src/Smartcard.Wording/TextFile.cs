using System.Text.Json;

namespace Smartcard.Wording;

/// <summary>Reads a file of texts: an object with a string for each key.</summary>
/// <remarks>A text that counts something is an object with <c>by</c>, the name of the number, and a string for each form.</remarks>
internal static class TextFile
{
    /// <exception cref="InvalidDataException">The file is missing or cannot be used. The message names file and key.</exception>
    public static IReadOnlyDictionary<string, Text> Read(string language, string area)
    {
        var name = $"{language}/{area}.json";
        using var stream = typeof(TextFile).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidDataException($"The file of words {name} is not in the program.");
        return Parse(stream, language, name);
    }

    internal static IReadOnlyDictionary<string, Text> Parse(Stream stream, string language, string name)
    {
        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(stream);
        }
        catch (JsonException unreadable)
        {
            throw new InvalidDataException($"The file of words {name} is not JSON: {unreadable.Message}");
        }

        using (json)
        {
            var texts = new Dictionary<string, Text>(StringComparer.Ordinal);
            foreach (var entry in json.RootElement.EnumerateObject())
            {
                if (!texts.TryAdd(entry.Name, TextOf(entry, language, name)))
                {
                    throw new InvalidDataException($"{name} has the text '{entry.Name}' twice.");
                }
            }

            return texts;
        }
    }

    private static Text TextOf(JsonProperty entry, string language, string name)
    {
        if (entry.Value.ValueKind == JsonValueKind.String)
        {
            var only = new Dictionary<string, string>(StringComparer.Ordinal) { [Plurals.Other] = Written(entry.Value, entry.Name, name) };
            return new Text(language, countedBy: null, only);
        }

        if (entry.Value.ValueKind != JsonValueKind.Object || !entry.Value.TryGetProperty("by", out var by))
        {
            throw new InvalidDataException($"{name}: write '{entry.Name}' as a text, or as an object with 'by' and a text for each form.");
        }

        var forms = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var form in Plurals.FormsOf(language))
        {
            forms[form] = entry.Value.TryGetProperty(form, out var text)
                ? Written(text, entry.Name, name)
                : throw new InvalidDataException($"{name}: '{entry.Name}' has no text for the form '{form}'.");
        }

        return new Text(language, Written(by, entry.Name, name), forms);
    }

    private static string Written(JsonElement value, string key, string name) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { } text && !string.IsNullOrWhiteSpace(text)
            ? text
            : throw new InvalidDataException($"{name}: '{key}' is empty.");
}
