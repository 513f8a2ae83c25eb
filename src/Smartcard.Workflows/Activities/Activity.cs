namespace Smartcard.Workflows;

/// <summary>A step of a workflow. It has two moments: it is executed, and, if it waits, it is resumed.</summary>
/// <remarks>
/// Made anew for each moment, from the turn's services; its inputs are evaluated and set before. What must survive a
/// wait goes into the context's state.
/// </remarks>
public abstract class Activity
{
    /// <summary>Does the activity's work. What it throws becomes an incident of the instance.</summary>
    /// <returns>Made by one of the methods below.</returns>
    protected internal abstract ValueTask<ActivityResult> ExecuteAsync(ActivityContext context);

    /// <summary>Called when a bookmark of this activity is resumed. Default: the activity is done.</summary>
    protected internal virtual ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Stimulus stimulus) =>
        ValueTask.FromResult(Done());

    /// <summary>Slow work on a stimulus, done before the turn's transaction starts: it may read and must not write.</summary>
    /// <returns>Handed to <see cref="ResumeAsync"/> as <see cref="Stimulus.Prepared"/>.</returns>
    protected internal virtual ValueTask<object?> PrepareAsync(ActivityContext context, Stimulus stimulus) =>
        ValueTask.FromResult<object?>(null);

    /// <summary>The activity ends and leaves by these outcomes; none given = <c>Done</c>.</summary>
    protected static ActivityResult Done(params string[] outcomes) =>
        new ActivityResult.Completed(outcomes.Length == 0 ? ["Done"] : outcomes);

    /// <summary>The activity waits on these bookmarks, instead of the ones it held.</summary>
    protected static ActivityResult Wait(params Bookmark[] bookmarks) => new ActivityResult.Waiting(bookmarks);

    /// <summary>
    /// The workflow ends here, and another starts in its place: with its inputs, for whom it was started, in the same
    /// transaction.
    /// </summary>
    /// <param name="definitionId">The latest published version of it starts.</param>
    protected static ActivityResult ContinueAs(string definitionId) => new ActivityResult.Finished { ContinuesAs = definitionId };

    /// <summary>The workflow ends here, whatever is drawn behind this activity, and what still runs is cancelled.</summary>
    protected static ActivityResult EndWorkflow() => new ActivityResult.Finished();

    /// <summary>A fault of the definition or its data, whose message may be kept and shown.</summary>
    protected static ActivityResult Fault(string message) => new ActivityResult.Faulted(message);
}

/// <summary>What an activity says at the end of one of its moments.</summary>
public abstract record ActivityResult
{
    private ActivityResult()
    {
    }

    /// <summary>The activity is done.</summary>
    /// <param name="Outcomes">What it leaves by; at least one.</param>
    public sealed record Completed(IReadOnlyList<string> Outcomes) : ActivityResult;

    /// <summary>The activity waits to be resumed.</summary>
    /// <param name="Bookmarks">Where; all others of this activity are gone.</param>
    public sealed record Waiting(IReadOnlyList<Bookmark> Bookmarks) : ActivityResult;

    /// <summary>The activity cannot go on.</summary>
    /// <param name="Message">Kept with the incident and shown to administrators: never a secret.</param>
    public sealed record Faulted(string Message) : ActivityResult;

    /// <summary>Ends the whole workflow, and cancels what still runs.</summary>
    internal sealed record Finished : ActivityResult
    {
        public string? ContinuesAs { get; init; }
    }

    /// <summary>Ends the flowchart around, and cancels what still runs in it.</summary>
    internal sealed record Ended : ActivityResult;

    /// <summary>Leaves the nearest loop around, and cancels what still runs in it.</summary>
    internal sealed record Broken : ActivityResult;

    /// <summary>
    /// Ends the workflow that the activity is drawn in: the whole instance, or, where it is used as an activity, that
    /// activity by these outcomes.
    /// </summary>
    internal sealed record Left(IReadOnlyList<string> Outcomes) : ActivityResult;

    /// <summary>A container starts these children and is told when they are done.</summary>
    internal sealed record Scheduled(IReadOnlyList<ActivityNode> Children) : ActivityResult;
}

/// <summary>Where an activity waits: found by name and key, which together are unique among all that wait.</summary>
public sealed record Bookmark(string Name, string Key)
{
    /// <summary>When set, also a timer: resumed at this time with <see cref="Stimulus.IsTimer"/>, and never before.</summary>
    public DateTimeOffset? DueAt { get; init; }
}

/// <summary>What resumes a bookmark. Neither the payload nor what was prepared from it is ever stored, logged or journalled.</summary>
public sealed record Stimulus(string Name, string Key, object? Payload)
{
    /// <summary>What <see cref="Activity.PrepareAsync"/> gave; null where it gave nothing.</summary>
    public object? Prepared { get; init; }

    /// <summary>Whether time alone resumes it.</summary>
    public bool IsTimer { get; init; }

    /// <summary>Its name, without key and payload.</summary>
    public override string ToString() => $"Stimulus {Name}";
}
