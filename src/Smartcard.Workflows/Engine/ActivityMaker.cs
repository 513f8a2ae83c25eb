using Smartcard.Workflows.Expressions;

namespace Smartcard.Workflows;

/// <summary>Makes an activity for one moment of one execution, with its inputs set.</summary>
internal interface IActivityMaker
{
    /// <exception cref="ExpressionException">An input has no usable value.</exception>
    Activity Make(ActivityContext context);
}

/// <summary>Makes activities as turns need them: from the turn's services, with what the definition's expressions say now.</summary>
internal sealed class ActivityMaker(IServiceProvider services) : IActivityMaker
{
    public Activity Make(ActivityContext context)
    {
        var activity = context.Node.Descriptor.Make(services);
        foreach (var input in context.Node.Descriptor.Inputs)
        {
            if (context.Node.Inputs.TryGetValue(input.Key, out var value))
            {
                var evaluated = ExpressionEvaluator.Evaluate(value, input.Type, context);
                ExpressionEvaluator.CheckRange(input, evaluated);
                input.Set(activity, evaluated);
            }
        }

        return activity;
    }
}
