using System.Diagnostics;
using Span = System.Diagnostics.Activity;

namespace Smartcard.Workflows;

/// <summary>
/// Spans of the engine: each step of an instance, and in it each activity with its type and outcome. Never what an
/// activity was given, or what anybody said.
/// </summary>
/// <remarks>Only the engine's own steps have spans: a proof plays a workflow a thousand times, and nobody wants to read that.</remarks>
public static class WorkflowTracing
{
    /// <summary>The name of the engine's <see cref="ActivitySource"/>.</summary>
    public const string SourceName = "Smartcard.Workflows";

    private static readonly ActivitySource Source = new(SourceName);

    /// <param name="what"><c>start</c>, <c>resume</c>, <c>retry</c>, <c>cancel</c> or <c>prepare</c>.</param>
    /// <returns>Null when nobody listens.</returns>
    internal static Span? Step(string what, Turn turn)
    {
        turn.Span = Source.StartActivity("workflow " + what);
        turn.Span?.SetTag("smartcard.workflow.definition", turn.State.DefinitionId)
            .SetTag("smartcard.workflow.version", turn.State.Version)
            .SetTag("smartcard.workflow.instance", turn.InstanceId.ToString());
        return turn.Span;
    }

    /// <summary>Calls an activity, in its own span if its step has one.</summary>
    internal static async ValueTask<ActivityResult> CallAsync(Turn turn, ActivityNode node, Func<ValueTask<ActivityResult>> call)
    {
        if (turn.Span is null)
        {
            return await call();
        }

        using var span = Source.StartActivity("activity " + node.Descriptor.TypeName);
        span?.SetTag("smartcard.activity.type", node.Descriptor.TypeName).SetTag("smartcard.activity.id", node.NodeId);
        try
        {
            var result = await call();
            span?.SetTag("smartcard.activity.outcome", OutcomeOf(node, result));
            return result;
        }
        catch (Exception failure)
        {
            // The type alone: a message could hold what a person typed.
            span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", failure.GetType().FullName);
            throw;
        }
    }

    /// <summary>An outcome that the activity's type has; another one might be made of values.</summary>
    private static string OutcomeOf(ActivityNode node, ActivityResult result) =>
        result switch
        {
            ActivityResult.Completed(var outcomes) => string.Join(
                ',',
                outcomes.Select(o => o == "Done" || node.Descriptor.Outcomes.Contains(o) ? o : "(other)")),
            _ => result.GetType().Name,
        };
}
