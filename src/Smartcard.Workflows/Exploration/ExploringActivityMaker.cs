using Smartcard.Workflows.Expressions;
using Smartcard.Workflows.Primitives;

namespace Smartcard.Workflows.Exploration;

/// <summary>
/// Makes the engine's own activities as they are, and instead of all others one that does nothing and may leave by any
/// outcome, at once or after a wait.
/// </summary>
internal sealed class ExploringActivityMaker(Choices choices) : IActivityMaker
{
    public const string BookmarkName = "Explored";

    public static bool IsOutside(ActivityNode node) =>
        node.Descriptor.Type.Assembly != typeof(Activity).Assembly || node.Descriptor.IsTimed;

    /// <summary>The outcomes it may have: those of its type, or, where it has none of its own, the ports that are connected.</summary>
    public static IReadOnlyList<string> OutcomesOf(WorkflowDefinition definition, ActivityNode node) =>
        node.Descriptor.Outcomes.Count > 0 ? node.Descriptor.Outcomes
        : definition.ConnectedPortsOf(node) is { Count: > 0 } ports ? ports
        : ["Done"];

    public Activity Make(ActivityContext context, bool isAgain = false)
    {
        context.IsExploring = true;
        var node = context.Node;
        if (IsOutside(node))
        {
            TryInputs(context);
            return new AnyOutcome(
                choices,
                OutcomesOf(context.Definition, node),
                node.Descriptor.MayWait,
                mustWait: node.WrittenOutLength() > TimeSpan.Zero);
        }

        context.Either = () => choices.Next(2) == 1;
        var activity = node.Descriptor.Make(NoServices.Instance);
        if (isAgain && activity is Container { TakesInputsAnew: false })
        {
            return activity;
        }

        foreach (var input in node.Descriptor.Inputs)
        {
            if (node.Inputs.TryGetValue(input.Key, out var value))
            {
                input.Set(activity, ValueOf(value, input, context));
            }
        }

        return activity;
    }

    public object? OutputOf(Activity activity, OutputDescriptor output) => activity is AnyOutcome ? Unknown.Value : output.Get(activity);

    private static object? ValueOf(InputValue value, InputDescriptor input, ActivityContext context)
    {
        try
        {
            return ExpressionEvaluator.Evaluate(input, value, context);
        }
        catch (UnknownValueException)
        {
            // A variable may hold what is not known; a text is only shown; what steers the flow must be known.
            return input.Type == typeof(object) ? Unknown.Value
                : input.Type == typeof(string) ? ""
                : throw new ExpressionException(
                    $"'{input.Label}' is only known when the workflow runs, so what follows from it cannot be checked");
        }
    }

    /// <summary>A script that fails is found now; one that depends on a run may be right.</summary>
    private static void TryInputs(ActivityContext context)
    {
        foreach (var input in context.Node.Descriptor.Inputs)
        {
            if (context.Node.Inputs.TryGetValue(input.Key, out var value))
            {
                try
                {
                    _ = ExpressionEvaluator.Evaluate(input, value, context);
                }
                catch (UnknownValueException)
                {
                }
            }
        }
    }

    private sealed class AnyOutcome(Choices choices, IReadOnlyList<string> outcomes, bool mayWait, bool mustWait) : Activity
    {
        protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context)
        {
            var choice = mustWait ? outcomes.Count : choices.Next(outcomes.Count + (mayWait ? 1 : 0));
            return ValueTask.FromResult(choice == outcomes.Count ? Wait(new Bookmark(BookmarkName, "")) : Done(outcomes[choice]));
        }

        protected internal override ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Stimulus stimulus) =>
            ValueTask.FromResult(Done(outcomes[choices.Next(outcomes.Count)]));
    }
}
