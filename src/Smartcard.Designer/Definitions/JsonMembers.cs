using System.Text.Json.Nodes;

namespace Smartcard.Designer.Definitions;

/// <summary>Members of a JSON object, where they are what they should be; anything else counts as not given.</summary>
internal static class JsonMembers
{
    public static string? TextOf(this JsonObject json, string name) =>
        json[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static int? NumberOf(this JsonObject json, string name) =>
        json[name] is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;

    public static string[] TextsOf(this JsonObject json, string name) =>
        json[name] is JsonArray list
            ?
            [
                .. list.OfType<JsonValue>()
                    .Select(v => v.TryGetValue<string>(out var text) ? text : null)
                    .OfType<string>(),
            ]
            : [];
}
