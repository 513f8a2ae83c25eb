using System.Text.Json;
using Smartcard.Workflows.Expressions;
using Smartcard.Workflows.Primitives;

namespace Smartcard.Workflows;

/// <summary>
/// One activity tried by itself, as at the beginning of its workflow: with the values that variables start with, and no
/// input.
/// </summary>
/// <param name="Inputs">By name: what its expressions give; a default where the definition gives nothing is not listed.</param>
/// <param name="Outcomes">By which it left; empty where it was not run.</param>
/// <param name="WasRun">False for what would reach outside the engine, wait, or run others: of that only the inputs are told.</param>
/// <param name="Fault">What went wrong, in words; null = nothing.</param>
public sealed record ActivityTrial(
    IReadOnlyDictionary<string, JsonElement> Inputs,
    IReadOnlyList<string> Outcomes,
    bool WasRun,
    string? Fault)
{
    /// <returns>Null when the workflow has no such activity.</returns>
    public static async Task<ActivityTrial?> RunAsync(
        WorkflowDefinition definition,
        Func<ActivityNode, bool> isMeant,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (WayTo(definition.Root, isMeant) is not { } way)
        {
            return null;
        }

        var state = new WorkflowState { InstanceId = Guid.Empty, DefinitionId = definition.DefinitionId, Version = definition.Version };
        foreach (var variable in definition.Variables)
        {
            state.Variables[variable.Name] = variable.Value;
        }

        foreach (var around in way)
        {
            state.Executions.Add(
                new ActivityExecution
                {
                    Id = state.Executions.Count + 1,
                    ActivityId = around.Id,
                    ParentId = state.Executions.Count,
                    Values = around.Declared is { } declared ? ContainerValues.Of(declared) : null,
                });
        }

        var context = new ActivityContext(definition, state, way[^1], state.Executions[^1], [], now, cancellationToken);
        return await RunAsync(way[^1], context);
    }

    private static async Task<ActivityTrial> RunAsync(ActivityNode node, ActivityContext context)
    {
        var inputs = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        try
        {
            foreach (var input in node.Descriptor.Inputs)
            {
                if (node.Inputs.TryGetValue(input.Key, out var value))
                {
                    var evaluated = ExpressionEvaluator.Evaluate(input, value, context);
                    inputs[input.Name] = ValueConverter.ToJson(input.Declared?.Type.ToStored(evaluated) ?? evaluated);
                }
            }

            if (!StaysInside(node.Descriptor))
            {
                return new ActivityTrial(inputs, [], WasRun: false, Fault: null);
            }

            return await new ActivityMaker(NoServices.Instance).Make(context).ExecuteAsync(context) switch
            {
                ActivityResult.Completed(var outcomes) => new ActivityTrial(inputs, outcomes, WasRun: true, Fault: null),
                ActivityResult.Faulted(var message) => new ActivityTrial(inputs, [], WasRun: true, message),
                _ => new ActivityTrial(inputs, [], WasRun: true, Fault: null),
            };
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // As for an incident: other messages could hold anything.
            return new ActivityTrial(inputs, [], WasRun: false, failure is ExpressionException ? failure.Message : failure.GetType().Name);
        }
    }

    private static bool StaysInside(ActivityDescriptor descriptor) =>
        descriptor.Type.Assembly == typeof(Activity).Assembly && !descriptor.MayWait && !descriptor.Type.IsSubclassOf(typeof(Container));

    /// <summary>From the root down to the first that is meant, both included.</summary>
    private static List<ActivityNode>? WayTo(ActivityNode from, Func<ActivityNode, bool> isMeant) =>
        isMeant(from) ? [from]
        : from
            .Children.Concat(from.Ports.Values)
            .Select(child => WayTo(child, isMeant))
            .FirstOrDefault(way => way is not null)
            is { } way
            ? [from, .. way]
        : null;
}
