using Smartcard.Expressions;
using Smartcard.Workflows.Expressions;
using Smartcard.Workflows.Primitives;

namespace Smartcard.Workflows;

/// <summary>Makes an activity for one moment of one execution, with its inputs set.</summary>
internal interface IActivityMaker
{
    /// <param name="isAgain">A container that is told of a child's end; most take their inputs at the start only.</param>
    /// <exception cref="ExpressionException">An input has no usable value.</exception>
    Activity Make(ActivityContext context, bool isAgain = false);

    object? OutputOf(Activity activity, OutputDescriptor output);
}

/// <summary>Makes activities as turns need them: from the turn's services, with what the definition's expressions say now.</summary>
internal sealed class ActivityMaker(IServiceProvider services) : IActivityMaker
{
    public TimeSpan LongestExpression { get; init; } = ProcessorBudget.OfExpressions;

    public Activity Make(ActivityContext context, bool isAgain = false)
    {
        context.LongestExpression = LongestExpression;
        var activity = context.Node.Descriptor.Make(services);
        if (isAgain && activity is Container { TakesInputsAnew: false })
        {
            return activity;
        }

        foreach (var input in context.Node.Descriptor.Inputs)
        {
            if (context.Node.Inputs.TryGetValue(input.Key, out var value))
            {
                input.Set(activity, ExpressionEvaluator.Evaluate(input, value, context));
            }
        }

        return activity;
    }

    public object? OutputOf(Activity activity, OutputDescriptor output) => output.Get(activity);
}
