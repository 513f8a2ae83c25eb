using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.SelfService.Cards.Readings;
using Smartcard.SelfService.People;
using Smartcard.Storage;

namespace Smartcard.BackOffice.People.Readings;

/// <summary>Puts together the page of a card reading.</summary>
internal sealed class ReadingView(SmartcardDbContext database, CardReadingStandings standings, PersonViews views)
{
    /// <returns>Null when this user has no such reading.</returns>
    public async Task<ReadingModel?> ModelAsync(UserId viewer, JourneyId id, CancellationToken cancellationToken)
    {
        if (await standings.ReadAsync(viewer, id, cancellationToken) is not { } standing)
        {
            return null;
        }

        if (standing.Known is { } known && standing.Step == CardReadingStep.Read)
        {
            await views.NoteAsync(viewer, known.Holder.Id, cancellationToken); // whoever sees whose card it is has seen the person
        }

        var holder = standing.Reading.GivenCard is { } card
            ? await database.Set<Card>().AsNoTracking()
                .Where(c => c.Id == card)
                .Join(database.Set<Staff>(), c => c.StaffId, s => s.Id, (_, staff) => staff)
                .SingleOrDefaultAsync(cancellationToken)
            : null;
        return new ReadingModel(
            ReadingPages.PageOf(id),
            ReadingPages.Path,
            standing,
            standing.Known is { } its ? PeoplePages.PageOf(its.Holder.Id) : null,
            holder is null ? null : PeoplePages.PageOf(holder.Id),
            holder?.DisplayName);
    }
}
