using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Smartcard.Workflows.Comparison;

/// <summary>Values of a definition's JSON in words.</summary>
internal static partial class JsonWords
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private static readonly JsonSerializerOptions Short = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string? Text(this JsonObject json, string name) =>
        json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>The designer writes out what is not there: nothing, an empty object and an empty list are the same to it.</summary>
    public static bool IsNothing(JsonNode? node) => node is null or JsonObject { Count: 0 } or JsonArray { Count: 0 };

    public static bool AreSame(JsonNode? one, JsonNode? other) => (IsNothing(one) && IsNothing(other)) || JsonNode.DeepEquals(one, other);

    /// <summary>As <see cref="AreSame"/>, and a switch that is off is the same as one that is not there.</summary>
    public static bool AreSameSetting(JsonNode? one, JsonNode? other) => AreSame(one, other) || (IsOff(one) && IsOff(other));

    /// <summary>A change from one value to another: within the sentence where both are short, else with both in full.</summary>
    /// <param name="subject">What changed, as a sentence starts with it.</param>
    public static DefinitionChange Change(string subject, string before, string after) =>
        IsShort(before) && IsShort(after)
            ? new($"{subject} changed from {before} to {after}.")
            : new($"{subject} changed.", Bare(before), Bare(after));

    /// <summary>A text in quotes, a number, yes or no; "nothing" for what is not there; anything else as JSON.</summary>
    public static string Of(JsonNode? node) => node switch
    {
        _ when IsNothing(node) => "nothing",
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Quoted(value.GetValue<string>()),
        JsonValue value when value.GetValueKind() is JsonValueKind.True => "yes",
        JsonValue value when value.GetValueKind() is JsonValueKind.False => "no",
        JsonValue value => value.ToJsonString(),
        _ => node!.ToJsonString(Short) is { Length: <= 60 } text ? text : node.ToJsonString(Readable),
    };

    public static string Quoted(string text) => text.Length == 0 ? "nothing" : $"‘{text}’";

    /// <summary>E.g. <c>15 minutes</c> of <c>00:15:00</c>; null for what is not a length of time.</summary>
    public static string? Length(string text)
    {
        if (!WrittenTimes.TryReadLength(text, out var time) || time < TimeSpan.Zero || time.Milliseconds != 0)
        {
            return null;
        }

        var parts = new[] { (time.Days, "day"), (time.Hours, "hour"), (time.Minutes, "minute"), (time.Seconds, "second") }
            .Where(p => p.Item1 > 0)
            .Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Item1} {p.Item2}{(p.Item1 == 1 ? "" : "s")}"))
            .ToArray();
        return parts.Length == 0 ? "no time" : string.Join(' ', parts);
    }

    /// <summary>A member's name as words, e.g. <c>run asynchronously</c>.</summary>
    public static string Spaced(string name) => WordStart().Replace(name, m => " " + m.Value.ToLowerInvariant());

    private static bool IsOff(JsonNode? node) =>
        IsNothing(node) || (node is JsonValue value && value.GetValueKind() == JsonValueKind.False);

    private static bool IsShort(string words) => words.Length <= 80 && !words.Contains('\n', StringComparison.Ordinal);

    private static string Bare(string words) =>
        words is ['‘', .. var inner, '’'] && !inner.Contains('‘', StringComparison.Ordinal) ? inner : words;

    [GeneratedRegex("(?<=[a-z])[A-Z](?=[a-z])")]
    private static partial Regex WordStart();
}
