using Microsoft.EntityFrameworkCore;
using Smartcard.BackOffice.Booth;
using Smartcard.BackOffice.Booth.Acts;
using Smartcard.BackOffice.People.Readings;
using Smartcard.BackOffice.People.Records;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Registrations;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.SelfService.Booth;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Wording;

namespace Smartcard.BackOffice.People;

/// <summary>Puts together who was found.</summary>
internal sealed class PeopleView(
    SmartcardDbContext database, PersonSearch search, CardHolders holders, InPersonUsers users, TimeProvider time)
{
    public async Task<PeopleModel> ModelAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var problem = Searches.TypedOf(http) switch
        {
            null => null,
            { Length: > Searches.MaxLength } => Catalogue.People["find.tooLong", ("max", Searches.MaxLength)],
            var typed => NameWords.Typed(typed).Count == 0 ? Catalogue.People["find.empty"] : null,
        };
        var only = http.User.ScopeOf().Organisation;
        var (add, read) = http.User.May(Policies.ManageStaff) ? (RecordPages.AddPath, ReadingPages.Path) : ((string?)null, (string?)null);
        return problem is not null
            ? new PeopleModel(Searches.TextOf(http), null, only, add, read, new Errors().Add("find", problem))
            : new PeopleModel(
                Searches.TextOf(http),
                Searches.TextOf(http) is { } find ? await FoundAsync(http, find, cancellationToken) : null,
                only,
                add,
                read,
                new Errors());
    }

    private async Task<PeopleFound> FoundAsync(HttpContext http, string find, CancellationToken cancellationToken)
    {
        var found = await search.FindAsync(find, http.User.ScopeOf(), cancellationToken);
        return new PeopleFound(
            await PeopleAsync(http, [.. found.People], cancellationToken),
            await JourneysAsync(http, found.Journeys, cancellationToken),
            found.IsMore ? found.People.Count : null);
    }

    private async Task<IReadOnlyList<PersonLine>> PeopleAsync(HttpContext http, StaffId[] ids, CancellationToken cancellationToken)
    {
        var scope = http.User.ScopeOf();
        var people = (await database.Set<Staff>().AsNoTracking().Where(s => ids.Contains(s.Id)).ToListAsync(cancellationToken))
            .Where(s => scope.Includes(s.Organisation)); // something else may have moved them since their words were made
        var cards = (await database.Set<Card>()
            .Where(c => ids.Contains(c.StaffId))
            .OrderBy(c => c.Id)
            .Select(c => new { c.Id, c.StaffId, c.State, c.StateReason })
            .ToListAsync(cancellationToken)).ToLookup(c => c.StaffId);
        CardId[] all = [.. cards.SelectMany(c => c).Select(c => c.Id)];
        var registered = (await database.Set<Registration>()
            .Where(r => all.Contains(r.CardId) && r.State == RegistrationState.Active)
            .Select(r => r.CardId)
            .ToListAsync(cancellationToken)).ToHashSet();
        var stopped = (await database.Set<CardLockout>().AsNoTracking()
            .Where(l => all.Contains(l.CardId))
            .ToListAsync(cancellationToken)).Where(l => l.IsStopped).Select(l => l.CardId).ToHashSet();
        var mayAct = http.User.May(Policies.ActAtBooth);
        var own = mayAct
            ? await users.OwnAmongAsync(Policies.IdOf(http.User)!.Value, all, cancellationToken)
            : new HashSet<CardId>();
        return
        [
            .. people.OrderBy(s => s.DisplayName, StringComparer.InvariantCultureIgnoreCase).ThenBy(s => s.Id.Value)
                .Select(s => new PersonLine(
                    s.Id.Value,
                    PeoplePages.PageOf(s.Id),
                    s.DisplayName,
                    s.Organisation,
                    s.Site,
                    s.Number,
                    s.LeftAt is not null,
                    [
                        .. cards[s.Id].Select(card => new PersonCardLine(
                            card.Id.Value,
                            CardWords.Of(card.State, card.StateReason),
                            SelfServiceOf(stopped.Contains(card.Id), registered.Contains(card.Id)),
                            mayAct && card.State == CardState.InUse && !own.Contains(card.Id) ? InPersonPages.StartOf(card.Id) : null,
                            own.Contains(card.Id))),
                    ])),
        ];
    }

    private async Task<IReadOnlyList<JourneyLine>> JourneysAsync(
        HttpContext http, IReadOnlyList<Journey> journeys, CancellationToken cancellationToken)
    {
        if (journeys.Count == 0)
        {
            return [];
        }

        var names = await holders.NamesAsync(journeys.Select(j => j.CardId), cancellationToken);
        var kept = http.User.May(Policies.SeeWorkflows)
            ? await database.KeptAmongAsync([.. journeys.Select(j => j.Id.Value)], cancellationToken)
            : [];
        var now = time.GetUtcNow();
        return
        [
            .. journeys.Select(j => new JourneyLine(
                j.Id.Value,
                PersonView.PageOf(j, kept),
                j.StartedAt,
                BoothWords.Of(j.Kind),
                j.CardId is { } card ? names.GetValueOrDefault(card, "–") : "–",
                j.CardId?.Value,
                BoothWords.NowOf(j, now),
                JourneyHelpPages.PageFor(http.User, j))),
        ];
    }

    private static string SelfServiceOf(bool isStopped, bool isRegistered) =>
        isStopped ? Catalogue.Booth["selfService.stopped"]
        : isRegistered ? Catalogue.Booth["selfService.registered"]
        : Catalogue.Booth["selfService.none"];
}
