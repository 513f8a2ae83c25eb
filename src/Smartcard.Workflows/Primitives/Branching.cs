using Smartcard.Workflows.Expressions;

namespace Smartcard.Workflows.Primitives;

/// <summary>Runs the activity in <c>then</c> or the one in <c>else</c>.</summary>
[ActivityType("Elsa.If", DisplayName = "If", Category = "Branching", Ports = ["then", "else"])]
internal sealed class If : Container
{
    [Input(DisplayName = "Condition", UIHint = "checkbox")]
    public bool Condition { get; set; }

    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) =>
        ValueTask.FromResult(context.Node.Ports.TryGetValue(Condition ? "then" : "else", out var branch) ? Schedule(branch) : Done());

    internal override ContainerResult OnChildCompleted(ContainerContext flow) => new ContainerResult.Completed();
}

/// <summary>
/// Runs the activity of the first case that holds, or of each (<c>MatchAny</c>); the one in <c>default</c> when none
/// does.
/// </summary>
/// <remarks>In JSON: <c>"cases": [{ "label", "condition": { "type", "value" }, "activity": { … } }], "default": { … }</c>.</remarks>
[ActivityType("Elsa.Switch", DisplayName = "Switch", Category = "Branching", Ports = ["default"])]
internal sealed class Switch : Container
{
    [Input(DisplayName = "Cases", UIHint = "switch-editor")]
    public IReadOnlyList<SwitchCase> Cases { get; set; } = [];

    [Input(DisplayName = "Mode", UIHint = "dropdown")]
    public SwitchMode Mode { get; set; }

    /// <summary>The port that holds the activity of a case.</summary>
    internal static string PortOf(int index) => $"cases[{index}]";

    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context)
    {
        var holding = Cases.Index().Where(c => c.Item.Holds(context)).Select(c => PortOf(c.Index));
        string[] ports = Mode == SwitchMode.MatchFirst ? [.. holding.Take(1)] : [.. holding];
        return ValueTask.FromResult(Schedule([
            .. (ports.Length == 0 ? ["default"] : ports).Where(context.Node.Ports.ContainsKey).Select(port => context.Node.Ports[port]),
        ]));
    }

    internal override ContainerResult OnChildCompleted(ContainerContext flow) =>
        flow.IsQuiet ? new ContainerResult.Completed() : new ContainerResult.Running();
}

/// <param name="Label">What the designer shows; a flow switch leaves by it.</param>
internal sealed record SwitchCase(string Label, Expression Condition)
{
    internal bool Holds(ActivityContext context) =>
        ExpressionEvaluator.Evaluate(new InputValue(Condition, default, "cases"), typeof(bool), context) is true;
}

internal enum SwitchMode
{
    MatchFirst,
    MatchAny,
}
