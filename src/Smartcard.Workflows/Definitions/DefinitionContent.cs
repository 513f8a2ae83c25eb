using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Smartcard.Workflows;

/// <summary>What a definition says, apart from what is written into every version and file of it.</summary>
public static class DefinitionContent
{
    private static readonly string[] Bookkeeping =
    [
        "id",
        "version",
        "isLatest",
        "isPublished",
        "createdAt",
        "toolVersion",
        "materializerName",
        "providerName",
        "materializerContext",
        "isReadonly",
        "$schema",
    ];

    /// <summary>A text as JSON, whole and checked, so that nothing in it can fail later.</summary>
    /// <exception cref="DefinitionException">The text is not JSON, is not an object, or names a member twice.</exception>
    public static JsonObject Parse(string json) =>
        ParseAny(json) as JsonObject ?? throw new DefinitionException(null, "$", "an object is expected here");

    /// <summary>Looks at all texts of something that was parsed elsewhere.</summary>
    /// <exception cref="DefinitionException">One is not a text, such as half of a surrogate pair; the message says where.</exception>
    public static void CheckTexts(JsonElement json) => DefinitionJson.CheckTexts(json, "$");

    /// <summary>Whether <see cref="Parse"/> takes the text.</summary>
    public static bool IsReadable(string json)
    {
        try
        {
            return ParseAny(json) is JsonObject;
        }
        catch (DefinitionException)
        {
            return false;
        }
    }

    /// <exception cref="DefinitionException">The text is not JSON, or names a member twice.</exception>
    internal static JsonNode? ParseAny(string json)
    {
        DefinitionJson.Parse(json).Dispose();
        return JsonNode.Parse(json, documentOptions: DefinitionJson.Options);
    }

    /// <summary>A copy without the bookkeeping, and with what the designer fills in.</summary>
    public static JsonObject Of(JsonObject definition)
    {
        var content = (JsonObject)definition.DeepClone();
        DefinitionDocument.Complete(content);
        foreach (var member in Bookkeeping)
        {
            content.Remove(member);
        }

        return content;
    }

    /// <summary>Whether both mean the same, however the designer has placed and numbered them.</summary>
    public static bool IsSame(JsonObject one, JsonObject other) => JsonNode.DeepEquals(Of(one), Of(other));

    /// <summary>SHA-256 of the content, in hexadecimal: the same however the JSON is laid out and its members are ordered.</summary>
    public static string HashOf(JsonObject definition)
    {
        var canonical = new StringBuilder();
        Write(Of(definition), canonical);
        return ExactHashOf(canonical.ToString());
    }

    /// <summary>SHA-256 of a text as it stands, in hexadecimal.</summary>
    public static string ExactHashOf(string json) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(json)));

    private static void Write(JsonNode? node, StringBuilder canonical)
    {
        switch (node)
        {
            case JsonObject members:
                canonical.Append('{');
                foreach (var (name, value) in members.OrderBy(m => m.Key, StringComparer.Ordinal))
                {
                    canonical.Append(JsonSerializer.Serialize(name)).Append(':');
                    Write(value, canonical);
                    canonical.Append(',');
                }

                canonical.Append('}');
                break;
            case JsonArray items:
                canonical.Append('[');
                foreach (var item in items)
                {
                    Write(item, canonical);
                    canonical.Append(',');
                }

                canonical.Append(']');
                break;
            case JsonValue number
                when number.GetValueKind() == JsonValueKind.Number
                    && decimal.TryParse(
                        number.ToJsonString(),
                        NumberStyles.Float,
                        CultureInfo.InvariantCulture,
                        out var exact):
                canonical.Append((exact / 1.000000000000000000000000000000m).ToString(CultureInfo.InvariantCulture)); // 1.0 is 1
                break;
            default:
                canonical.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }
}
