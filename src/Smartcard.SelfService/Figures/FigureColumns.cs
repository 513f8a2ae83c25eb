using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain.Figures;

namespace Smartcard.SelfService.Figures;

/// <summary>What a query selects of rows that have a column for each figure.</summary>
internal static class FigureColumns<T>
    where T : FigureSums
{
    private static readonly ParameterExpression Row = Expression.Parameter(typeof(T), "f");

    /// <summary>The values of these figures, in this order.</summary>
    public static Expression<Func<T, HourValues>> OfHour(IEnumerable<string> figures) =>
        Expression.Lambda<Func<T, HourValues>>(
            Expression.New(
                typeof(HourValues).GetConstructors()[0],
                Expression.Property(Row, nameof(FigureSums.Hour)),
                Array(figures.Select(figure => AsLong(ColumnOf(figure))))),
            Row);

    /// <summary>The sums of these figures, in this order.</summary>
    public static Expression<Func<IGrouping<int, T>, long[]>> Sums(IEnumerable<string> figures)
    {
        var group = Expression.Parameter(typeof(IGrouping<int, T>), "g");
        return Expression.Lambda<Func<IGrouping<int, T>, long[]>>(
            Array(figures.Select(figure => AsLong(Expression.Call(
                typeof(Enumerable), nameof(Enumerable.Sum), [typeof(T)], group, Expression.Lambda(ColumnOf(figure), Row))))),
            group);
    }

    private static NewArrayExpression Array(IEnumerable<Expression> values) => Expression.NewArrayInit(typeof(long), values);

    private static MethodCallExpression ColumnOf(string figure) => Expression.Call(
        typeof(EF),
        nameof(EF.Property),
        [Figure.Times.Contains(figure) ? typeof(long) : typeof(int)],
        Row,
        Expression.Constant(figure));

    private static Expression AsLong(Expression value) =>
        value.Type == typeof(long) ? value : Expression.Convert(value, typeof(long));
}

internal sealed record HourValues(DateTimeOffset Hour, long[] Values);
