using System.Text.Json;
using Smartcard.Expressions;
using Smartcard.Workflows.Primitives;

namespace Smartcard.Workflows.Exploration;

/// <summary>Which variables may still be read, from which activity on, before they are set anew.</summary>
/// <remarks>
/// It goes along the drawing, and takes every outcome to be possible and every text that holds a variable's name to
/// read it. A value that only looks as if it were read makes more situations, and no other answer.
/// </remarks>
internal sealed class VariableReads
{
    private readonly WorkflowDefinition _definition;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>
    /// By the variable's name: the activities from whose beginning on it may be read. Absent = it is declared more than
    /// once, or nowhere.
    /// </summary>
    private readonly Dictionary<string, HashSet<string>> _readFrom = new(StringComparer.Ordinal);

    public VariableReads(WorkflowDefinition definition)
    {
        _definition = definition;
        var all = definition.Activities.SelectMany(a => a.Declared?.Variables ?? []).Concat(definition.Variables).ToArray();
        var before = new DrawnSteps(definition).Before();
        foreach (var variable in all)
        {
            if (definition.Activities.Any(node => !Sets(node, variable) && Reads(node, variable)))
            {
                _read.Add(variable.Name);
            }

            if (definition.Variables.Contains(variable) && all.Count(v => v.Name == variable.Name || v.Id == variable.Id) == 1)
            {
                _readFrom.Add(variable.Name, BeginningsOf(variable, before));
            }
        }
    }

    /// <summary>Whether any activity mentions the variable, other than one that sets it from itself.</summary>
    public bool IsRead(string name) => _read.Contains(name);

    /// <summary>Whether what goes on from here may read a variable of the workflow itself.</summary>
    public bool IsReadFrom(WorkflowState state, IReadOnlyList<(ActivityNode Node, int ParentId)> scheduled, string name)
    {
        if (!_read.Contains(name) || !_readFrom.TryGetValue(name, out var from))
        {
            return _read.Contains(name);
        }

        foreach (var (node, _) in scheduled)
        {
            if (from.Contains(node.Id))
            {
                return true;
            }
        }

        foreach (var execution in state.Executions)
        {
            if ((execution.Bookmarks.Count > 0 || execution.IsFaulted) && from.Contains(execution.ActivityId))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Backwards from those that read it, and not past those that set it.</summary>
    private HashSet<string> BeginningsOf(VariableDefinition variable, ILookup<DrawnStep, DrawnStep> before)
    {
        // A container may take its inputs anew when one of its activities is done.
        var open = new Stack<DrawnStep>(_definition.Activities.Where(node => Reads(node, variable))
            .SelectMany(node => node.Children.Concat(node.Ports.Values)
                .Select(inner => new DrawnStep(inner.Id, IsDone: true)).Prepend(new DrawnStep(node.Id, IsDone: false))));
        var found = new HashSet<DrawnStep>();
        while (open.TryPop(out var at))
        {
            if (found.Add(at))
            {
                foreach (var earlier in before[at])
                {
                    if (earlier.IsDone || !Sets(_definition.Node(earlier.ActivityId), variable))
                    {
                        open.Push(earlier);
                    }
                }
            }
        }

        return [.. found.Where(f => !f.IsDone).Select(f => f.ActivityId)];
    }

    private static bool Sets(ActivityNode node, VariableDefinition variable) =>
        node.Descriptor.Type == typeof(SetVariable)
        && node.Inputs.TryGetValue("variable", out var input) && input.IsWrittenOut
        && Expressions.ExpressionEvaluator.EvaluateConstant(input, typeof(VariableReference)) is VariableReference reference
        && (reference.Id == variable.Id || (reference.Id is null && reference.Name == variable.Name));

    private static bool Reads(ActivityNode node, VariableDefinition variable) =>
        node.Inputs.Any(input =>
            !(node.Descriptor.Type == typeof(SetVariable) && input.Key == "variable" && input.Value.IsWrittenOut)
            && Mentions(input.Value, variable));

    private static bool Mentions(InputValue input, VariableDefinition variable) =>
        (input.Expression?.Value ?? input.Bare) is { ValueKind: not JsonValueKind.Undefined } json && Mentions(json, variable);

    /// <summary>A backslash may stand for any letter of a name.</summary>
    private static bool Mentions(JsonElement json, VariableDefinition variable) =>
        json.ValueKind switch
        {
            JsonValueKind.String when json.GetString() is { } text => text.Contains(
                variable.Name,
                StringComparison.OrdinalIgnoreCase)
                || text.Contains(Accessors.Joined(variable.Name), StringComparison.OrdinalIgnoreCase)
                || text.Contains(variable.Id, StringComparison.Ordinal)
                || text.Contains('\\', StringComparison.Ordinal),
            JsonValueKind.Array => json.EnumerateArray().Any(item => Mentions(item, variable)),
            JsonValueKind.Object => json.EnumerateObject().Any(member => Mentions(member.Value, variable)),
            _ => false,
        };
}
