using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Smartcard.BackOffice.Booth.Acts;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Cards.Readings;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.SelfService.Cards.Readings;
using Smartcard.SelfService.People;
using Smartcard.SelfService.Vault;
using Smartcard.Storage;
using Smartcard.Wording;

namespace Smartcard.BackOffice.People.Readings;

/// <summary>Puts together the pages on which somebody is chosen and gets the card.</summary>
internal sealed class ReadingGiveView(
    SmartcardDbContext database, CardReadingStandings standings, DerivedKeys keys, PersonSearch search, PersonViews views)
{
    /// <returns>Null when this user has no such reading.</returns>
    public async Task<ReadingPersonModel?> PeopleAsync(HttpContext http, JourneyId id, CancellationToken cancellationToken)
    {
        if (await standings.ReadAsync(ReadingPages.ViewerOf(http), id, cancellationToken) is null)
        {
            return null;
        }

        var problem = Searches.TypedOf(http) switch
        {
            null => null,
            { Length: > Searches.MaxLength } => Catalogue.People["find.tooLong", ("max", Searches.MaxLength)],
            var typed => NameWords.Typed(typed).Count == 0 ? Catalogue.People["find.empty"] : null,
        };
        var page = ReadingPages.PageOf(id);
        if (problem is not null || Searches.TextOf(http) is not { } find)
        {
            var errors = problem is null ? new Errors() : new Errors().Add("find", problem);
            return new ReadingPersonModel(page + "/person", page, Searches.TextOf(http), null, null, errors);
        }

        var found = await search.FindAsync(find, http.User.ScopeOf(), cancellationToken);
        StaffId[] ids = [.. found.People];
        var people = await database.Set<Staff>().AsNoTracking().Where(s => ids.Contains(s.Id)).ToListAsync(cancellationToken);
        return new ReadingPersonModel(
            page + "/person",
            page,
            find,
            [
                .. people.Where(s => s.LeftAt is null)
                    .OrderBy(s => s.DisplayName, StringComparer.InvariantCultureIgnoreCase).ThenBy(s => s.Id.Value)
                    .Select(s => new ReadingPersonLine($"{page}/give?person={s.Id.Value}", s.DisplayName, s.Number, s.Organisation)),
            ],
            found.IsMore ? found.People.Count : null,
            new Errors());
    }

    /// <returns>Null when this user has no such reading, no card was read in it, or there is no such person.</returns>
    public async Task<ReadingGiveModel?> ModelAsync(
        HttpContext http, JourneyId id, GiveTyped typed, Errors errors, CancellationToken cancellationToken)
    {
        var (viewer, person) = (ReadingPages.ViewerOf(http), typed.Person!.Value);
        if (await standings.ReadAsync(viewer, id, cancellationToken) is not { Reading.Identifier: { } identifier } standing
            || await database.Set<Staff>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == person, cancellationToken) is not { } staff)
        {
            return null;
        }

        await views.NoteAsync(viewer, person, cancellationToken);
        var (page, known) = (ReadingPages.PageOf(id), standing.Known);
        return new ReadingGiveModel(
            page + "/give",
            page,
            page + "/person",
            person.Value,
            staff.DisplayName,
            staff.Organisation,
            staff.Number,
            identifier.Value,
            known?.Card.StaffId.Value,
            known is null ? null : (known.Holder.DisplayName, known.Holder.Organisation),
            typed.Version ?? standing.LatestVersion.ToString(CultureInfo.InvariantCulture),
            standing.Reading.KeyFits == true ? standing.Reading.KeyVersion : null,
            typed.Reason,
            [.. Enum.GetValues<HolderChange>().Select(reason => new Choice(reason.ToString(), ReadingWords.Of(reason)))],
            await CardsOfAsync(person, cancellationToken),
            await NoWayAsync(standing, staff, cancellationToken),
            errors);
    }

    private async Task<IReadOnlyList<string>> CardsOfAsync(StaffId person, CancellationToken cancellationToken) =>
    [
        .. (await database.Set<Card>().AsNoTracking().Where(c => c.StaffId == person).OrderBy(c => c.Id).ToListAsync(cancellationToken))
            .Select(c => $"{References.Of(c.Id.Value)}: {CardWords.Of(c.State, c.StateReason) ?? Catalogue.Readings["fact.state.inUse"]}"),
    ];

    /// <summary>What can be seen before anything is typed, so that nobody types in vain.</summary>
    private async Task<string?> NoWayAsync(CardReadingStanding standing, Staff staff, CancellationToken cancellationToken)
    {
        if (standing.Step != CardReadingStep.Read)
        {
            return ReadingWords.Of(
                standing.Step == CardReadingStep.WithHelper ? CardReadingProblem.IsWorking : CardReadingProblem.IsOver);
        }

        if (staff.LeftAt is not null)
        {
            return ReadingWords.Of(CardGivingRefusal.HolderLeft);
        }

        if (standing.Known is not null)
        {
            return standing.Known.Holder.Id == staff.Id ? ReadingWords.Of(CardGivingRefusal.TheirsAlready) : null;
        }

        try
        {
            return await keys.AreDerivableAsync(standing.Reading.Identifier!, cancellationToken)
                ? null
                : Catalogue.Readings["give.noMaster", ("id", standing.Reading.Identifier!.Value)];
        }
        catch (VaultAwayException)
        {
            return Catalogue.Readings["give.vaultAway"];
        }
    }
}
