using System.Text.Json;
using Smartcard.Expressions;

namespace Smartcard.Workflows;

/// <summary>
/// What an activity sees: the variables of the containers around it, nearest first, up to the workflow that it is drawn
/// in, with that one's input and outputs.
/// </summary>
/// <remarks>A workflow that is used as an activity sees nothing of the one that uses it but its own inputs.</remarks>
internal sealed class ValuesInSight
{
    private readonly WorkflowState _state;
    private readonly IReadOnlyList<(Declarations Declared, Dictionary<string, JsonElement> Variables)> _around;
    private readonly ContainerValues? _used;

    private ValuesInSight(WorkflowState state, IReadOnlyList<(Declarations, Dictionary<string, JsonElement>)> around, ContainerValues? used)
    {
        _state = state;
        _around = around;
        _used = used;
    }

    public static ValuesInSight Of(WorkflowDefinition definition, WorkflowState state, ActivityExecution execution)
    {
        var around = new List<(Declarations, Dictionary<string, JsonElement>)>();
        for (var id = execution.ParentId; id != 0;)
        {
            var container = state.Executions.Find(e => e.Id == id)!;
            var node = definition.Node(container.ActivityId);
            if (node.Declared is { } declared && container.Values is { } values)
            {
                around.Add((declared, values.Variables));
                if (node.Descriptor.IsUsedWorkflow)
                {
                    return new ValuesInSight(state, around, values);
                }
            }

            id = container.ParentId;
        }

        around.Add((definition.Declared, state.Variables));
        return new ValuesInSight(state, around, used: null);
    }

    /// <summary>Names of all variables in sight.</summary>
    public IEnumerable<string> VariableNames => _around.SelectMany(a => a.Variables.Keys).Distinct(StringComparer.Ordinal);

    /// <summary>The functions by which scripts ask for each of them, and for the inputs that the workflow declares.</summary>
    public IReadOnlyDictionary<string, (string Name, bool IsInput)> Getters => field ??= Accessors.GettersOf(VariableNames, DeclaredInputs);

    public IEnumerable<string> DeclaredInputs => Workflow.Inputs.Select(i => i.Name);

    public IEnumerable<string> InputNames => _used is null ? _state.Input.Keys : _used.Input.Keys;

    /// <summary>What the workflow that the activity is drawn in declares.</summary>
    public Declarations Workflow => _around[^1].Declared;

    public VariableDefinition? FindVariable(string? id, string? name) =>
        Declarations.FindVariable(_around.SelectMany(a => a.Declared.Variables), id, name);

    /// <returns>Null when there is no such variable in sight.</returns>
    public JsonElement? Variable(string name)
    {
        foreach (var (_, variables) in _around)
        {
            if (variables.TryGetValue(name, out var value))
            {
                return value;
            }
        }

        return null;
    }

    public JsonElement? Variable(VariableDefinition variable) =>
        DeclaringOf(variable).TryGetValue(variable.Name, out var value) ? value : null;

    /// <summary>Sets the nearest variable of this name; one that nobody declared becomes the workflow's.</summary>
    public void SetVariable(string name, JsonElement value) =>
        (_around.FirstOrDefault(a => a.Variables.ContainsKey(name)).Variables ?? _used?.Variables ?? _state.Variables)[name] = value;

    public void SetVariable(VariableDefinition variable, JsonElement value) => DeclaringOf(variable)[variable.Name] = value;

    /// <summary>The input by its declared type; a text where the definition declares none; null when it was not given.</summary>
    public JsonElement? Input(string name) =>
        _used is not null ? (_used.Input.TryGetValue(name, out var given) ? given : null)
        : !_state.Input.TryGetValue(name, out var text) ? null
        : Workflow.Inputs.FirstOrDefault(i => i.Name == name) is { } declared ? declared.Type.ToStored(text)
        : JsonSerializer.SerializeToElement(text);

    /// <summary>Whether the input was settled by the workflow around, and not when the instance was started.</summary>
    public bool IsInputFromAround => _used is not null;

    public void SetOutput(OutputDefinition output, JsonElement value) => (_used?.Outputs ?? _state.Outputs)[output.Name] = value;

    private Dictionary<string, JsonElement> DeclaringOf(VariableDefinition variable) =>
        _around.FirstOrDefault(a => a.Declared.Variables.Any(v => ReferenceEquals(v, variable))).Variables
        ?? throw new InvalidOperationException($"The variable '{variable.Name}' is out of sight.");
}
