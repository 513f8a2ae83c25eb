using Smartcard.Workflows.Primitives;

namespace Smartcard.Workflows;

/// <summary>What is probably a slip in a definition, and keeps nobody from publishing it.</summary>
public static class DefinitionWarnings
{
    /// <returns>A sentence for each activity to which nothing leads.</returns>
    public static IReadOnlyList<string> Of(WorkflowDefinition definition) =>
    [
        .. definition.Activities.Where(a => a.Descriptor.Type == typeof(Flowchart)).SelectMany(Unreached)
            .Select(a => $"Nothing leads to '{a.DisplayText}' ({a.Id}), so it never runs: connect it, or delete it."),
    ];

    private static IEnumerable<ActivityNode> Unreached(ActivityNode flowchart)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(flowchart.Start is { } start ? [start.Id] : []);
        while (open.TryPop(out var id))
        {
            if (reached.Add(id))
            {
                foreach (var connection in flowchart.Connections.Where(c => c.Source == id))
                {
                    open.Push(connection.Target);
                }
            }
        }

        return flowchart.Children.Where(c => !reached.Contains(c.Id));
    }
}
