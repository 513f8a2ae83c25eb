using System.Text.Json;

namespace Smartcard.Workflows;

/// <summary>Members of a definition's JSON, with a refusal that says where one is missing.</summary>
internal static class DefinitionJson
{
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
