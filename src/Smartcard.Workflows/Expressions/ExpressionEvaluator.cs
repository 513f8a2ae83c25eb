using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Jint;
using Smartcard.Workflows.Exploration;

namespace Smartcard.Workflows.Expressions;

/// <summary>Gives an input its value: literals, JSON objects, variables, the instance's input, and JavaScript within limits.</summary>
internal static class ExpressionEvaluator
{
    private const int MaxStatements = 10_000;
    private const int MaxRecursion = 32;
    private const long MaxMemoryBytes = 4_000_000;
    private const uint MaxArrayLength = 10_000;

    /// <summary>Memory is measured between statements, and these make any amount of it within one.</summary>
    private const string RemoveLongTexts = "['repeat', 'padStart', 'padEnd'].forEach(name => delete String.prototype[name]);";

    /// <summary>While exploring, the clock and chance are not known.</summary>
    private const string HideWhatChanges = "{ const unknown = onlyARunKnows; Math.random = unknown; Date = function () { unknown(); }; Date.now = Date.parse = Date.UTC = unknown; }";

    private static readonly TimeSpan MaxTime = TimeSpan.FromMilliseconds(250);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public static bool Supports(string type) => type is "Literal" or "Object" or "Variable" or "Input" or "JavaScript";

    /// <exception cref="ExpressionException">The value is not what the input takes; its message may be shown.</exception>
    public static object? Evaluate(InputValue value, Type type, ActivityContext context)
    {
        try
        {
            return EvaluateNow(value, type, context);
        }
        catch (UnknownValueException) when (type == typeof(bool) && context.Either is { } either)
        {
            return either();
        }
    }

    private static object? EvaluateNow(InputValue value, Type type, ActivityContext context) => value.Expression switch
    {
        null or { Type: "Literal" or "Object" } => EvaluateConstant(value, type),
        { Type: "Variable" } variable => Convert(context.GetVariable(NameOf(variable)), type),
        { Type: "Input" } input => Convert(context.GetInput(NameOf(input)), type),
        { Type: "JavaScript" } script => RunScript(script.Value.GetString() ?? "", type, context),
        var other => throw new ExpressionException($"expressions of type '{other.Type}' are not supported"),
    };

    public static object? EvaluateConstant(InputValue value, Type type) => value.Expression switch
    {
        null => Convert(value.Bare, type),
        { Type: "Object", Value.ValueKind: JsonValueKind.String } text => ConvertJsonText(text.Value.GetString()!, type),
        var constant => Convert(constant.Value, type),
    };

    public static void CheckRange(InputDescriptor input, object? value)
    {
        if (value is IConvertible and (int or long or double)
            && ((IConvertible)value).ToDouble(CultureInfo.InvariantCulture) is var number
            && (number < input.Attribute.Minimum || number > input.Attribute.Maximum))
        {
            throw new ExpressionException($"{input.Name} must be from {input.Attribute.Minimum} to {input.Attribute.Maximum}, and {value} was given");
        }
    }

    public static JsonElement VariableValue(JsonElement value, string typeName)
    {
        if (Unknown.Is(value))
        {
            return value;
        }

        var type = typeName switch
        {
            "Int32" or "Int64" => typeof(long?),
            "Boolean" => typeof(bool?),
            "Double" or "Decimal" or "Single" => typeof(double?),
            _ => typeof(string),
        };
        return JsonSerializer.SerializeToElement(value.ValueKind is JsonValueKind.Undefined ? null : Convert(value, type), type);
    }

    private static string NameOf(Expression expression) => expression.Value.ValueKind switch
    {
        JsonValueKind.String => expression.Value.GetString()!,
        JsonValueKind.Object when expression.Value.TryGetProperty("name", out var name) => name.GetString() ?? "",
        _ => throw new ExpressionException($"a {expression.Type} expression names nothing"),
    };

    private static object? RunScript(string script, Type type, ActivityContext context)
    {
        try
        {
            using var engine = new Engine(options => options
                .Strict()
                .TimeoutInterval(MaxTime)
                .LimitMemory(MaxMemoryBytes)
                .LimitRecursion(MaxRecursion)
                .MaxStatements(MaxStatements)
                .RegexTimeoutInterval(MaxTime)
                .MaxArraySize(MaxArrayLength));
            engine.Execute(RemoveLongTexts);
            engine.SetValue("getVariable", (string name) => ToScript(engine, context.GetVariable(name)));
            engine.SetValue("getInput", (string name) => context.GetInput(name));
            if (context.IsExploring)
            {
                engine.SetValue("onlyARunKnows", new Action(() => throw new UnknownValueException()));
                engine.Execute(HideWhatChanges);
            }

            foreach (var variable in context.Definition.Variables)
            {
                engine.SetValue($"get{char.ToUpperInvariant(variable.Name[0])}{variable.Name[1..]}", () => ToScript(engine, context.GetVariable(variable.Name)));
            }

            // "return 1;" and "1" are both written; the first is the body of a function.
            var source = script.Contains("return", StringComparison.Ordinal) ? $"(function() {{ {script} }})()" : script;
            var result = engine.Evaluate(source);
            return result.IsUndefined() || result.IsNull() ? Convert((object?)null, type) : Convert(result.ToObject(), type);
        }
        catch (Exception failure) when (failure is JintException or TimeoutException or Acornima.ParseErrorException or NotSupportedException)
        {
            throw new ExpressionException($"the script failed: {failure.Message}");
        }
    }

    private static Jint.Native.JsValue ToScript(Engine engine, JsonElement? value) =>
        value is { } json ? engine.Evaluate($"({json.GetRawText()})") : Jint.Native.JsValue.Null;

    private static object? ConvertJsonText(string json, Type type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type, Json);
        }
        catch (JsonException)
        {
            throw new ExpressionException($"the text is not JSON for {Describe(type)}");
        }
    }

    private static object? Convert(object? value, Type type)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        switch (value)
        {
            case null:
                return type.IsValueType && Nullable.GetUnderlyingType(type) is null ? throw new ExpressionException($"a value is missing for {Describe(type)}") : null;
            case JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined }:
                return Convert((object?)null, type);
            case JsonElement { ValueKind: JsonValueKind.String } text when target != typeof(JsonElement):
                return Convert((object)text.GetString()!, type);
            case JsonElement json:
                return ConvertJsonText(json.GetRawText(), type);
            case string text:
                return FromText(text, type, target);
        }

        if (target.IsInstanceOfType(value))
        {
            return value;
        }

        try
        {
            return value is IEnumerable
                ? JsonSerializer.Deserialize(JsonSerializer.Serialize(value), type, Json)
                : System.Convert.ChangeType(value, target, CultureInfo.InvariantCulture);
        }
        catch (Exception failure) when (failure is InvalidCastException or FormatException or OverflowException or JsonException)
        {
            throw new ExpressionException($"the value is not {Describe(type)}");
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
            _ when target == typeof(bool) && bool.TryParse(text, out var flag) => flag,
            _ when target == typeof(TimeSpan) && TimeSpan.TryParse(text, culture, out var span) => span,
            _ when target.IsEnum && Enum.TryParse(target, text, ignoreCase: true, out var member) && Enum.IsDefined(target, member!) => member,
            _ when !target.IsPrimitive && !target.IsEnum && target != typeof(TimeSpan) => ConvertJsonText(text, type),
            _ => throw new ExpressionException($"'{(text.Length > 40 ? text[..40] + "…" : text)}' is not {Describe(type)}"),
        };
        return value;
    }

    private static string Describe(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(int) || t == typeof(long) => "a whole number",
        var t when t == typeof(double) => "a number",
        var t when t == typeof(bool) => "true or false",
        var t when t == typeof(TimeSpan) => "a length of time such as 00:15:00",
        { IsEnum: true } t => "one of " + string.Join(", ", Enum.GetNames(t)),
        var t => t.Name,
    };
}

/// <summary>A value that cannot be used. The message speaks of the definition, never of a person's data.</summary>
internal sealed class ExpressionException(string message) : Exception(message);
