using System.Text.Json;
using Jint;
using Smartcard.Workflows.Exploration;

namespace Smartcard.Workflows.Expressions;

/// <summary>JavaScript within limits of time, memory, statements and recursion, and without a way to the host.</summary>
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

    /// <summary>Statements are counted; this is for what one statement may do, and long enough that a busy machine breaks no journey.</summary>
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(2);

    public static object? Run(string script, Type type, ActivityContext context)
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
        catch (Exception failure) when (failure is JintException or TimeoutException or Acornima.ParseErrorException or NotSupportedException)
        {
            throw new ExpressionException($"the script failed: {failure.Message}");
        }
    }

    private static Jint.Native.JsValue ToScript(Engine engine, JsonElement? value) =>
        value is { } json ? engine.Evaluate($"({json.GetRawText()})") : Jint.Native.JsValue.Null;
}
