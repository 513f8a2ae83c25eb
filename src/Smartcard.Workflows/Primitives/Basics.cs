using System.Text.Json;

namespace Smartcard.Workflows.Primitives;

/// <summary>Waits for a length of time; the wait is a row, so it survives a restart.</summary>
[ActivityType("Elsa.Delay", DisplayName = "Delay", Category = "Scheduling")]
public sealed class Delay : Activity, ITimed
{
    private const string BookmarkName = "Elsa.Delay";

    [Input(DisplayName = "Time span")]
    public TimeSpan TimeSpan { get; set; }

    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) =>
        ValueTask.FromResult(Wait(new Bookmark(BookmarkName, $"{context.InstanceId}:{context.Execution.Id}") { DueAt = context.Now + TimeSpan }));
}

/// <summary>Sets a variable of the workflow.</summary>
[ActivityType("Elsa.SetVariable", DisplayName = "Set variable")]
public sealed class SetVariable : Activity
{
    [Input(DisplayName = "Variable", UIHint = "variable-picker")]
    public VariableReference? Variable { get; set; }

    [Input(DisplayName = "Value")]
    public object? Value { get; set; }

    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context)
    {
        if (context.Definition.Variables.FirstOrDefault(v => v.Id == Variable?.Id || v.Name == Variable?.Name) is not { } variable)
        {
            return ValueTask.FromResult(Fault($"There is no variable '{Variable?.Name ?? Variable?.Id}' to set."));
        }

        var value = Value is JsonElement json ? json : JsonSerializer.SerializeToElement(Value);
        context.SetVariable(variable.Name, Expressions.ExpressionEvaluator.VariableValue(value, variable.TypeName));
        return ValueTask.FromResult(Done());
    }
}

public sealed record VariableReference(string? Id, string? Name);

/// <summary>Gives the instance a name by which the world knows it.</summary>
[ActivityType("Elsa.Correlate", DisplayName = "Correlate")]
public sealed class Correlate : Activity
{
    [Input(DisplayName = "Correlation id")]
    public string CorrelationId { get; set; } = "";

    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context)
    {
        context.Correlate(CorrelationId);
        return ValueTask.FromResult(Done());
    }
}

/// <summary>Puts a fault on record and stops the instance.</summary>
[ActivityType("Elsa.Fault", DisplayName = "Fault", Outcomes = ["Done"])]
public sealed class FaultActivity : Activity
{
    [Input(DisplayName = "Message")]
    public string Message { get; set; } = "";

    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) =>
        ValueTask.FromResult(Fault(Message.Length == 0 ? "The workflow says that something is wrong." : Message));
}

/// <summary>Does nothing but leave its mark in the journal: a server has no console for a workflow to write to.</summary>
[ActivityType("Elsa.WriteLine", DisplayName = "Write line", Category = "Console")]
public sealed class WriteLine : Activity
{
    [Input(DisplayName = "Text")]
    public string Text { get; set; } = "";

    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) => ValueTask.FromResult(Done());
}

/// <summary>Runs its activities one after the other.</summary>
[ActivityType("Elsa.Sequence", DisplayName = "Sequence", Category = "Workflows")]
public sealed class Sequence : Container
{
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

/// <summary>Runs the activity in <c>then</c> or the one in <c>else</c>.</summary>
[ActivityType("Elsa.If", DisplayName = "If", Category = "Branching")]
public sealed class If : Container
{
    [Input(DisplayName = "Condition", UIHint = "checkbox")]
    public bool Condition { get; set; }

    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) =>
        ValueTask.FromResult(context.Node.Ports.TryGetValue(Condition ? "then" : "else", out var branch) ? Schedule(branch) : Done());

    internal override ContainerResult OnChildCompleted(ContainerContext flow) => new ContainerResult.Completed();
}
