using System.Globalization;
using System.Linq.Expressions;
using System.Text.Json.Nodes;
using Smartcard.Designer.Definitions;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

using Expression = System.Linq.Expressions.Expression;

namespace Smartcard.Designer.ElsaApi;

/// <summary>The instance list's filters by time: <c>{ "column": "CreatedAt", "operator": "GreaterThan", "timestamp": "…" }</c>.</summary>
internal static class InstanceTimes
{
    private static readonly Dictionary<string, ExpressionType> Operators = new(StringComparer.Ordinal)
    {
        ["Is"] = ExpressionType.Equal,
        ["IsNot"] = ExpressionType.NotEqual,
        ["LessThan"] = ExpressionType.LessThan,
        ["GreaterThan"] = ExpressionType.GreaterThan,
        ["LessThanOrEqual"] = ExpressionType.LessThanOrEqual,
        ["GreaterThanOrEqual"] = ExpressionType.GreaterThanOrEqual,
    };

    /// <summary>A filter whose column, operator or time is none that we know leaves the list as it is.</summary>
    public static IQueryable<WorkflowInstanceRow> Filter(IQueryable<WorkflowInstanceRow> instances, JsonObject filter)
    {
        if (!DateTimeOffset.TryParse(filter.TextOf("timestamp"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            || !Operators.TryGetValue(filter.TextOf("operator") ?? "", out var compare))
        {
            return instances;
        }

        return filter.TextOf("column") switch
        {
            "CreatedAt" => instances.Where(Compared(nameof(WorkflowInstanceRow.CreatedAt), compare, at)),
            "UpdatedAt" => instances.Where(Compared(nameof(WorkflowInstanceRow.UpdatedAt), compare, at)),
            "FinishedAt" => instances
                .Where(i => i.Status != WorkflowStatus.Suspended)
                .Where(Compared(nameof(WorkflowInstanceRow.UpdatedAt), compare, at)),
            _ => instances,
        };
    }

    private static Expression<Func<WorkflowInstanceRow, bool>> Compared(string column, ExpressionType compare, DateTimeOffset at)
    {
        var row = Expression.Parameter(typeof(WorkflowInstanceRow));
        return Expression.Lambda<Func<WorkflowInstanceRow, bool>>(
            Expression.MakeBinary(compare, Expression.Property(row, column), Expression.Constant(at)),
            row);
    }
}
