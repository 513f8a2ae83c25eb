using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Smartcard.Expressions;
using Smartcard.Workflows.Exploration;

namespace Smartcard.Workflows.Expressions;

/// <summary>Gives an input its value: literals, JSON objects, variables, the instance's input, JavaScript and Liquid.</summary>
internal static partial class ExpressionEvaluator
{
    private const int MostFoundRight = 1_000;

    private static readonly ConcurrentDictionary<string, bool> FoundRight = new(StringComparer.Ordinal);

    /// <summary>The value of an activity's input, within its limits.</summary>
    /// <exception cref="ExpressionException">As for the other; the message starts with the input's label.</exception>
    public static object? Evaluate(InputDescriptor input, InputValue value, ActivityContext context)
    {
        try
        {
            var evaluated = Evaluate(value, input.Type, context);
            CheckRange(input, evaluated);
            return evaluated;
        }
        catch (ExpressionException wrong)
        {
            var label = $"'{input.Label}'";
            throw wrong.Message.StartsWith(label, StringComparison.Ordinal) ? wrong : new ExpressionException($"{label}: {wrong.Message}");
        }
    }

    public static bool Supports(string type) => type is "Literal" or "Object" or "Variable" or "Input" or "JavaScript" or "Liquid";

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
        { Type: "Variable" } variable => ValueConverter.Convert(VariableOf(variable, context), type),
        { Type: "Input" } input => ValueConverter.Convert(context.GetInput(NameOf(input)), type),
        { Type: "JavaScript" } script => ValueConverter.Convert(Script(TextOf(script), context), type),
        { Type: "Liquid" } template when context.IsExploring => throw Unread(TextOf(template), context),
        { Type: "Liquid" } template => ValueConverter.Convert(Trimmed(Template(TextOf(template), context), type), type),
        var other => throw new ExpressionException($"expressions of type '{other.Type}' are not supported"),
    };

    /// <summary>
    /// What can be read is computed here, the same before a run and in it; all else is computed elsewhere, and only in
    /// a run.
    /// </summary>
    private static object? Script(string script, ActivityContext context)
    {
        if (PureScript.TryEvaluate(script, context, out var value))
        {
            return value;
        }

        if (context.IsExploring)
        {
            CheckNames("the script failed", ExpressionLanguage.JavaScript, script, context);
            throw new UnknownValueException();
        }

        return Ask("the script failed", RequestOf(ExpressionLanguage.JavaScript, script, context)) switch
        {
            { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
            { ValueKind: JsonValueKind.String } text => text.GetString(),
            { ValueKind: JsonValueKind.True } => true,
            { ValueKind: JsonValueKind.False } => false,
            var other => other,
        };
    }

    /// <summary>
    /// A template sees all variables, and the clock. That what it names is there can be seen now, and in a run it would
    /// come to an empty text.
    /// </summary>
    private static UnknownValueException Unread(string template, ActivityContext context)
    {
        if (!IsPlain(template))
        {
            CheckNames("the template failed", ExpressionLanguage.Liquid, template, context);
        }

        return new UnknownValueException();
    }

    /// <summary>
    /// A proof comes to the same activity thousands of times, with the same names in sight: what was found right is not
    /// asked again.
    /// </summary>
    private static void CheckNames(string words, ExpressionLanguage language, string text, ActivityContext context)
    {
        string[] variables = [.. context.InSight.VariableNames];
        string[] inputs = [.. context.InSight.DeclaredInputs];
        var asked = string.Join('\0', [language.ToString(), text, "", .. variables, "", .. inputs]);
        if (FoundRight.ContainsKey(asked))
        {
            return;
        }

        Ask(words, new EvaluationRequest(language, text)
        {
            IsCheck = true,
            ChecksNames = true,
            Variables = variables.ToDictionary(name => name, _ => default(JsonElement?), StringComparer.Ordinal),
            DeclaredInputs = inputs,
        });
        if (FoundRight.Count >= MostFoundRight)
        {
            FoundRight.Clear();
        }

        FoundRight.TryAdd(asked, true);
    }

    private static string Template(string template, ActivityContext context) =>
        IsPlain(template)
            ? template
            : Ask("the template failed", RequestOf(ExpressionLanguage.Liquid, template, context))!.Value.GetString()!;

    private static void CheckTemplate(string template)
    {
        if (!IsPlain(template))
        {
            Ask("the template failed", new EvaluationRequest(ExpressionLanguage.Liquid, template) { IsCheck = true });
        }
    }

    private static bool IsPlain(string template) =>
        !template.Contains("{{", StringComparison.Ordinal) && !template.Contains("{%", StringComparison.Ordinal);

    private static EvaluationRequest RequestOf(ExpressionLanguage language, string text, ActivityContext context) => new(language, text)
    {
        Variables = Given(context.InSight.VariableNames, context.GetVariable),
        Input = Given(context.InSight.InputNames, context.GetInput),
        DeclaredInputs = [.. context.InSight.DeclaredInputs],
        CorrelationId = context.CorrelationId,
        WorkflowInstanceId = context.InstanceId.ToString(),
        WorkflowDefinitionId = context.Definition.DefinitionId,
        WorkflowDefinitionVersion = context.Definition.Version,
        Now = context.Now,
        Longest = context.LongestExpression,
    };

    private static Dictionary<string, JsonElement?> Given(IEnumerable<string> names, Func<string, JsonElement?> get) => names.ToDictionary(
        name => name,
        name => get(name) is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } value ? value : default(JsonElement?),
        StringComparer.Ordinal);

    private static JsonElement? Ask(string words, EvaluationRequest request)
    {
        try
        {
            return ExpressionProcesses.Evaluate(request);
        }
        catch (ExpressionException failure)
        {
            throw new ExpressionException($"{words}: {failure.Message}");
        }
    }

    public static object? EvaluateConstant(InputValue value, Type type) =>
        value.Expression switch
        {
            null => ValueConverter.Convert(value.Bare, type),
            { Type: "Object", Value.ValueKind: JsonValueKind.String } text
                when type != typeof(IReadOnlyList<string>) || ValueConverter.IsJsonList(text.Value.GetString()!) =>
                ValueConverter.FromJson(text.Value.GetString()!, type),
            var constant => ValueConverter.Convert(constant.Value, type),
        };

    /// <summary>The text that a value comes to, where that depends on nothing.</summary>
    /// <returns>Whether it is known; null is known to be nothing.</returns>
    public static bool TryReadText(InputValue value, out string? text)
    {
        text = null;
        try
        {
            switch (value.Expression)
            {
                case null or { Type: "Literal" or "Object" }:
                    text = EvaluateConstant(value, typeof(string)) as string;
                    return true;
                case { Type: "JavaScript" } script when PureScript.TryEvaluateAlone(TextOf(script), out var constant):
                    text = ValueConverter.Convert(constant, typeof(string)) as string;
                    return true;
                case { Type: "Liquid" } template:
                    text = LiquidOfNothing().Replace(TextOf(template), match => match.Groups["text"].Value);
                    return IsPlain(text);
                default:
                    return false;
            }
        }
        catch (ExpressionException)
        {
            return false;
        }
    }

    /// <summary>What a template says the same in every run: comments and settings nothing, written texts themselves.</summary>
    [GeneratedRegex(
        """
        \{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}
        | \{%-?\s*assign\s[^%{}]*%\}
        | \{\{-?\s*(?:'(?<text>[^'{}]*)'|"(?<text>[^"{}]*)"|nil|null|empty|blank)\s*-?\}\}
        """,
        RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex LiquidOfNothing();

    /// <summary>Finds what can be found wrong in an expression before it runs.</summary>
    /// <exception cref="ExpressionException">The text is not what the expression's type takes.</exception>
    public static void Check(Expression expression)
    {
        if (expression.Type == "Liquid")
        {
            CheckTemplate(TextOf(expression));
        }
    }

    public static void CheckRange(InputDescriptor input, object? value)
    {
        if (value is IConvertible and (int or long or double or decimal)
            && ((IConvertible)value).ToDouble(CultureInfo.InvariantCulture) is var number
            && (number < input.Attribute.Minimum || number > input.Attribute.Maximum))
        {
            throw new ExpressionException(double.IsPositiveInfinity(input.Attribute.Maximum)
                ? $"'{input.Label}' must be {input.Attribute.Minimum} or more, and the value is {value}"
                : $"'{input.Label}' must be from {input.Attribute.Minimum} to {input.Attribute.Maximum}, and the value is {value}");
        }
    }

    /// <summary>By its id where that is given, since one nearer may have the same name.</summary>
    private static JsonElement? VariableOf(Expression expression, ActivityContext context) =>
        expression.Value.ValueKind == JsonValueKind.Object
        && expression.Value.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String
        && context.InSight.FindVariable(id.GetString(), name: null) is { } declared
            ? context.GetVariable(declared)
            : context.GetVariable(NameOf(expression));

    private static string NameOf(Expression expression) =>
        expression.Value.ValueKind switch
        {
            JsonValueKind.String => expression.Value.GetString()!,
            JsonValueKind.Object
                when expression.Value.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String =>
                name.GetString()!,
            _ => throw new ExpressionException(
                $"{WithArticle(expression.Type)} expression does not name anything: choose what it reads"),
        };

    private static string TextOf(Expression expression) => expression.Value.ValueKind switch
    {
        JsonValueKind.String => expression.Value.GetString()!,
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        _ => throw new ExpressionException($"{WithArticle(expression.Type)} expression must be a text"),
    };

    private static string WithArticle(string word) =>
        $"{("AEIOU".Contains(word[0], StringComparison.OrdinalIgnoreCase) ? "an" : "a")} {word}";

    /// <summary>A template's line breaks belong to a text, and to nothing else.</summary>
    private static string Trimmed(string text, Type type) => type == typeof(string) || type == typeof(object) ? text : text.Trim();
}

/// <summary>A value that cannot be used. The message describes the definition, never a person's data.</summary>
internal sealed class ExpressionException(string message) : Exception(message);
