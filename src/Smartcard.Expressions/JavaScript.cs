using System.Text.Json;
using System.Text.RegularExpressions;
using Acornima;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime.Descriptors;

namespace Smartcard.Expressions;

/// <summary>JavaScript within limits of processor time, memory, statements and recursion, and without a way to the host.</summary>
/// <remarks>
/// As in Elsa: <c>getVariable('x')</c>, <c>getX()</c>, <c>variables.x</c>, <c>getInput('x')</c>,
/// <c>getCorrelationId()</c>, <c>getWorkflowInstanceId()</c>, <c>getWorkflowDefinitionId()</c>,
/// <c>getWorkflowDefinitionVersion()</c>; <see cref="Accessors"/> says what is not given. It reads, and sets nothing.
/// The limits here give the better message; what passes them ends this program at its limit of memory, or the host ends
/// it.
/// </remarks>
internal static class JavaScript
{
    internal const int MaxStatements = 10_000;
    internal const int MaxRecursion = 32;
    internal const long MaxMemoryBytes = 4_000_000;
    private const uint MaxArrayLength = 10_000;

    /// <summary>"return 1;" and "1" are both written.</summary>
    private static readonly ScriptPreparationOptions Options = new()
    {
        ParsingOptions = ScriptParsingOptions.Default with { AllowReturnOutsideFunction = true },
    };

    /// <exception cref="EvaluationException">The text is not a script, or names what is not there; nothing of it is run.</exception>
    public static void Check(EvaluationRequest request)
    {
        var names = new NameCheck();
        names.Visit(Prepare(request.Text).Program!);
        if (names.IsWriting)
        {
            throw new EvaluationException(Accessors.NoWriting);
        }

        using var engine = EngineFor(request, new ProcessorBudget(request.Longest));
        if (names.Undeclared.FirstOrDefault(name => !engine.Global.HasProperty(name)) is { } unknown)
        {
            throw new EvaluationException(Accessors.WordsFor(unknown));
        }

        if (names.Variables.FirstOrDefault(name => !request.Variables.ContainsKey(name)) is { } missing)
        {
            throw new EvaluationException($"there is no variable '{missing}'");
        }
    }

    /// <exception cref="EvaluationException">The script fails, or goes too far.</exception>
    public static JsonElement? Run(EvaluationRequest request)
    {
        var prepared = Prepare(request.Text);
        var budget = new ProcessorBudget(request.Longest);
        while (true)
        {
            try
            {
                return Run(prepared, request, budget);
            }
            catch (RegexMatchTimeoutException) when (!budget.IsSpent)
            {
                // Jint times a match by the wall's clock alone, and the processor was busy with others. A script
                // changes nothing: it runs anew.
            }
            catch (Exception failure) when (ScriptFailures.Words(failure, budget) is { } words)
            {
                throw new EvaluationException(words);
            }
        }
    }

    private static Prepared<Acornima.Ast.Script> Prepare(string script)
    {
        try
        {
            return Engine.PrepareScript(script, strict: true, options: Options);
        }
        catch (Exception failure) when (failure is JintException or ParseErrorException)
        {
            throw new EvaluationException($"it cannot be read: {failure.Message}");
        }
    }

    private static JsonElement? Run(Prepared<Acornima.Ast.Script> script, EvaluationRequest request, ProcessorBudget budget)
    {
        using var engine = EngineFor(request, budget);
        var result = engine.Evaluate(script);
        if (result.IsNumber() && !double.IsFinite(result.AsNumber()))
        {
            throw new EvaluationException("its value is not a number");
        }

        if (result.IsBigInt() || result.IsSymbol())
        {
            throw new EvaluationException("its value is a BigInt or a symbol: give a number or a text");
        }

        return result.IsUndefined() || result.IsNull() ? null : JsonSerializer.SerializeToElement(result.ToObject());
    }

    /// <summary>What can wait without computing, so that no budget of processor time ends it. A script has nobody to wait for.</summary>
    private static readonly string[] Sleepers = ["Atomics", "SharedArrayBuffer"];

    private static Engine EngineFor(EvaluationRequest request, ProcessorBudget budget)
    {
        var engine = new Engine(options => options
            .Strict()
            .DisableStringCompilation()
            .Constraint(new ProcessorConstraint(budget))
            .LimitMemory(MaxMemoryBytes)
            .LimitRecursion(MaxRecursion)
            .MaxStatements(MaxStatements)
            .RegexTimeoutInterval(budget.Limit)
            .MaxArraySize(MaxArrayLength));
        foreach (var sleeper in Sleepers)
        {
            engine.Global.Delete(sleeper);
        }

        engine.SetValue("getVariable", (string name) => ToScript(engine, request.Variables, name));
        engine.SetValue("getInput", (string name) => ToScript(engine, request.Input, name));
        engine.SetValue("getCorrelationId", () => request.CorrelationId);
        engine.SetValue("getWorkflowInstanceId", () => request.WorkflowInstanceId);
        engine.SetValue("getWorkflowDefinitionId", () => request.WorkflowDefinitionId);
        engine.SetValue("getWorkflowDefinitionVersion", () => request.WorkflowDefinitionVersion);
        engine.SetValue(
            "isNullOrEmpty",
            (JsValue text) => text.IsNull() || text.IsUndefined() || text.ToString().Length == 0);
        engine.SetValue(
            "isNullOrWhiteSpace",
            (JsValue text) => text.IsNull() || text.IsUndefined() || string.IsNullOrWhiteSpace(text.ToString()));
        engine.SetValue(
            "toJson",
            (JsValue value) =>
                new Jint.Native.Json.JsonSerializer(engine).Serialize(value, JsValue.Undefined, JsValue.Undefined));
        var variables = (ObjectInstance)ToScript(engine, JsonSerializer.SerializeToElement(request.Variables));
        variables.PreventExtensions();
        foreach (var name in request.Variables.Keys)
        {
            // what a script wrote there would be lost
            variables.DefineOwnProperty(name, new PropertyDescriptor { Writable = false, Configurable = false });
        }

        engine.SetValue("variables", variables);
        foreach (var (getter, (name, isInput)) in Accessors.GettersOf(request.Variables.Keys, request.DeclaredInputs))
        {
            engine.SetValue(getter, () => ToScript(engine, isInput ? request.Input : request.Variables, name));
        }

        return engine;
    }

    private static JsValue ToScript(Engine engine, Dictionary<string, JsonElement?> values, string name) =>
        values.GetValueOrDefault(name) is { } value ? ToScript(engine, value) : JsValue.Null;

    private static JsValue ToScript(Engine engine, JsonElement json) => new Jint.Native.Json.JsonParser(engine).Parse(json.GetRawText());

    /// <summary>Asked before each statement, and between the steps of what one statement does.</summary>
    private sealed class ProcessorConstraint(ProcessorBudget budget) : Constraint
    {
        public override void Check()
        {
            if (budget.IsSpent)
            {
                throw new TimeoutException(budget.Words);
            }
        }

        /// <summary>One budget for all that a script asks the engine for.</summary>
        public override void Reset()
        {
        }
    }
}
