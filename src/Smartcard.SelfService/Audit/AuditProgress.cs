namespace Smartcard.SelfService.Audit;

/// <summary>
/// How far the chain of the audit has been verified. Kept apart from the database: whoever can change that cannot move
/// this.
/// </summary>
public sealed record AuditProgress
{
    /// <summary>The last entry found good; 0 = none yet.</summary>
    public long Sequence { get; init; }

    /// <summary>Its hash. When the entry has another one later, or is gone, the audit was changed.</summary>
    public string Hash { get; init; } = "";

    /// <summary>How far the pass over the whole chain has come that was started last.</summary>
    public long FullSequence { get; init; }

    /// <summary>When that pass started; null = none was yet.</summary>
    public DateTimeOffset? FullSince { get; init; }

    /// <summary>When the last pass over the whole chain ended.</summary>
    public DateTimeOffset? FullAt { get; init; }

    /// <summary>When this was written.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The first entry that is not as it was written; null = none was found.</summary>
    public long? BrokenAt { get; init; }

    /// <summary>What is wrong with it, in words.</summary>
    public string? Reason { get; init; }
}
