using System.Text.Json.Nodes;

namespace Smartcard.Server.ElsaApi;

/// <summary>Members of a request's body, where they are what they should be; anything else counts as not given.</summary>
internal static class RequestJson
{
    public static string? TextOf(this JsonObject json, string name) => json[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static int? NumberOf(this JsonObject json, string name) => json[name] is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;

    public static string[] TextsOf(this JsonObject json, string name) =>
        json[name] is JsonArray list ? [.. list.OfType<JsonValue>().Select(v => v.TryGetValue<string>(out var text) ? text : null).OfType<string>()] : [];
}
