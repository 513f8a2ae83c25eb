using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cronos;

namespace Smartcard.Workflows.Expressions;

/// <summary>
/// Turns what a definition, a script or a variable gives into what an activity takes. The invariant culture, and UTC
/// where no offset is given.
/// </summary>
internal static class ValueConverter
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <exception cref="ExpressionException">
    /// The value is not of the type; the message says what was expected, and never what was given: that may be a
    /// person's.
    /// </exception>
    public static object? Convert(object? value, Type type)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        switch (value)
        {
            case null:
                return type.IsValueType && Nullable.GetUnderlyingType(type) is null
                    ? throw new ExpressionException($"a value is missing for {Describe(type)}")
                    : null;
            case JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined }:
                return Convert(null, type);
            case JsonElement { ValueKind: JsonValueKind.String } text when target != typeof(JsonElement):
                return Convert(text.GetString()!, type);
            case JsonElement { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } simple
                when target == typeof(string):
                return simple.GetRawText();
            case JsonElement json:
                return FromValue(json, type);
            case string text:
                return FromText(text, type, target);
            case double number when (target == typeof(int) || target == typeof(long)) && number != Math.Floor(number):
                // Scripts know one kind of number; half of one is never meant to become a whole one.
                throw new ExpressionException($"the value is not {Describe(type)}");
            case DateTime moment when target == typeof(DateTimeOffset):
                return new DateTimeOffset(
                    DateTime.SpecifyKind(
                        moment,
                        moment.Kind == DateTimeKind.Unspecified ? DateTimeKind.Utc : moment.Kind));
            case DateTimeOffset moment when target == typeof(DateTime):
                return moment.UtcDateTime;
        }

        if (target.IsInstanceOfType(value))
        {
            return value;
        }

        try
        {
            return value is IEnumerable || target == typeof(JsonElement)
                ? JsonSerializer.Deserialize(JsonSerializer.Serialize(value), type, Json)
                : System.Convert.ChangeType(value, target, CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            throw new ExpressionException($"the value is too large or too small for {Describe(type)}");
        }
        catch (Exception failure) when (failure is InvalidCastException or FormatException or JsonException or NotSupportedException)
        {
            throw new ExpressionException($"the value is not {Describe(type)}");
        }
    }

    /// <summary>As JSON, with names instead of the numbers of enumerations.</summary>
    public static JsonElement ToJson(object? value) =>
        JsonSerializer.SerializeToElement(value is CronExpression cron ? cron.ToString() : value, Json);

    private static object? FromValue(JsonElement json, Type type)
    {
        try
        {
            return json.Deserialize(type, Json);
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException)
        {
            throw new ExpressionException($"the value is not {Describe(type)}");
        }
    }

    public static object? FromJson(string json, Type type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type, Json);
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException)
        {
            throw new ExpressionException($"the text is not JSON for {Describe(type)}");
        }
    }

    private static object? FromText(string text, Type type, Type target)
    {
        var culture = CultureInfo.InvariantCulture;
        object? value = target switch
        {
            _ when target == typeof(string) || target == typeof(object) => text,
            _ when text.Length == 0 && Nullable.GetUnderlyingType(type) is not null => null,
            _ when target == typeof(int) && int.TryParse(text, NumberStyles.Integer, culture, out var number) => number,
            _ when target == typeof(long) && long.TryParse(text, NumberStyles.Integer, culture, out var number) => number,
            _ when target == typeof(double) && double.TryParse(text, NumberStyles.Float, culture, out var number) => number,
            _ when target == typeof(float) && float.TryParse(text, NumberStyles.Float, culture, out var number) => number,
            _ when target == typeof(decimal) && decimal.TryParse(text, NumberStyles.Float, culture, out var number) => number,
            _ when target == typeof(bool) && bool.TryParse(text, out var flag) => flag,
            _ when target == typeof(TimeSpan) && WrittenTimes.TryReadLength(text, out var span) => span,
            _ when target == typeof(DateTimeOffset) && WrittenTimes.TryReadMoment(text, out var moment) => moment,
            _ when target == typeof(DateTime) && WrittenTimes.TryReadMoment(text, out var moment) => moment.UtcDateTime,
            _ when target == typeof(Guid) && Guid.TryParse(text, out var id) => id,
            _ when target == typeof(CronExpression)
                    && CronExpression.TryParse(text, CronFormatOf(text), out var cron) => Holding(cron),
            _ when target.IsEnum
                    && !text.Contains(',', StringComparison.Ordinal)
                    && Enum.TryParse(target, text, ignoreCase: true, out var member)
                    && Enum.IsDefined(target, member!) => member,
            _ when target == typeof(IReadOnlyList<string>) && !IsJsonList(text) => text.Length == 0
                ? (string[])[]
                : [text],
            _ when !IsSimple(target) => FromJson(text, type),
            _ => throw new ExpressionException($"the value is not {Describe(type)}"),
        };
        return value;
    }

    /// <summary>The designer's pickers write the one name that was chosen where a list is meant.</summary>
    public static bool IsJsonList(string text) => text.TrimStart() is ['[', ..];

    private static bool IsSimple(Type target) =>
        target.IsPrimitive || target.IsEnum || target == typeof(decimal) || target == typeof(TimeSpan)
        || target == typeof(DateTimeOffset) || target == typeof(DateTime) || target == typeof(Guid) || target == typeof(CronExpression);

    /// <summary>From a fixed moment, long enough ago for every leap day and weekday, so that the answer never changes.</summary>
    private static CronExpression Holding(CronExpression cron) =>
        cron.GetNextOccurrence(DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc) is not null ? cron
        : throw new ExpressionException(
            "the cron expression never comes, because there is no such day (for example 30 February): "
            + "write one that does come, such as 0 7 * * MON-FRI");

    private static CronFormat CronFormatOf(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard;

    private static string Describe(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(string) => "a text",
        var t when t == typeof(int) || t == typeof(long) => "a whole number",
        var t when t == typeof(double) || t == typeof(float) || t == typeof(decimal) => "a number",
        var t when t == typeof(bool) => "true or false",
        var t when t == typeof(TimeSpan) => $"a length of time such as {WrittenTimes.LengthExample}",
        var t when t == typeof(DateTimeOffset) || t == typeof(DateTime) => "a moment such as 2026-11-23T07:00:00Z",
        var t when t == typeof(Guid) => "an id of 32 hexadecimal digits",
        var t when t == typeof(CronExpression) => "a cron expression such as 0 7 * * MON-FRI",
        { IsEnum: true } t => "one of " + string.Join(", ", Enum.GetNames(t)),
        { IsGenericType: true } or { IsArray: true } => "a list",
        var t when t == typeof(Primitives.VariableReference) => "the name of a variable",
        _ => "a value of the kind that is needed here",
    };
}
