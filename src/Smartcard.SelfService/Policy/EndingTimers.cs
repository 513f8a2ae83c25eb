using Smartcard.Workflows;
using Smartcard.Workflows.Exploration;

namespace Smartcard.SelfService.Policy;

/// <summary>Timers that can take away what is asked beside them. One that only leads to words, such as a reminder, cannot.</summary>
/// <remarks>It errs on the safe side: whatever is not known to end nothing counts as an end.</remarks>
internal sealed class EndingTimers(WorkflowDefinition definition)
{
    /// <summary>They end nothing but themselves.</summary>
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "Smartcard.Say", "Elsa.SetVariable", "Elsa.WriteLine", "Elsa.Start", "Elsa.FlowDecision", "Elsa.FlowSwitch", "Elsa.FlowFork",
        "Elsa.Flowchart", "Elsa.Sequence", "Elsa.Parallel", "Elsa.If", "Elsa.Switch", "Elsa.For", "Elsa.ForEach", "Elsa.While",
    };

    private readonly DrawnSteps _steps = new(definition);
    private readonly Dictionary<string, bool> _known = new(StringComparer.Ordinal);

    public bool Contains(ActivityNode timer) => _known.TryGetValue(timer.Id, out var ends) ? ends
        : _known[timer.Id] = _steps.BeginningAfter(timer)
            .Any(node => !node.Descriptor.IsTimed && !Harmless.Contains(node.Descriptor.TypeName));
}
