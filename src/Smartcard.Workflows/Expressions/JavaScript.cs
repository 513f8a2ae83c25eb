using System.Text.Json;
using System.Text.RegularExpressions;
using Jint;
using Smartcard.Workflows.Exploration;

namespace Smartcard.Workflows.Expressions;

/// <summary>JavaScript within limits of processor time, memory, statements and recursion, and without a way to the host.</summary>
/// <remarks>As in Elsa: <c>getVariable('x')</c>, <c>getX()</c> and <c>getInput('x')</c>.</remarks>
internal static class JavaScript
{
    private const int MaxStatements = 10_000;
    private const int MaxRecursion = 32;
    private const long MaxMemoryBytes = 4_000_000;
    private const uint MaxArrayLength = 10_000;

    /// <summary>Memory is measured between statements, and these make any amount of it within one.</summary>
    private static readonly Prepared<Acornima.Ast.Script> RemoveLongTexts = Engine.PrepareScript("['repeat', 'padStart', 'padEnd'].forEach(name => delete String.prototype[name]);");

    /// <summary>While exploring, the clock and chance are not known.</summary>
    private static readonly Prepared<Acornima.Ast.Script> HideWhatChanges = Engine.PrepareScript("{ const unknown = onlyARunKnows; Math.random = unknown; Date = function () { unknown(); }; Date.now = Date.parse = Date.UTC = unknown; }");

    public static object? Run(string script, Type type, ActivityContext context)
    {
        var budget = new ProcessorBudget(context.LongestExpression);
        while (true)
        {
            try
            {
                return Run(script, type, context, budget);
            }
            catch (RegexMatchTimeoutException) when (!budget.IsSpent)
            {
                // Jint times a match by the wall's clock alone, and the processor was busy with others. A script changes nothing: it runs anew.
            }
            catch (Exception failure) when (failure is JintException or TimeoutException or Acornima.ParseErrorException or NotSupportedException)
            {
                throw new ExpressionException($"the script failed: {failure.Message}");
            }
        }
    }

    private static object? Run(string script, Type type, ActivityContext context, ProcessorBudget budget)
    {
        using var engine = new Engine(options => options
            .Strict()
            .Constraint(new ProcessorConstraint(budget))
            .LimitMemory(MaxMemoryBytes)
            .LimitRecursion(MaxRecursion)
            .MaxStatements(MaxStatements)
            .RegexTimeoutInterval(budget.Limit)
            .MaxArraySize(MaxArrayLength));
        engine.Execute(RemoveLongTexts);
        engine.SetValue("getVariable", (string name) => ToScript(engine, context.GetVariable(name)));
        engine.SetValue("getInput", (string name) => ToScript(engine, context.GetInput(name)));
        if (context.IsExploring)
        {
            engine.SetValue("onlyARunKnows", new Action(() => throw new UnknownValueException()));
            engine.Execute(HideWhatChanges);
        }

        foreach (var variable in context.InSight.VariableNames.Where(name => name.Length > 0))
        {
            engine.SetValue($"get{char.ToUpperInvariant(variable[0])}{variable[1..]}", () => ToScript(engine, context.GetVariable(variable)));
        }

        // "return 1;" and "1" are both written; the first is the body of a function.
        var source = script.Contains("return", StringComparison.Ordinal) ? $"(function() {{ {script} }})()" : script;
        var result = engine.Evaluate(source);
        return ValueConverter.Convert(result.IsUndefined() || result.IsNull() ? null : result.ToObject(), type);
    }

    private static Jint.Native.JsValue ToScript(Engine engine, JsonElement? value) =>
        value is { } json ? engine.Evaluate($"({json.GetRawText()})") : Jint.Native.JsValue.Null;

    /// <summary>Asked before each statement, and between the steps of what one statement does.</summary>
    private sealed class ProcessorConstraint(ProcessorBudget budget) : Constraint
    {
        public override void Check()
        {
            if (budget.IsSpent)
            {
                throw new TimeoutException($"it computes for longer than {budget.Limit.TotalSeconds} s");
            }
        }

        /// <summary>One budget for all that a script asks the engine for.</summary>
        public override void Reset()
        {
        }
    }
}
