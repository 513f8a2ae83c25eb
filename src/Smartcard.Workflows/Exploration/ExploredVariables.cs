using System.Text.Json;
using Smartcard.Expressions;
using Smartcard.Workflows.Primitives;

namespace Smartcard.Workflows.Exploration;

/// <summary>Forgets what makes situations differ without need: variables that nothing depends on, and counters that go on for ever.</summary>
/// <remarks>A value that is not known stands for all values, so forgetting never hides anything.</remarks>
internal sealed class ExploredVariables(WorkflowDefinition definition)
{
    private const int MaxValues = 8;

    /// <summary>By whose it is and its name: the values it has had.</summary>
    private readonly Dictionary<(string Owner, string Name), HashSet<string>> _seen = [];

    private readonly HashSet<string> _used =
    [
        .. definition.Activities.SelectMany(a => a.Declared?.Variables ?? []).Concat(definition.Variables).Where(v => IsUsed(definition, v)).Select(v => v.Name),
    ];

    public void Blur(WorkflowState state)
    {
        Blur(state.Variables, "", _used.Contains);
        foreach (var execution in state.Executions)
        {
            if (execution.Values is { } values)
            {
                Blur(values.Variables, execution.ActivityId + ":variable", _used.Contains);
                Blur(values.Input, execution.ActivityId + ":input", _ => true);
                Blur(values.Outputs, execution.ActivityId + ":output", _ => true);
            }
        }
    }

    private void Blur(Dictionary<string, JsonElement> values, string owner, Func<string, bool> matters)
    {
        foreach (var (name, value) in values.ToArray())
        {
            if (!matters(name))
            {
                values[name] = Unknown.Value;
            }
            else if (!Unknown.Is(value) && SeenOf(owner, name) is var seen && seen.Add(value.GetRawText()) && seen.Count > MaxValues)
            {
                seen.Remove(value.GetRawText());
                values[name] = Unknown.Value;
            }
        }
    }

    private HashSet<string> SeenOf(string owner, string name) =>
        _seen.TryGetValue((owner, name), out var seen) ? seen : _seen[(owner, name)] = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Whether any activity mentions the variable, other than one that sets it from itself.</summary>
    private static bool IsUsed(WorkflowDefinition definition, VariableDefinition variable) =>
        definition.Root.SelfAndDescendants().Any(node =>
            !(node.Descriptor.Type == typeof(SetVariable) && Mentions(node, "variable", variable))
            && node.Inputs.Keys.Any(key => Mentions(node, key, variable)));

    private static bool Mentions(ActivityNode node, string key, VariableDefinition variable) =>
        node.Inputs.TryGetValue(key, out var input)
        && (input.Expression?.Value ?? input.Bare) is { ValueKind: not JsonValueKind.Undefined } json
        && json.GetRawText() is var text
        && (text.Contains(variable.Name, StringComparison.OrdinalIgnoreCase) || text.Contains(Accessors.Joined(variable.Name), StringComparison.OrdinalIgnoreCase));
}
