using System.Text;

namespace Smartcard.Workflows.Primitives;

/// <summary>Sets a variable of the workflow.</summary>
[ActivityType("Elsa.SetVariable", DisplayName = "Set variable")]
internal sealed class SetVariable : Activity
{
    [Input(DisplayName = "Variable", UIHint = "variable-picker")]
    public VariableReference? Variable { get; set; }

    [Input(DisplayName = "Value")]
    public object? Value { get; set; }

    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context)
    {
        if (context.InSight.FindVariable(Variable?.Id, Variable?.Name) is not { } variable)
        {
            return ValueTask.FromResult(Fault($"There is no variable '{Variable?.Name ?? Variable?.Id}' to set."));
        }

        context.SetVariable(variable, Value);
        return ValueTask.FromResult(Done());
    }
}

/// <summary>A variable that a definition names.</summary>
/// <param name="Id">Its id; null where only a name is given.</param>
/// <param name="Name">Its name, which counts where there is no id.</param>
public sealed record VariableReference(string? Id, string? Name);

/// <summary>Sets an output of the workflow, which its definition declares.</summary>
[ActivityType("Elsa.SetOutput", DisplayName = "Set output", Category = "Composition")]
internal sealed class SetOutput : Activity
{
    [Input(DisplayName = "Output", UIHint = "output-picker")]
    public string OutputName { get; set; } = "";

    [Input(DisplayName = "Value")]
    public object? OutputValue { get; set; }

    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context)
    {
        if (context.InSight.Workflow.Outputs.FirstOrDefault(o => o.Name == OutputName) is not { } output)
        {
            return ValueTask.FromResult(Fault($"The workflow declares no output '{OutputName}'."));
        }

        context.SetOutput(output, OutputValue);
        return ValueTask.FromResult(Done());
    }
}

/// <summary>Gives the instance a name by which the world knows it. Whom it was started for, such as a chat, finds it as before.</summary>
[ActivityType("Elsa.Correlate", DisplayName = "Correlate")]
internal sealed class Correlate : Activity
{
    /// <summary>The database keeps it beside the state, in a column with an index: neither takes any text.</summary>
    private const int MaxLength = 200;

    [Input(DisplayName = "Correlation id")]
    public string CorrelationId { get; set; } = "";

    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context)
    {
        if (CorrelationId is { } id
            && (
                id.Length > MaxLength
                || id.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar || Rune.IsControl(rune))))
        {
            return ValueTask.FromResult(Fault($"A correlation id must be one line of up to {MaxLength} characters."));
        }

        context.Correlate(CorrelationId);
        return ValueTask.FromResult(Done());
    }
}

/// <summary>Puts a fault on record and stops the instance.</summary>
[ActivityType("Elsa.Fault", DisplayName = "Fault", Outcomes = ["Done"])]
internal sealed class FaultActivity : Activity
{
    [Input(DisplayName = "Message")]
    public string Message { get; set; } = "";

    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) =>
        ValueTask.FromResult(Fault(Message.Length == 0 ? "The workflow says that something is wrong." : Message));
}

/// <summary>Does nothing but leave its mark in the journal: a server has no console for a workflow to write to.</summary>
[ActivityType("Elsa.WriteLine", DisplayName = "Write line", Category = "Console")]
internal sealed class WriteLine : Activity
{
    [Input(DisplayName = "Text")]
    public string Text { get; set; } = "";

    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) => ValueTask.FromResult(Done());
}
