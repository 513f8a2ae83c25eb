using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Smartcard.Workflows;

/// <summary>How much a definition may hold, and one text in it: what is longer was pasted by mistake, or is meant to do harm.</summary>
public static class DefinitionSize
{
    /// <summary>Of the whole JSON; the longest workflow that is shipped has 50,000.</summary>
    public const int MaxCharacters = 1_000_000;

    /// <summary>Of one text, script or template; what a template gives may be no longer either.</summary>
    public const int MaxText = 10_000;

    /// <returns>Null for a definition that is not too large; else a sentence that names its longest text.</returns>
    public static string? WhyTooLarge(string json)
    {
        if (json.Length <= MaxCharacters)
        {
            return null;
        }

        var definition = JsonNode.Parse(json, documentOptions: DefinitionJson.Options) as JsonObject;
        var longest = definition?["root"] is JsonObject root
            ? DefinitionDocument.Activities(root).SelectMany(Texts).MaxBy(t => t.Length)
            : null;
        return $"The workflow has {Written(json.Length)} characters, and can have up to {Written(MaxCharacters)}: "
            + (
                longest is null
                    ? "shorten it."
                    : $"shorten it, starting with its longest text, which is '{longest.Input}' of "
                        + $"'{longest.Activity}' ({Written(longest.Length)}).");
    }

    /// <exception cref="DefinitionException">A text in what the activity is given is too long.</exception>
    internal static void CheckTexts(JsonElement given, string label, string id, string path)
    {
        var longest = Longest(given);
        if (longest > MaxText)
        {
            throw new DefinitionException(
                id,
                path,
                $"'{label}': a text has {Written(longest)} characters, and can have up to {Written(MaxText)}: "
                + "shorten it, or use several activities");
        }
    }

    private static int Longest(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString()!.Length,
        JsonValueKind.Array => json.EnumerateArray().Select(Longest).DefaultIfEmpty().Max(),
        JsonValueKind.Object => json.EnumerateObject().Select(m => Longest(m.Value)).DefaultIfEmpty().Max(),
        _ => 0,
    };

    /// <summary>What the activity itself is given, by the input's name as the designer writes it.</summary>
    private static IEnumerable<LongText> Texts(JsonObject activity)
    {
        var inner = DefinitionDocument.Ports(activity).Select(p => p.Port).ToHashSet(StringComparer.Ordinal);
        var title = Text(activity["metadata"] as JsonObject, "displayText") ?? Text(activity, "type") ?? "an activity";
        return activity.Where(m => m.Value is JsonObject or JsonValue && !inner.Contains(m.Key))
            .Select(m => new LongText(title, Capitalised(m.Key), m.Value!.ToJsonString().Length));
    }

    private static string Capitalised(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..];

    private static string? Text(JsonObject? json, string member) =>
        json?[member] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    private static string Written(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private sealed record LongText(string Activity, string Input, int Length);
}
