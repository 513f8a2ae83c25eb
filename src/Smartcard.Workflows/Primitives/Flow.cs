using Smartcard.Workflows.Expressions;

namespace Smartcard.Workflows.Primitives;

/// <summary>Where a flowchart starts.</summary>
[ActivityType("Elsa.Start", DisplayName = "Start", Category = "Flow")]
public sealed class Start : Activity
{
    /// <inheritdoc/>
    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) => ValueTask.FromResult(Done());
}

/// <summary>Ends the whole workflow; what still runs is cancelled.</summary>
[ActivityType("Elsa.Finish", DisplayName = "Finish", Category = "Flow")]
public sealed class Finish : Activity
{
    /// <inheritdoc/>
    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) =>
        ValueTask.FromResult<ActivityResult>(new ActivityResult.Finished());
}

/// <summary>Ends the flowchart around; what still runs in it is cancelled.</summary>
[ActivityType("Elsa.End", DisplayName = "End", Category = "Flow")]
public sealed class End : Activity
{
    /// <inheritdoc/>
    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) =>
        ValueTask.FromResult<ActivityResult>(new ActivityResult.Ended());
}

/// <summary>Leaves by <c>True</c> or <c>False</c>.</summary>
[ActivityType("Elsa.FlowDecision", DisplayName = "Decision", Category = "Flow", Outcomes = ["True", "False"])]
internal sealed class FlowDecision : Activity
{
    [Input(DisplayName = "Condition", UIHint = "checkbox")]
    public bool Condition { get; set; }

    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) =>
        ValueTask.FromResult(Done(Condition ? "True" : "False"));
}

/// <summary>Leaves by the label of the first case that holds, or of each (<c>MatchAny</c>); by <c>Default</c> when none does.</summary>
[ActivityType("Elsa.FlowSwitch", DisplayName = "Switch", Category = "Flow", Outcomes = [])]
internal sealed class FlowSwitch : Activity
{
    [Input(DisplayName = "Cases", UIHint = "flow-switch-editor")]
    public IReadOnlyList<SwitchCase> Cases { get; set; } = [];

    [Input(DisplayName = "Mode", UIHint = "dropdown")]
    public SwitchMode Mode { get; set; }

    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context)
    {
        // Where the first counts, none after it is asked.
        var matching = Cases
            .Where(c => c.Holds(context))
            .Select(c => c.Label)
            .Take(Mode == SwitchMode.MatchFirst ? 1 : int.MaxValue)
            .ToArray();
        return ValueTask.FromResult(matching.Length == 0 ? Done("Default") : Done(matching));
    }
}

/// <summary>Starts all its branches at once.</summary>
[ActivityType("Elsa.FlowFork", DisplayName = "Fork", Category = "Flow", Outcomes = [])]
internal sealed class FlowFork : Activity
{
    [Input(DisplayName = "Branches", UIHint = "dynamic-outcomes")]
    public IReadOnlyList<string> Branches { get; set; } = [];

    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) =>
        ValueTask.FromResult(Done([.. Branches]));
}

/// <summary>Brings branches together; the flowchart around does the waiting.</summary>
[ActivityType("Elsa.FlowJoin", DisplayName = "Join", Category = "Flow")]
internal sealed class FlowJoin : Activity
{
    [Input(DisplayName = "Mode", UIHint = "dropdown")]
    public FlowJoinMode Mode { get; set; } = FlowJoinMode.WaitAny;

    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) => ValueTask.FromResult(Done());

    /// <summary>The mode is part of the drawing: it does not depend on a run.</summary>
    internal static FlowJoinMode ModeOf(ActivityNode join) =>
        join.Inputs.TryGetValue("mode", out var value)
        && ExpressionEvaluator.EvaluateConstant(value, typeof(FlowJoinMode)) is FlowJoinMode mode
            ? mode
            : FlowJoinMode.WaitAny;
}

internal enum FlowJoinMode
{
    /// <summary>The first arrival goes through and what still runs on the other branches is cancelled.</summary>
    WaitAny,

    /// <summary>Goes on when each connection has brought an arrival.</summary>
    WaitAll,

    /// <summary>Goes on when nobody who still runs could arrive any more.</summary>
    WaitAllActive,
}
