using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Smartcard.PublicEndpoints.Scim;

/// <summary>
/// JSON, read whole before anything is done with it: texts, truth values, numbers, lists of them (<see cref="List{T}"/>) and
/// <see cref="ScimMembers"/>.
/// </summary>
internal static class ScimJson
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16 };

    /// <returns>
    /// False where it is no JSON, is too deep, has a member twice whatever its case, or a text that is none, such as half of a character.
    /// </returns>
    public static bool TryRead(ReadOnlyMemory<byte> json, out object? value)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return TryTake(document.RootElement, out value);
        }
        catch (Exception unread) when (unread is JsonException or InvalidOperationException)
        {
            value = null;
            return false;
        }
    }

    private static bool TryTake(JsonElement element, out object? value)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var isWhole = TryTakeMembers(element, out var members);
                value = members;
                return isWhole;
            case JsonValueKind.Array:
                var list = new List<object?>();
                value = list;
                foreach (var item in element.EnumerateArray())
                {
                    if (!TryTake(item, out var taken))
                    {
                        return false;
                    }

                    list.Add(taken);
                }

                return true;
            case JsonValueKind.String:
                value = element.GetString();
                return true;
            case JsonValueKind.True or JsonValueKind.False:
                value = element.GetBoolean();
                return true;
            case JsonValueKind.Null:
                value = null;
                return true;
            default:
                value = element.GetRawText().Length; // a number: nothing that we read is one, so which one does not matter
                return true;
        }
    }

    private static bool TryTakeMembers(JsonElement element, [NotNullWhen(true)] out ScimMembers? members)
    {
        var all = new ScimMembers();
        members = all;
        foreach (var member in element.EnumerateObject())
        {
            if (!TryTake(member.Value, out var taken) || !all.TryAdd(member.Name, taken))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>The members of an object. Their case does not matter (RFC 7643, 2.1).</summary>
internal sealed class ScimMembers() : Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
