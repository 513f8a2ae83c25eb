using System.Globalization;
using System.Text.Json;
using Smartcard.Workflows.Exploration;
using Smartcard.Workflows.Expressions;

namespace Smartcard.Workflows;

/// <summary>The type of a variable, or of a workflow's input or output.</summary>
/// <param name="Name">
/// One of <see cref="Names"/>. Elsa's long forms, e.g. <c>System.Int32, System.Private.CoreLib</c>, are read as the short one.
/// </param>
/// <param name="IsArray">A list of values of that type.</param>
public sealed record DataType(string Name, bool IsArray)
{
    private static readonly Dictionary<string, Type> Types = new(StringComparer.Ordinal)
    {
        ["String"] = typeof(string),
        ["Boolean"] = typeof(bool?),
        ["Int32"] = typeof(int?),
        ["Int64"] = typeof(long?),
        ["Single"] = typeof(float?),
        ["Double"] = typeof(double?),
        ["Decimal"] = typeof(decimal?),
        ["DateTime"] = typeof(DateTime?),
        ["DateTimeOffset"] = typeof(DateTimeOffset?),
        ["TimeSpan"] = typeof(TimeSpan?),
        ["Guid"] = typeof(Guid?),
        ["Object"] = typeof(object),
    };

    /// <summary>The short names that a definition may give, e.g. <c>Int32</c>.</summary>
    public static IEnumerable<string> Names => Types.Keys;

    /// <returns>Null when there is no such type.</returns>
    public static DataType? Find(string name, bool isArray)
    {
        var shortName = name.Split(',')[0].Split('.')[^1].Trim();
        return Types.ContainsKey(shortName) ? new DataType(shortName, isArray) : null;
    }

    /// <summary>
    /// The value as it is stored: a number, a text (for times and ids in ISO form), true or false, null, or a list of
    /// such. Object takes any JSON.
    /// </summary>
    /// <exception cref="ExpressionException">The value is not of this type.</exception>
    internal JsonElement ToStored(object? value) =>
        value is JsonElement json && Unknown.Is(json) ? json
        : IsArray ? StoredList(value)
        : StoredItem(value);

    private JsonElement StoredItem(object? value)
    {
        var type = Types[Name];
        var converted =
            ValueConverter.Convert(value, type) is var plain && plain is string text && type == typeof(object)
                ? JsonOrText(text)
                : plain;
        return
            converted is double or float
            && !double.IsFinite(System.Convert.ToDouble(converted, CultureInfo.InvariantCulture))
            ? throw new ExpressionException("the value is not a number")
            : JsonSerializer.SerializeToElement(converted, type);
    }

    private JsonElement StoredList(object? value)
    {
        var list = value is string or JsonElement { ValueKind: JsonValueKind.String }
            ? value.ToString() is { Length: > 0 } text ? JsonOrText(text) : null
            : value;
        var json = list is JsonElement given ? given : JsonSerializer.SerializeToElement(list);
        return json.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => JsonSerializer.SerializeToElement<object?>(null),
            JsonValueKind.Array => JsonSerializer.SerializeToElement(json.EnumerateArray().Select(item => StoredItem(item))),
            _ => throw new ExpressionException("the value is not a list"),
        };
    }

    /// <summary>The designer writes every value as a text: one that looks like JSON and is JSON is meant so.</summary>
    private static object JsonOrText(string text)
    {
        if (text.TrimStart() is not ['{' or '[', ..])
        {
            return text;
        }

        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
