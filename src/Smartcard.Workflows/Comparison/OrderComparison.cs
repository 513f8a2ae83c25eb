using System.Text.Json.Nodes;

namespace Smartcard.Workflows.Comparison;

/// <summary>What changed in where a flowchart starts, and in the order of what runs one after the other.</summary>
/// <remarks>In a flowchart the order means nothing else: the designer writes the activity last that was touched last.</remarks>
internal sealed class OrderComparison(IReadOnlyList<DrawnActivity> old, IReadOnlyList<DrawnActivity> young, ActivityNames names)
{
    public IEnumerable<DefinitionChange> Changes() =>
        old.Join(
                young,
                a => a.Key,
                a => a.Key,
                (before, after) => after.Type == "Elsa.Flowchart" ? Start(before, after) : Order(before, after))
            .OfType<DefinitionChange>();

    private DefinitionChange? Start(DrawnActivity before, DrawnActivity after)
    {
        var (was, now) = (StartOf(before, old), StartOf(after, young));
        return was?.Key == now?.Key || now is null ? null
            : was is null ? new($"{names.Of(after)} starts with {names.Of(now)}.")
            : new($"{names.Of(after)} now starts with {names.Of(now)} instead of {names.Of(was)}.");
    }

    private DefinitionChange? Order(DrawnActivity before, DrawnActivity after)
    {
        var (was, now) = (ChildrenOf(before, old).Select(c => c.Key).ToArray(), ChildrenOf(after, young).Select(c => c.Key).ToArray());
        return was.Intersect(now).SequenceEqual(now.Intersect(was))
            ? null
            : new(
                $"{names.Of(after)}: its activities are in another order.",
                string.Join('\n', was.Select(names.Of)),
                string.Join('\n', now.Select(names.Of)));
    }

    /// <summary>As <see cref="FlowchartReader.StartOf"/> decides it, of a definition that may be spoilt.</summary>
    private static DrawnActivity? StartOf(DrawnActivity flowchart, IReadOnlyList<DrawnActivity> all)
    {
        var children = ChildrenOf(flowchart, all);
        var targets = ConnectionComparison.TargetsIn(flowchart);
        var named =
            children
                .Find(c =>
                    (c.Own["customProperties"] as JsonObject)?["canStartWorkflow"] is JsonValue can
                    && can.TryGetValue<bool>(out var may)
                    && may)
                ?.Key
            ?? flowchart.Own.Text("start");
        return children.Find(c => c.Type == "Elsa.Start")
            ?? children.Find(c => c.Key == named)
            ?? children.Find(c => !targets.Contains(c.Key))
            ?? children.FirstOrDefault();
    }

    private static List<DrawnActivity> ChildrenOf(DrawnActivity container, IReadOnlyList<DrawnActivity> all) =>
        [.. all.Where(a => a.Parent == container.Key)];
}
