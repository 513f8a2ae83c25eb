using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Acornima;
using Acornima.Ast;

namespace Smartcard.Workflows.Expressions;

/// <summary>
/// The part of JavaScript that is read and not run: literals, templates, variables and input, comparisons, arithmetic,
/// <c>&amp;&amp;</c>, <c>||</c>, <c>??</c>, <c>!</c> and <c>?:</c>. It gives the same value before a run and in it, and
/// there is nothing in it to tell one from the other.
/// </summary>
/// <remarks>
/// Where JavaScript would turn a value into one of another type, other than a number into a text, it is not of this
/// part.
/// </remarks>
internal static class PureScript
{
    private const int MaxLength = 2_000;

    /// <summary>A tree takes up to 200 KB.</summary>
    private const int MostRead = 100;

    /// <summary>A proof comes to the same script thousands of times. Null = it is not of this part.</summary>
    private static readonly ConcurrentDictionary<string, Acornima.Ast.Expression?> Read = new(StringComparer.Ordinal);

    private static readonly ParserOptions Options = new() { AllowReturnOutsideFunction = true };

    /// <param name="context">Null = nothing of a run may be asked for.</param>
    /// <returns>Whether it is of this part; when not, somebody else has to say what it comes to.</returns>
    /// <exception cref="Exploration.UnknownValueException">It depends on a value that only a run would know.</exception>
    public static bool TryEvaluate(string script, ActivityContext? context, out object? value)
    {
        value = null;
        try
        {
            if (script.Length > MaxLength || Body(script) is not { } body)
            {
                return false;
            }

            value = Value(body, context);
            return value is not double number || double.IsFinite(number);
        }
        catch (Exception failure) when (failure is NotPureException or ParseErrorException or InsufficientExecutionStackException)
        {
            return false;
        }
    }

    /// <summary>What a script comes to that asks for no variable, input or anything else of a run.</summary>
    public static bool TryEvaluateAlone(string script, out object? value)
    {
        value = null;
        try
        {
            if (script.Length > MaxLength)
            {
                return false;
            }

            switch (new Parser(Options).ParseScript(script, strict: true).Body)
            {
                case []
                or [EmptyStatement]
                or [ReturnStatement { Argument: null or Identifier { Name: "undefined" } }]
                or [ExpressionStatement { Expression: Identifier { Name: "undefined" } }]:
                    return true;
                default:
                    return TryEvaluate(script, context: null, out value);
            }
        }
        catch (Exception failure) when (failure is ParseErrorException or InsufficientExecutionStackException)
        {
            return false;
        }
    }

    private static Acornima.Ast.Expression? Body(string script)
    {
        if (Read.TryGetValue(script, out var known))
        {
            return known;
        }

        var body = Parse(script);
        if (Read.Count >= MostRead)
        {
            Read.Clear();
        }

        Read.TryAdd(script, body);
        return body;
    }

    private static Acornima.Ast.Expression? Parse(string script)
    {
        try
        {
            return new Parser(Options).ParseScript(script, strict: true).Body switch
            {
                [ExpressionStatement only] => only.Expression,
                [ReturnStatement only] => only.Argument,
                _ => null,
            };
        }
        catch (ParseErrorException)
        {
            return null;
        }
    }

    private static object? Value(Node node, ActivityContext? context) =>
        node switch
        {
            Literal { Value: null or bool or double or string } literal and not RegExpLiteral => literal.Value,
            TemplateLiteral template => Text(template, context),
            CallExpression { Optional: false } call when context is not null => Asked(call, context),
            MemberExpression
            {
                Object: Identifier { Name: "variables" },
                Computed: false,
                Optional: false,
                Property: Identifier name
            } when context is not null => Known(name.Name, context),
            MemberExpression
            {
                Object: Identifier { Name: "variables" },
                Computed: true,
                Optional: false,
                Property: StringLiteral name
            } when context is not null => Known(name.Value, context),
            ConditionalExpression choice => Value(
                IsTrue(Value(choice.Test, context)) ? choice.Consequent : choice.Alternate,
                context),
            LogicalExpression logical => Logical(logical, context),
            BinaryExpression binary => Binary(
                binary.Operator,
                Value(binary.Left, context),
                Value(binary.Right, context)),
            UnaryExpression { Operator: Operator.LogicalNot } not => !IsTrue(Value(not.Argument, context)),
            UnaryExpression { Operator: Operator.UnaryNegation } minus => -Number(Value(minus.Argument, context)),
            UnaryExpression { Operator: Operator.UnaryPlus } plus => Number(Value(plus.Argument, context)),
            _ => throw new NotPureException(),
        };

    private static object? Asked(CallExpression call, ActivityContext context) => (call.Callee, call.Arguments.Count) switch
    {
        (Identifier { Name: "getVariable" }, 1) when call.Arguments[0] is StringLiteral name => Simple(context.GetVariable(name.Value)),
        (Identifier { Name: "getInput" }, 1) when call.Arguments[0] is StringLiteral name => Simple(context.GetInput(name.Value)),
        (Identifier { Name: "getCorrelationId" }, 0) when !context.IsExploring => context.CorrelationId,
        (Identifier { Name: "getWorkflowInstanceId" }, 0) when !context.IsExploring => context.InstanceId.ToString(),
        (Identifier { Name: var getter }, 0) when context.InSight.Getters.TryGetValue(getter, out var found) =>
            found.IsInput ? Simple(context.GetInput(found.Name)) : Known(found.Name, context),
        _ => throw new NotPureException(),
    };

    /// <summary>A variable that is in sight; of others JavaScript has something to say.</summary>
    private static object? Known(string? name, ActivityContext context) =>
        name is not null && context.InSight.Variable(name) is not null ? Simple(context.GetVariable(name)) : throw new NotPureException();

    private static object? Simple(JsonElement? value) => value switch
    {
        null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
        { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        var other => other, // a list or an object, whole
    };

    private static string Text(TemplateLiteral template, ActivityContext? context)
    {
        var text = new StringBuilder();
        for (var i = 0; i < template.Quasis.Count; i++)
        {
            text.Append(template.Quasis[i].Value.Cooked);
            if (i < template.Expressions.Count)
            {
                text.Append(Text(Value(template.Expressions[i], context)));
            }
        }

        return text.ToString();
    }

    private static object? Logical(LogicalExpression logical, ActivityContext? context)
    {
        var left = Value(logical.Left, context);
        var isEnough = logical.Operator switch
        {
            Operator.LogicalAnd => !IsTrue(left),
            Operator.LogicalOr => IsTrue(left),
            Operator.NullishCoalescing => left is not null,
            _ => throw new NotPureException(),
        };
        return isEnough ? left : Value(logical.Right, context);
    }

    private static object Binary(Operator @operator, object? left, object? right) => @operator switch
    {
        Operator.StrictEquality => AreSame(left, right),
        Operator.StrictInequality => !AreSame(left, right),
        Operator.Equality => AreAlike(left, right),
        Operator.Inequality => !AreAlike(left, right),
        Operator.LessThan => Compare(left, right, (a, b) => a < b, order => order < 0),
        Operator.LessThanOrEqual => Compare(left, right, (a, b) => a <= b, order => order <= 0),
        Operator.GreaterThan => Compare(left, right, (a, b) => a > b, order => order > 0),
        Operator.GreaterThanOrEqual => Compare(left, right, (a, b) => a >= b, order => order >= 0),
        Operator.Addition when left is string || right is string => Text(left) + Text(right),
        Operator.Addition => Number(left) + Number(right),
        Operator.Subtraction => Number(left) - Number(right),
        Operator.Multiplication => Number(left) * Number(right),
        Operator.Division => Number(left) / Number(right),
        Operator.Remainder => Number(left) % Number(right),
        _ => throw new NotPureException(),
    };

    private static bool AreSame(object? left, object? right) => (left, right) switch
    {
        (JsonElement, _) or (_, JsonElement) => throw new NotPureException(),
        (double a, double b) => a == b, // not Equals: what is not a number equals nothing
        _ => Equals(left, right),
    };

    private static bool AreAlike(object? left, object? right) =>
        left is null || right is null ? left is null && right is null
        : left.GetType() == right.GetType() ? AreSame(left, right)
        : throw new NotPureException();

    private static bool Compare(
        object? left,
        object? right,
        Func<double, double, bool> numbers,
        Func<int, bool> texts) =>
        (left, right) switch
        {
            (double a, double b) => numbers(a, b),
            (string a, string b) => texts(string.CompareOrdinal(a, b)),
            _ => throw new NotPureException(),
        };

    private static bool IsTrue(object? value) => value switch
    {
        null => false,
        bool flag => flag,
        double number => number != 0 && !double.IsNaN(number),
        string text => text.Length > 0,
        _ => true,
    };

    private static double Number(object? value) => value is double number ? number : throw new NotPureException();

    private static string Text(object? value) => value switch
    {
        string text => text,
        double number when Math.Abs(number) < 1e15 && number == Math.Floor(number) => ((long)number).ToString(CultureInfo.InvariantCulture),
        _ => throw new NotPureException(),
    };

    private sealed class NotPureException : Exception;
}
