using System.Text.Json;

namespace Smartcard.Workflows.Exploration;

/// <summary>
/// Forgets what makes situations differ without need: variables that nothing will read before they are set again, and
/// counters that go on for ever.
/// </summary>
/// <remarks>A value that is not known stands for all values, so forgetting never hides anything.</remarks>
internal sealed class ExploredVariables(WorkflowDefinition definition)
{
    /// <summary>More than the rounds of a loop that is let through, so that its end is seen.</summary>
    private const int MaxValues = 12;

    /// <summary>By whose it is and its name: the values it has had.</summary>
    private readonly Dictionary<(string Owner, string Name), HashSet<string>> _seen = [];

    private readonly VariableReads _reads = new(definition);

    public void Blur(WorkflowState state, IReadOnlyList<(ActivityNode Node, int ParentId)> scheduled)
    {
        Blur(state.Variables, "", name => _reads.IsReadFrom(state, scheduled, name));
        foreach (var execution in state.Executions)
        {
            if (execution.Values is { } values)
            {
                Blur(values.Variables, execution.ActivityId + ":variable", _reads.IsRead);
                Blur(values.Input, execution.ActivityId + ":input", _ => true);
                Blur(values.Outputs, execution.ActivityId + ":output", _ => true);
            }
        }
    }

    private void Blur(Dictionary<string, JsonElement> values, string owner, Func<string, bool> matters)
    {
        foreach (var (name, value) in values.ToArray())
        {
            if (Unknown.Is(value))
            {
                continue;
            }

            if (!matters(name))
            {
                values[name] = Unknown.Value;
            }
            else if (SeenOf(owner, name) is var seen && seen.Add(value.GetRawText()) && seen.Count > MaxValues)
            {
                seen.Remove(value.GetRawText());
                values[name] = Unknown.Value;
            }
        }
    }

    private HashSet<string> SeenOf(string owner, string name) =>
        _seen.TryGetValue((owner, name), out var seen) ? seen : _seen[(owner, name)] = new HashSet<string>(StringComparer.Ordinal);
}
