using System.Globalization;
using Smartcard.Workflows.Expressions;
using Smartcard.Workflows.Primitives;

namespace Smartcard.Workflows;

/// <summary>What is probably a slip in a definition, and keeps nobody from publishing it.</summary>
public static class DefinitionWarnings
{
    /// <param name="now">By which a written moment has passed; null = moments are not looked at.</param>
    /// <returns>A sentence for each activity to which nothing leads, and for each that waits for a moment that has passed.</returns>
    public static IReadOnlyList<string> Of(WorkflowDefinition definition, DateTimeOffset? now = null) =>
    [
        .. definition.Activities.Where(a => a.Descriptor.Type == typeof(Flowchart)).SelectMany(Unreached)
            .Select(a => $"Nothing leads to '{a.DisplayText}' ({a.Id}), so it never runs: connect it, or delete it."),
        .. definition.Activities.Where(a => MomentOf(a) <= now).Select(a => string.Create(
            CultureInfo.InvariantCulture,
            $"'{a.DisplayText}' ({a.Id}) waits until {MomentOf(a):yyyy-MM-dd HH:mm} UTC, which has passed, so it does not wait: "
            + $"write a moment in the future, or use a Delay.")),
    ];

    /// <summary>Null where it waits for none, or where only a run knows it.</summary>
    private static DateTimeOffset? MomentOf(ActivityNode activity) =>
        activity.Descriptor.Type == typeof(StartAt)
        && activity.Inputs.Values.FirstOrDefault() is { IsWrittenOut: true } written
        && ExpressionEvaluator.EvaluateConstant(written, typeof(DateTimeOffset)) is DateTimeOffset moment
            ? moment.ToUniversalTime()
            : null;

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
