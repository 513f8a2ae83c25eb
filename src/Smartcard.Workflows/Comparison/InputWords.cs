using System.Text.Json.Nodes;
using Smartcard.Workflows.Primitives;

namespace Smartcard.Workflows.Comparison;

/// <summary>What an activity's input is given, in words.</summary>
internal static class InputWords
{
    /// <param name="json">An expression in its wrapper, a bare value, or null where the definition gives none.</param>
    public static string Of(JsonNode? json, Type? type)
    {
        if (Expression(json) is not var (kind, value))
        {
            return JsonWords.IsNothing(json) ? "its default"
                : type == typeof(VariableReference) ? Given("Variable", json)
                : json is JsonArray list ? List(list)
                : Literal(json, type);
        }

        return kind == "Literal" ? Literal(value, type) : Given(kind, value);
    }

    /// <summary>The same value, whatever stands around it: the designer names types and places that nothing reads.</summary>
    public static bool AreSame(JsonNode? one, JsonNode? other) => (Expression(one), Expression(other)) switch
    {
        (var (kind, value), var (otherKind, otherValue)) => kind == otherKind && JsonWords.AreSame(value, otherValue),
        (null, null) => JsonWords.AreSame(one, other),
        _ => false,
    };

    /// <summary>What stands around the value and is neither known nor the same.</summary>
    public static IEnumerable<string> OthersChanged(JsonNode? one, JsonNode? other)
    {
        if (Expression(one) is null || Expression(other) is null)
        {
            return [];
        }

        var (before, after) = ((JsonObject)one!, (JsonObject)other!);
        return before
            .Concat(after)
            .Select(m => m.Key)
            .Distinct(StringComparer.Ordinal)
            .Where(name =>
                name switch
                {
                    "expression" => !JsonWords.AreSame(Unread(before), Unread(after)),
                    "typeName" => !JsonWords.IsNothing(before[name])
                        && !JsonWords.IsNothing(after[name])
                        && LastPart(before[name]) != LastPart(after[name]),
                    "memoryReference" => false,
                    _ => !JsonWords.AreSame(before[name], after[name]),
                });
    }

    private static string Given(string kind, JsonNode? value) => kind switch
    {
        "Object" => Object(value),
        "Variable" => $"the variable {JsonWords.Of((value as JsonObject)?["name"] ?? value)}",
        "Input" => $"the workflow’s input {JsonWords.Of(value)}",
        _ => $"the {kind} expression {JsonWords.Of(value)}",
    };

    /// <summary>Texts behind one another; a switch's cases on a line each.</summary>
    private static string List(JsonArray list) =>
        list.All(i => i is JsonValue value && value.TryGetValue<string>(out _)) ? string.Join(", ", list.Select(JsonWords.Of))
        : list.Select(Case).ToArray() is var cases && cases.All(c => c is not null) ? string.Join('\n', cases)
        : JsonWords.Of(list);

    private static string? Case(JsonNode? item) =>
        item is JsonObject { Count: 2 } entry
        && entry.Text("label") is { } label
        && entry["condition"] is JsonObject { Count: 2 } condition
        && condition.Text("type") is { } kind
            ? $"{JsonWords.Quoted(label)} when {Given(kind, condition["value"])}"
            : null;

    private static (string Kind, JsonNode? Value)? Expression(JsonNode? json) =>
        json is JsonObject wrapper
        && wrapper["expression"] is JsonObject expression
        && expression.Text("type") is { } kind
            ? (kind, expression["value"])
            : null;

    private static JsonObject? Unread(JsonObject wrapper)
    {
        if (wrapper["expression"]?.DeepClone() is not JsonObject expression)
        {
            return null;
        }

        expression.Remove("type");
        expression.Remove("value");
        return expression;
    }

    private static string LastPart(JsonNode? typeName) => typeName!.ToJsonString().Trim('"').Split(',')[0].Split('.')[^1];

    private static string Literal(JsonNode? value, Type? type) =>
        (Nullable.GetUnderlyingType(type ?? typeof(object)) ?? type) == typeof(TimeSpan)
        && value is JsonValue text
        && text.TryGetValue<string>(out var time)
        && JsonWords.Length(time) is { } length
            ? length
            : JsonWords.Of(value);

    /// <summary>A text that is JSON, as the designer writes it, is said as what it is.</summary>
    private static string Object(JsonNode? value)
    {
        if (value is not JsonValue text || !text.TryGetValue<string>(out var json))
        {
            return JsonWords.Of(value);
        }

        try
        {
            return DefinitionContent.ParseAny(json) is var parsed && parsed is JsonArray list ? List(list) : JsonWords.Of(parsed);
        }
        catch (DefinitionException)
        {
            return JsonWords.Quoted(json);
        }
    }
}
