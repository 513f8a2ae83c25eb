using Fluid.Ast;
using LiquidExpression = Fluid.Ast.Expression;

namespace Smartcard.Expressions;

/// <summary>Finds names in a template that nothing declares, without rendering it: there they would come to an empty text.</summary>
internal sealed class LiquidNames : AstVisitor
{
    private static readonly HashSet<string> Roots = new(StringComparer.OrdinalIgnoreCase)
    {
        "Variables",
        "Input",
        "CorrelationId",
        "WorkflowInstanceId",
        "WorkflowDefinitionId",
        "WorkflowDefinitionVersion",
        "forloop",
        "empty",
        "blank",
        "nil",
        "null",
        "true",
        "false",
    };

    private readonly HashSet<string> _set = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _used = [];
    private readonly List<string> _variables = [];

    /// <summary>Names in the order in which they are used.</summary>
    public IEnumerable<string> Undeclared => _used.Where(name => !Roots.Contains(name) && !_set.Contains(name));

    /// <summary>What is asked of <c>Variables</c> by a written name.</summary>
    public IEnumerable<string> Variables => _set.Contains("Variables") ? [] : _variables;

    protected override LiquidExpression VisitMemberExpression(MemberExpression memberExpression)
    {
        if (memberExpression.Segments is [IdentifierSegment root, ..] segments)
        {
            _used.Add(root.Identifier);
            var name =
                segments.Count < 2 || !string.Equals(root.Identifier, "Variables", StringComparison.OrdinalIgnoreCase)
                    ? null
                    : segments[1] switch
                    {
                        IdentifierSegment member when member.Identifier is not "size" => member.Identifier,
                        IndexerSegment { Expression: LiteralExpression literal } => literal.Value.ToStringValue(),
                        _ => null,
                    };
            if (name is not null)
            {
                _variables.Add(name);
            }
        }

        return base.VisitMemberExpression(memberExpression);
    }

    protected override Statement VisitAssignStatement(AssignStatement assignStatement)
    {
        _set.Add(assignStatement.Identifier);
        return base.VisitAssignStatement(assignStatement);
    }

    protected override Statement VisitCaptureStatement(CaptureStatement captureStatement)
    {
        _set.Add(captureStatement.Identifier);
        return base.VisitCaptureStatement(captureStatement);
    }

    protected override Statement VisitForStatement(ForStatement forStatement)
    {
        _set.Add(forStatement.Identifier);
        return base.VisitForStatement(forStatement);
    }

    protected override Statement VisitIncrementStatement(IncrementStatement incrementStatement)
    {
        _set.Add(incrementStatement.Identifier);
        return base.VisitIncrementStatement(incrementStatement);
    }

    protected override Statement VisitDecrementStatement(DecrementStatement decrementStatement)
    {
        _set.Add(decrementStatement.Identifier);
        return base.VisitDecrementStatement(decrementStatement);
    }
}
