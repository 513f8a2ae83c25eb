namespace Smartcard.Workflows.Primitives;

/// <summary>Runs its activities one after the other.</summary>
[ActivityType("Elsa.Sequence", DisplayName = "Sequence", Category = "Workflows")]
public sealed class Sequence : Container
{
    /// <inheritdoc/>
    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) =>
        ValueTask.FromResult(context.Node.Children is [var first, ..] ? Schedule(first) : Done());

    internal override ContainerResult OnChildCompleted(ContainerContext flow)
    {
        var next = flow.Context.Node.Children.SkipWhile(c => c.Id != flow.Child.Id).Skip(1).FirstOrDefault();
        if (next is null)
        {
            return new ContainerResult.Completed();
        }

        flow.Scheduled.Add(next);
        return new ContainerResult.Running();
    }
}

/// <summary>Runs its activities all at once, and is done when all of them are.</summary>
[ActivityType("Elsa.Parallel", DisplayName = "Parallel", Category = "Workflows")]
public sealed class Parallel : Container
{
    /// <inheritdoc/>
    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) =>
        ValueTask.FromResult(Schedule([.. context.Node.Children]));

    internal override ContainerResult OnChildCompleted(ContainerContext flow) =>
        flow.IsQuiet ? new ContainerResult.Completed() : new ContainerResult.Running();
}
