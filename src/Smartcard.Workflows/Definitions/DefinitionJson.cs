using System.Text.Json;

namespace Smartcard.Workflows;

/// <summary>Members of a definition's JSON, with a refusal that says where one is missing.</summary>
internal static class DefinitionJson
{
    /// <summary>A member that stands twice is refused: which of the two holds, nobody who reads the text could tell.</summary>
    public static JsonDocumentOptions Options { get; } = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    public static DefinitionException Malformed(JsonException malformed) =>
        malformed.LineNumber is { } line
            ? new DefinitionException(null, malformed.Path ?? "$", $"the text is not JSON, line {line + 1}")
            : new DefinitionException(null, malformed.Path ?? "$", malformed.Message.Split('\'') is [_, var name, _] ? $"the member '{name}' stands twice" : malformed.Message);

    public static JsonElement Object(JsonElement json, string? id, string path) =>
        json.ValueKind == JsonValueKind.Object ? json : throw new DefinitionException(id, path, "an object is expected here");

    public static JsonElement Member(JsonElement json, string name, string? id, string path) =>
        json.TryGetProperty(name, out var member) ? member : throw new DefinitionException(id, path, $"the member '{name}' is missing");

    public static string Text(JsonElement json, string name, string? id, string path) =>
        Member(json, name, id, path) is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } value
            ? value
            : throw new DefinitionException(id, $"{path}.{name}", "a text is expected here");

    public static string? OptionalText(JsonElement json, string name) =>
        json.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
