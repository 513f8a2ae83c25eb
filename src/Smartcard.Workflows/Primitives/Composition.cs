using System.Text.Json;
using Smartcard.Workflows.Expressions;

namespace Smartcard.Workflows.Primitives;

/// <summary>A version of another workflow, used as an activity: it runs inside the same instance, with values of its own.</summary>
/// <remarks>Its type, inputs, outputs and outcomes are those of that version: see <see cref="ActivityDescriptor.OfWorkflow"/>.</remarks>
internal sealed class UsedWorkflow : Container
{
    public const string Root = "root";

    /// <summary>By input key: what the definition around gives.</summary>
    public Dictionary<string, object?> Given { get; } = new(StringComparer.Ordinal);

    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context)
    {
        var values = context.Execution.Values!;
        foreach (var (input, declared) in context.Node.Descriptor.Inputs.Zip(context.Node.Declared!.Inputs))
        {
            var value = Given.TryGetValue(input.Key, out var given) ? given : declared.DefaultValue;
            values.Input[declared.Name] = value is null && declared.IsRequired
                ? throw new ExpressionException($"the input '{declared.Name}' is missing")
                : declared.Type.ToStored(value);
        }

        return ValueTask.FromResult(Schedule(context.Node.Ports[Root]));
    }

    internal override ContainerResult OnChildCompleted(ContainerContext flow) => new ContainerResult.Completed();

    /// <summary>Writes what the workflow leaves behind into the variables that its outputs are bound to.</summary>
    /// <exception cref="ExpressionException">An output does not fit its variable.</exception>
    public static void HandOut(ActivityContext context)
    {
        foreach (var (output, declared) in context.Node.Descriptor.Outputs.Zip(context.Node.Declared!.Outputs))
        {
            if (context.Node.Outputs.TryGetValue(output.Key, out var variable)
                && context.Execution.Values!.Outputs.TryGetValue(declared.Name, out var value))
            {
                context.SetVariable(variable, value.ValueKind == JsonValueKind.Undefined ? null : value);
            }
        }
    }
}

/// <summary>Ends the workflow that it is drawn in: where that is used as an activity, the activity leaves by these outcomes.</summary>
[ActivityType(
    "Elsa.Complete",
    DisplayName = "Complete",
    Category = "Composition",
    Description = "Ends this workflow here. If it is used as an activity, the activity leaves by these outcomes.")]
public sealed class Complete : Activity
{
    /// <summary>Of the outcomes that the workflow declares; none = <c>Done</c>.</summary>
    [Input(
        DisplayName = "Outcomes",
        UIHint = "outcome-picker",
        Description = "One of the outcomes that this workflow declares in its properties.")]
    public IReadOnlyList<string> Outcomes { get; set; } = [];

    /// <inheritdoc/>
    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context)
    {
        var declared = context.InSight.Workflow.Outcomes;
        return Outcomes.FirstOrDefault(o => !declared.Contains(o) && o != "Done") is { } unknown
            ? throw new ExpressionException($"the workflow declares no outcome '{unknown}'")
            : ValueTask.FromResult<ActivityResult>(new ActivityResult.Left(Outcomes.Count == 0 ? ["Done"] : Outcomes));
    }
}
