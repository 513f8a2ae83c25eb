namespace Smartcard.Designer.DryRun;

/// <summary>The time in a sandbox: the real one, and as far ahead of it as somebody has moved it.</summary>
internal sealed class SandboxClock : TimeProvider
{
    /// <summary>Zero or more.</summary>
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
}
