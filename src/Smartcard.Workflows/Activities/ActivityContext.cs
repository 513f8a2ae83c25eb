using System.Text.Json;
using Smartcard.Expressions;
using Smartcard.Workflows.Exploration;
using Smartcard.Workflows.Expressions;

namespace Smartcard.Workflows;

/// <summary>What an activity sees of its instance while it executes or resumes.</summary>
public sealed class ActivityContext
{
    private readonly WorkflowState _state;
    private readonly ActivityExecution _execution;
    private readonly List<WorkflowOutput> _outputs;
    private readonly Lazy<ValuesInSight> _inSight;

    internal ActivityContext(
        WorkflowDefinition definition,
        WorkflowState state,
        ActivityNode node,
        ActivityExecution execution,
        List<WorkflowOutput> outputs,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        Definition = definition;
        _state = state;
        Node = node;
        _execution = execution;
        _outputs = outputs;
        _inSight = new Lazy<ValuesInSight>(() => ValuesInSight.Of(definition, state, execution));
        Now = now;
        CancellationToken = cancellationToken;
    }

    /// <summary>The instance that the activity runs in.</summary>
    public Guid InstanceId => _state.InstanceId;

    /// <summary>The name by which the world knows the instance; null = none.</summary>
    public string? CorrelationId => _state.CorrelationId;

    /// <summary>The activity's id in the definition; in a used workflow with that one's before it.</summary>
    public string ActivityId => Node.Id;

    /// <summary>The moment of this turn; the same for all its activities.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Cancelled when the caller of the turn gives up; nothing is saved then.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>What the instance was started with, as text.</summary>
    public IReadOnlyDictionary<string, string> Input => _state.Input;

    internal WorkflowDefinition Definition { get; }

    internal ActivityNode Node { get; }

    internal ActivityExecution Execution => _execution;

    internal ValuesInSight InSight => _inSight.Value;

    /// <summary>Set while the definition is only explored: what a run alone would know may not be read.</summary>
    internal bool IsExploring { get; set; }

    /// <summary>What each expression may have of the processor.</summary>
    internal TimeSpan LongestExpression { get; set; } = ProcessorBudget.OfExpressions;

    /// <summary>While exploring: the answer to a condition that only a run could give.</summary>
    internal Func<bool>? Either { get; set; }

    /// <summary>The value of the nearest variable of that name.</summary>
    /// <returns>Null when there is none, or none was set.</returns>
    public JsonElement? GetVariable(string name)
    {
        if (InSight.Variable(name) is not { } value)
        {
            return IsExploring ? throw new ExpressionException($"there is no variable '{name}'") : null;
        }

        return Known(value);
    }

    internal JsonElement? GetVariable(VariableDefinition variable) => Known(InSight.Variable(variable));

    /// <summary>
    /// The input by its declared type; a text where the definition declares none; null when the workflow was started
    /// without.
    /// </summary>
    public JsonElement? GetInput(string name) =>
        IsExploring && (!InSight.IsInputFromAround || (InSight.Input(name) is { } given && Unknown.Is(given)))
            ? throw new UnknownValueException()
            : InSight.Input(name);

    private JsonElement? Known(JsonElement? value) =>
        IsExploring && value is { } json && Unknown.Is(json) ? throw new UnknownValueException() : value;

    /// <summary>Variables are stored and shown to administrators: never a secret.</summary>
    public void SetVariable(string name, object? value) => InSight.SetVariable(name, JsonSerializer.SerializeToElement(value));

    /// <exception cref="ExpressionException">The value is not of the variable's type.</exception>
    internal void SetVariable(VariableDefinition variable, object? value) => InSight.SetVariable(variable, variable.Type.ToStored(value));

    /// <summary>Sets an output of the workflow; like a variable, never a secret.</summary>
    internal void SetOutput(OutputDefinition output, object? value) => InSight.SetOutput(output, output.Type.ToStored(value));

    /// <summary>Gives the instance another name by which the world knows it.</summary>
    public void Correlate(string correlationId) => _state.CorrelationId = correlationId;

    /// <summary>A text that this execution kept while it waits; null = none.</summary>
    public string? GetState(string key) => _execution.State.GetValueOrDefault(key);

    /// <summary>Keeps a text with this execution while it waits: never a secret.</summary>
    /// <param name="key">As in <see cref="GetState"/>.</param>
    /// <param name="value">Replaces what was kept there.</param>
    public void SetState(string key, string value) => _execution.State[key] = value;

    internal void RemoveState(string key) => _execution.State.Remove(key);

    /// <summary>Gives something out, after what this step has given out before.</summary>
    public void Emit(WorkflowOutput output) => _outputs.Add(output);
}
