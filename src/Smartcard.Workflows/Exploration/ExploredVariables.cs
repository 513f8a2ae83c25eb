using System.Text.Json;
using Smartcard.Workflows.Primitives;

namespace Smartcard.Workflows.Exploration;

/// <summary>Forgets what makes situations differ without need: variables that nothing depends on, and counters that go on for ever.</summary>
/// <remarks>A value that is not known stands for all values, so forgetting never hides anything.</remarks>
internal sealed class ExploredVariables(WorkflowDefinition definition)
{
    private const int MaxValues = 8;

    private readonly Dictionary<string, HashSet<string>> _seen = definition.Variables
        .Where(v => IsUsed(definition, v))
        .ToDictionary(v => v.Name, _ => new HashSet<string>(StringComparer.Ordinal), StringComparer.Ordinal);

    public void Blur(WorkflowState state)
    {
        foreach (var (name, value) in state.Variables.ToArray())
        {
            if (!_seen.TryGetValue(name, out var values))
            {
                state.Variables[name] = Unknown.Value;
            }
            else if (!Unknown.Is(value) && values.Add(value.GetRawText()) && values.Count > MaxValues)
            {
                values.Remove(value.GetRawText());
                state.Variables[name] = Unknown.Value;
            }
        }
    }

    /// <summary>Whether any activity mentions the variable, other than one that sets it from itself.</summary>
    private static bool IsUsed(WorkflowDefinition definition, VariableDefinition variable) =>
        definition.Root.SelfAndDescendants().Any(node =>
            !(node.Descriptor.Type == typeof(SetVariable) && Mentions(node, "variable", variable))
            && node.Inputs.Keys.Any(key => Mentions(node, key, variable)));

    private static bool Mentions(ActivityNode node, string key, VariableDefinition variable) =>
        node.Inputs.TryGetValue(key, out var input)
        && (input.Expression?.Value ?? input.Bare) is { ValueKind: not JsonValueKind.Undefined } json
        && json.GetRawText().Contains(variable.Name, StringComparison.OrdinalIgnoreCase);
}
