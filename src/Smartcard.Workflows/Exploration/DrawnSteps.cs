using Smartcard.Workflows.Primitives;

namespace Smartcard.Workflows.Exploration;

/// <summary>What may come after what in a drawing, whatever the outcomes and values: more than can happen, and never less.</summary>
public sealed class DrawnSteps
{
    private readonly WorkflowDefinition _definition;
    private readonly Dictionary<string, ActivityNode> _around = new(StringComparer.Ordinal);
    private ILookup<DrawnStep, DrawnStep>? _after;

    /// <summary>Reads the drawing.</summary>
    public DrawnSteps(WorkflowDefinition definition)
    {
        _definition = definition;
        foreach (var node in definition.Activities)
        {
            foreach (var inner in node.Children.Concat(node.Ports.Values))
            {
                _around[inner.Id] = node;
            }
        }
    }

    /// <summary>All activities that may start because this one is done.</summary>
    public IEnumerable<ActivityNode> BeginningAfter(ActivityNode activity)
    {
        _after ??= All().ToLookup(s => s.From, s => s.To);
        var found = new HashSet<DrawnStep>();
        var open = new Stack<DrawnStep>([new DrawnStep(activity.Id, IsDone: true)]);
        while (open.TryPop(out var at))
        {
            if (found.Add(at))
            {
                foreach (var later in _after[at])
                {
                    open.Push(later);
                }
            }
        }

        return found.Where(step => !step.IsDone).Select(step => _definition.Node(step.ActivityId));
    }

    /// <summary>For each step those that it may come right after.</summary>
    internal ILookup<DrawnStep, DrawnStep> Before() => All().ToLookup(s => s.To, s => s.From);

    private IEnumerable<(DrawnStep From, DrawnStep To)> All() => _definition.Activities.SelectMany(StepsAfter);

    private IEnumerable<(DrawnStep From, DrawnStep To)> StepsAfter(ActivityNode node)
    {
        var (begins, done) = (new DrawnStep(node.Id, IsDone: false), new DrawnStep(node.Id, IsDone: true));
        yield return (begins, done);
        foreach (var inner in node.Start is { } start ? [start] : node.Children.Concat(node.Ports.Values))
        {
            yield return (begins, new DrawnStep(inner.Id, IsDone: false));
        }

        // One that ends what is around it may end any of it.
        for (var around = _around.GetValueOrDefault(node.Id); around is not null; around = _around.GetValueOrDefault(around.Id))
        {
            yield return (begins, new DrawnStep(around.Id, IsDone: true));
        }

        if (_around.GetValueOrDefault(node.Id) is { } container)
        {
            yield return (done, new DrawnStep(container.Id, IsDone: true));
            foreach (var id in NextWithin(container, node))
            {
                yield return (done, new DrawnStep(id, IsDone: false));
            }
        }
    }

    private static IEnumerable<string> NextWithin(ActivityNode container, ActivityNode node)
    {
        var led = container.Connections.Where(c => c.Source == node.Id).Select(c => c.Target);
        return container.Descriptor.Type == typeof(Flowchart) ? led.Concat(container.Children.Where(IsJoin).Select(j => j.Id))
            : container.Children.Concat(container.Ports.Values).Select(c => c.Id);
    }

    /// <summary>One that goes on when nobody who still runs could arrive may do so when any activity is done.</summary>
    private static bool IsJoin(ActivityNode node) =>
        node.Descriptor.Type == typeof(FlowJoin) && FlowJoin.ModeOf(node) == FlowJoinMode.WaitAllActive;
}

/// <summary>An activity starts, or is done.</summary>
internal readonly record struct DrawnStep(string ActivityId, bool IsDone);
