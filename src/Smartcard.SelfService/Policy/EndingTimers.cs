using Smartcard.Workflows;

namespace Smartcard.SelfService.Policy;

/// <summary>Timers that can take away what is asked beside them. One that only leads to words, such as a reminder, cannot.</summary>
/// <remarks>It reads the drawing and errs on the safe side: whatever is not known to end nothing counts as an end.</remarks>
internal sealed class EndingTimers(ActivityNode root)
{
    /// <summary>They end nothing but themselves.</summary>
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "Smartcard.Say", "Elsa.SetVariable", "Elsa.WriteLine", "Elsa.Start", "Elsa.FlowDecision", "Elsa.FlowSwitch", "Elsa.FlowFork",
        "Elsa.Flowchart", "Elsa.Sequence", "Elsa.Parallel", "Elsa.If", "Elsa.Switch", "Elsa.For", "Elsa.ForEach", "Elsa.While",
    };

    private readonly Dictionary<string, ActivityNode> _around = All(root).SelectMany(around => Inside(around).Select(node => (node, around))).ToDictionary(n => n.node.Id, n => n.around, StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _known = new(StringComparer.Ordinal);

    public bool Contains(ActivityNode timer) => _known.TryGetValue(timer.Id, out var ends) ? ends : _known[timer.Id] = Ends(timer);

    private bool Ends(ActivityNode timer)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<ActivityNode>(After(timer));
        while (open.TryPop(out var node))
        {
            if (seen.Add(node.Id))
            {
                if (!node.Descriptor.IsTimed && !Harmless.Contains(node.Descriptor.TypeName))
                {
                    return true;
                }

                foreach (var next in After(node).Concat(Inside(node)))
                {
                    open.Push(next);
                }
            }
        }

        return false;
    }

    /// <summary>What may begin when this one is over, and with it what is around it.</summary>
    private IEnumerable<ActivityNode> After(ActivityNode node)
    {
        if (!_around.TryGetValue(node.Id, out var around))
        {
            return [];
        }

        var led = around.Connections.Where(c => c.Source == node.Id).Select(c => c.Target).ToHashSet(StringComparer.Ordinal);
        var next = around.Connections.Count > 0 ? around.Children.Where(child => led.Contains(child.Id)) : around.Children;
        return next.Concat(After(around));
    }

    private static IEnumerable<ActivityNode> Inside(ActivityNode node) => node.Children.Concat(node.Ports.Values);

    private static IEnumerable<ActivityNode> All(ActivityNode node) => Inside(node).SelectMany(All).Prepend(node);
}
