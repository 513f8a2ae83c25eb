using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Users;
using Smartcard.Storage;

namespace Smartcard.SelfService.People;

/// <summary>Leaves out of a query whatever is about people whom somebody may not see.</summary>
internal static class PeopleRows
{
    /// <param name="cardOf">The card that a row is about; where there is none, nobody is named.</param>
    /// <remarks>
    /// The holder is looked up for each row, by two primary keys. It is a value and no EXISTS, which PostgreSQL might turn into a list of
    /// all cards of the organisation.
    /// </remarks>
    public static IQueryable<T> Within<T>(
        this IQueryable<T> rows, OrganisationScope scope, SmartcardDbContext database, Expression<Func<T, CardId?>> cardOf)
    {
        if (scope.Organisation is not { } organisation)
        {
            return rows;
        }

        Expression<Func<CardId?, bool>> isTheirs = card => card == null
            || (organisation != ""
                && database.Set<Card>()
                    .Where(c => c.Id == card)
                    .Join(database.Set<Staff>(), c => c.StaffId, s => s.Id, (_, s) => s.Organisation)
                    .SingleOrDefault() == organisation);
        return rows.Where(Expression.Lambda<Func<T, bool>>(
            ReplacingExpressionVisitor.Replace(isTheirs.Parameters[0], cardOf.Body, isTheirs.Body), cardOf.Parameters));
    }
}
