using System.Text.Json;

namespace Smartcard.Workflows;

/// <summary>Members of a definition's JSON, with a refusal that says where one is missing.</summary>
internal static class DefinitionJson
{
    /// <summary>A member that stands twice is refused: which of the two holds, nobody who reads the text could tell.</summary>
    public static JsonDocumentOptions Options { get; } = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>
    /// The text as JSON whose texts are texts: no half of a surrogate pair, and no U+0000, which marks an unknown value
    /// in the proof.
    /// </summary>
    /// <exception cref="DefinitionException">
    /// The text is not JSON, names a member twice, or has such a text; the message says where.
    /// </exception>
    public static JsonDocument Parse(string json)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Options);
        }
        catch (JsonException malformed)
        {
            throw Malformed(malformed);
        }
        catch (InvalidOperationException)
        {
            throw HalfACharacter("$"); // in a name, which is compared with the others
        }

        try
        {
            CheckTexts(document.RootElement, "$");
            return document;
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }

    public static DefinitionException Malformed(JsonException malformed) =>
        malformed.LineNumber is { } line
            ? new DefinitionException(null, malformed.Path ?? "$", $"the text is not JSON, line {line + 1}")
            : new DefinitionException(
                null,
                malformed.Path ?? "$",
                malformed.Message.Split('\'') is [_, var name, _]
                    ? $"the member '{name}' is there twice"
                    : malformed.Message);

    public static JsonElement Object(JsonElement json, string? id, string path) =>
        json.ValueKind == JsonValueKind.Object ? json : throw new DefinitionException(id, path, "an object is expected here");

    public static JsonElement Member(JsonElement json, string name, string? id, string path) =>
        json.TryGetProperty(name, out var member) ? member : throw new DefinitionException(id, path, $"the member '{name}' is missing");

    public static string Text(JsonElement json, string name, string? id, string path) =>
        Member(json, name, id, path) is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } value
            ? value
            : throw new DefinitionException(id, $"{path}.{name}", "a text is expected here");

    /// <returns>Null where the member is missing.</returns>
    public static int? OptionalNumber(JsonElement json, string name, string? id, string path) =>
        !json.TryGetProperty(name, out var member) ? null
        : member.ValueKind == JsonValueKind.Number && member.TryGetInt32(out var number) ? number
        : throw new DefinitionException(id, $"{path}.{name}", "a whole number is expected here");

    public static string? OptionalText(JsonElement json, string name) =>
        json.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    public static void CheckTexts(JsonElement json, string path)
    {
        if (!AreTexts(json))
        {
            RefuseText(json, path);
        }
    }

    /// <summary>Where one stands that is none is looked for only if there is one: hardly ever.</summary>
    private static bool AreTexts(JsonElement json)
    {
        try
        {
            return AreWhole(json);
        }
        catch (InvalidOperationException)
        {
            return false; // half a character
        }
    }

    private static bool AreWhole(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => IsWhole(json.GetString()!),
        JsonValueKind.Array => json.EnumerateArray().All(AreWhole),
        JsonValueKind.Object => json.EnumerateObject().All(member => IsWhole(member.Name) && AreWhole(member.Value)),
        _ => true,
    };

    private static bool IsWhole(string text) => !text.Contains('\0', StringComparison.Ordinal);

    private static void RefuseText(JsonElement json, string path)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                CheckText(json.GetString, path);
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in json.EnumerateArray())
                {
                    RefuseText(item, $"{path}[{index++}]");
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in json.EnumerateObject())
                {
                    RefuseText(member.Value, $"{path}.{CheckText(() => member.Name, path)}");
                }

                break;
            default:
                break;
        }
    }

    private static string? CheckText(Func<string?> read, string path)
    {
        try
        {
            return read() is { } text && text.Contains('\0', StringComparison.Ordinal)
                ? throw new DefinitionException(null, path, "a text cannot hold the character U+0000")
                : read();
        }
        catch (InvalidOperationException)
        {
            throw HalfACharacter(path);
        }
    }

    private static DefinitionException HalfACharacter(string path) =>
        new(null, path, "a text or a name has half a character (a surrogate without its other half)");
}
