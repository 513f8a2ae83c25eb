using Fluid;
using Fluid.Ast;
using Fluid.Values;
using LiquidExpression = Fluid.Ast.Expression;

namespace Smartcard.Expressions;

/// <summary>
/// Liquid without the tags that read other templates, and with ranges such as <c>(1..10)</c> of a limited length: each
/// makes its list at one stroke.
/// </summary>
internal sealed class LiquidParser : FluidParser
{
    private const int MaxRange = 10_000;

    public LiquidParser()
    {
        foreach (var tag in new[] { "include", "render", "liquid", "tablerow" })
        {
            RegisteredTags.Remove(tag);
        }

        var primary = Primary.Parser!;
        Primary.Parser = primary.Then<LiquidExpression>(expression =>
            expression is RangeExpression range ? new BoundedRange(range) : expression);
    }

    /// <summary>The template with the ranges that <c>for</c> reads by itself bounded too.</summary>
    public static IFluidTemplate Bounded(IFluidTemplate template) => new RangeBounder().VisitTemplate(template);

    private sealed class RangeBounder : AstRewriter
    {
        protected override LiquidExpression VisitRangeExpression(RangeExpression rangeExpression) => new BoundedRange(rangeExpression);
    }

    private sealed class BoundedRange(RangeExpression range) : LiquidExpression
    {
        public override async ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
        {
            Liquid.CheckTime(context);
            var from = await range.From.EvaluateAsync(context);
            var to = await range.To.EvaluateAsync(context);
            return Math.Abs(to.ToNumberValue() - from.ToNumberValue()) < MaxRange
                ? await range.EvaluateAsync(context)
                : throw new EvaluationException($"a range may have {MaxRange} numbers");
        }

        protected override LiquidExpression Accept(AstVisitor visitor)
        {
            visitor.Visit(range.From);
            visitor.Visit(range.To);
            return this;
        }
    }
}
