namespace Smartcard.Workflows;

/// <summary>What one step of an instance did: for the store to save and for observers to act on, in one transaction.</summary>
public sealed class Turn
{
    /// <summary>The instance as it is after the step.</summary>
    public required WorkflowState State { get; init; }

    /// <summary>Whether the instance began with this step.</summary>
    public required bool IsNew { get; init; }

    /// <summary>A timer made this turn, nobody said anything.</summary>
    public bool IsTimer { get; init; }

    /// <summary>When that timer was due; null for a turn that none made.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>A step that had failed was run again.</summary>
    public bool IsRetry { get; init; }

    /// <summary>Going on from where the instance waited ended hosts, so the instance was faulted there and nothing was run.</summary>
    public bool IsSetAside { get; init; }

    /// <summary>Which instance took the step.</summary>
    public Guid InstanceId => State.InstanceId;

    /// <summary>Why the instance was cancelled, as the caller put it; null otherwise, or when the caller says it itself.</summary>
    public string? CancelReason { get; init; }

    /// <summary>What starts in this instance's place, after the observers have heard of this turn; null = nothing does.</summary>
    public StartRequest? Next { get; internal set; }

    internal string? ContinuesAs { get; set; }

    /// <summary>What this step is traced as; null when it is not.</summary>
    internal System.Diagnostics.Activity? Span { get; set; }

    /// <summary>What the step gave out, in the order in which activities gave it.</summary>
    public List<WorkflowOutput> Outputs { get; } = [];

    /// <summary>Where the instance waits now and did not before.</summary>
    public List<BookmarkRecord> NewBookmarks { get; } = [];

    /// <summary>Gone by name and key: resumed, cancelled or replaced.</summary>
    public List<BookmarkRecord> BurntBookmarks { get; } = [];

    /// <summary>Still there under the same name and key, due at another time.</summary>
    public List<BookmarkRecord> MovedBookmarks { get; } = [];

    /// <summary>What happened, in order.</summary>
    public List<JournalEntry> Journal { get; } = [];

    /// <summary>What went wrong, in order.</summary>
    public List<Incident> Incidents { get; } = [];

    /// <summary>What an activity threw, for the log of whoever runs turns; never stored.</summary>
    public Exception? Failure { get; internal set; }
}

/// <summary>A fault on record.</summary>
/// <param name="Message">
/// A fault's or an expression's own words; for other exceptions their type alone, since their message could hold
/// anything.
/// </param>
public sealed record Incident(DateTimeOffset At, string ActivityId, string NodeId, string ActivityType, string Message);

/// <param name="InstanceId">Given by the caller, so that a repeated start can be recognised.</param>
/// <param name="Version">Null = the latest published.</param>
public sealed record StartRequest(
    Guid InstanceId,
    string DefinitionId,
    int? Version,
    string? CorrelationId,
    IReadOnlyDictionary<string, string> Input);

/// <summary>What became of a stimulus.</summary>
public abstract record ResumeResult
{
    private ResumeResult()
    {
    }

    /// <summary>Something waited there and went on.</summary>
    /// <param name="Turn">What it did.</param>
    public sealed record Resumed(Turn Turn) : ResumeResult;

    /// <summary>Nothing waits there: it was resumed before, cancelled, or never was; or its timer is not due yet.</summary>
    public sealed record NotWaiting : ResumeResult;
}
