namespace Smartcard.Workflows.Primitives;

/// <summary>An activity that runs others, and says what comes next when one of them is done.</summary>
public abstract class Container : Activity
{
    /// <summary>Whether <see cref="OnChildCompleted"/> reads the inputs: evaluated anew then, and otherwise not at all.</summary>
    internal virtual bool TakesInputsAnew => false;

    internal abstract ContainerResult OnChildCompleted(ContainerContext flow);

    private protected static ActivityResult Schedule(params ActivityNode[] children) => new ActivityResult.Scheduled(children);
}

internal abstract record ContainerResult
{
    internal sealed record Running : ContainerResult;

    internal sealed record Completed : ContainerResult;
}

/// <summary>What a container sees when one of its activities is done.</summary>
internal sealed class ContainerContext(
    ActivityContext context,
    ActivityNode child,
    IReadOnlyList<string> outcomes,
    IReadOnlyList<string> liveChildren,
    Action<IReadOnlySet<string>> cancel)
{
    public ActivityContext Context { get; } = context;

    public ActivityNode Child { get; } = child;

    public IReadOnlyList<string> Outcomes { get; } = outcomes;

    /// <summary>Ids of the activities that still run, wait, or are about to, and of those that faulted and may be retried.</summary>
    public IReadOnlyList<string> LiveChildren { get; private set; } = liveChildren;

    public List<ActivityNode> Scheduled { get; } = [];

    public bool IsQuiet => LiveChildren.Count == 0 && Scheduled.Count == 0;

    /// <summary>Ends these activities, whether they wait or were about to run.</summary>
    public void Cancel(IReadOnlySet<string> activityIds)
    {
        cancel(activityIds);
        LiveChildren = [.. LiveChildren.Where(id => !activityIds.Contains(id))];
        Scheduled.RemoveAll(node => activityIds.Contains(node.Id));
    }
}
