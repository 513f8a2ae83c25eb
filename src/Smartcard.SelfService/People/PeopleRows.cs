using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Users;
using Smartcard.Storage;

namespace Smartcard.SelfService.People;

/// <summary>Leaves out of a query whatever is about people whom somebody may not see. Where no card is known, nobody is named.</summary>
/// <remarks>
/// The holder is looked up for each row, by two primary keys. It is a value and no EXISTS, which PostgreSQL might turn into a list of all
/// cards of the organisation.
/// </remarks>
internal static class PeopleRows
{
    public static IQueryable<Journey> Within(this IQueryable<Journey> journeys, OrganisationScope scope, SmartcardDbContext database) =>
        scope.Organisation is not { } organisation
            ? journeys
            : journeys.Where(j => j.CardId == null || database.Set<Card>()
                .Where(c => c.Id == j.CardId)
                .Join(database.Set<Staff>(), c => c.StaffId, s => s.Id, (_, s) => s.Organisation)
                .SingleOrDefault() == organisation);

    public static IQueryable<BoothCase> Within(this IQueryable<BoothCase> cases, OrganisationScope scope, SmartcardDbContext database) =>
        scope.Organisation is not { } organisation
            ? cases
            : cases.Where(b => b.CardId == null || database.Set<Card>()
                .Where(c => c.Id == b.CardId)
                .Join(database.Set<Staff>(), c => c.StaffId, s => s.Id, (_, s) => s.Organisation)
                .SingleOrDefault() == organisation);
}
