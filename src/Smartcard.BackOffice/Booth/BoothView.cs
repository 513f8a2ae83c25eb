using Microsoft.EntityFrameworkCore;
using Smartcard.BackOffice.Booth.Acts;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Journeys;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Booth;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;

namespace Smartcard.BackOffice.Booth;

/// <summary>Puts together what the IT booth needs: who waits for help in person, and the newest journeys.</summary>
internal sealed class BoothView(
    SmartcardDbContext database, CardHolders holders, StallFinder finder, IAuditProgress verified, TimeProvider time)
{
    private const int Shown = 50;

    /// <summary>So many of the newest journeys are looked through for a reference.</summary>
    private const int Searched = 5_000;

    public async Task<BoothModel> ModelAsync(HttpContext http, string? find, CancellationToken cancellationToken) => new(
        http.User.May(Policies.SeeAudit) && verified.Read() is { BrokenAt: { } entry } progress
            ? new AuditAlarm(entry, progress.Reason)
            : null,
        find,
        await ListsAsync(http, find, cancellationToken));

    public async Task<BoothLists> ListsAsync(HttpContext http, string? find, CancellationToken cancellationToken)
    {
        var cases = database.Set<BoothCase>().AsNoTracking().Where(c => c.ClosedAt == null);
        var journeys = database.Set<Journey>().AsNoTracking().AsQueryable();
        IReadOnlyList<HolderLine>? found = null;
        if (find is not null)
        {
            var cards = await holders.FindAsync(find, cancellationToken);
            var meant = (await journeys.OrderByDescending(j => j.Id).Select(j => j.Id).Take(Searched).ToListAsync(cancellationToken))
                .Where(id => References.IsMeant(find, id.Value)).ToArray();
            cases = cases.Where(c => cards.Contains(c.CardId!.Value));
            journeys = journeys.Where(j => cards.Contains(j.CardId!.Value) || meant.Contains(j.Id));
            found = await holders.LinesAsync([.. cards.Take(Shown)], http.User.May(Policies.ActAtBooth), cancellationToken);
        }

        return await ListsAsync(
            http,
            found,
            await cases.OrderBy(c => c.OpenedAt).Take(Shown).ToListAsync(cancellationToken),
            await journeys.OrderByDescending(j => j.Id).Take(Shown).ToListAsync(cancellationToken),
            cancellationToken);
    }

    private async Task<BoothLists> ListsAsync(
        HttpContext http,
        IReadOnlyList<HolderLine>? found,
        List<BoothCase> cases,
        List<Journey> journeys,
        CancellationToken cancellationToken)
    {
        var stalls = found is null ? await finder.FindAsync(Shown, cancellationToken) : null;
        var cards = cases.Select(c => c.CardId).Concat(journeys.Select(j => j.CardId)).Concat(stalls?.Select(s => s.Journey.CardId) ?? []);
        var names = await holders.NamesAsync(cards, cancellationToken);
        var kept = await database.KeptAmongAsync(
            [.. journeys.Concat(stalls?.Select(s => s.Journey) ?? []).Select(j => j.Id.Value).Distinct()], cancellationToken);
        var (now, mayAct, maySee) = (time.GetUtcNow(), http.User.May(Policies.ActAtBooth), http.User.May(Policies.SeeWorkflows));
        string HolderOf(CardId? id) => id is { } card ? names.GetValueOrDefault(card, "–") : "–";
        string? HelpFor(CardId? id) => id is { } card && mayAct ? InPersonPages.StartOf(card) : null;
        string? ActsFor(Journey journey) =>
            mayAct && journey is { EndedAt: null, Kind: not JourneyKind.InPerson } ? JourneyHelpPages.PageOf(journey.Id) : null;
        string? PageOf(Journey journey) =>
            maySee && kept.Contains(journey.Id.Value) ? $"{Policies.BackOffice}/instances/{journey.Id.Value}" : null;

        return new BoothLists(
            found,
            [
                .. OfOneCard(cases).Select(open => new BoothLine(
                    open[0].Id.Value,
                    open[0].OpenedAt,
                    HolderOf(open[0].CardId),
                    open[0].CardId?.Value,
                    [.. open.Select(c => BoothWords.Of(c.Reason)).Distinct()],
                    HelpFor(open[0].CardId),
                    mayAct ? CasePages.CloseOf(open[0].Id) : null)),
            ],
            await InPersonAsync(cancellationToken),
            stalls is null
                ? null
                :
                [
                    .. stalls.Select(stall => new StallLine(
                        stall.Journey.Id.Value,
                        PageOf(stall.Journey),
                        stall.Journey.LastHeardAt,
                        HolderOf(stall.Journey.CardId),
                        StallWords.Where(stall.Journey),
                        StallWords.Why(stall.Cause),
                        StallWords.Advice(stall.Cause),
                        HelpFor(stall.Journey.CardId),
                        ActsFor(stall.Journey))),
                ],
            [
                .. journeys.Select(journey => new JourneyLine(
                    journey.Id.Value,
                    PageOf(journey),
                    journey.StartedAt,
                    BoothWords.Of(journey.Kind),
                    HolderOf(journey.CardId),
                    BoothWords.NowOf(journey, now),
                    ActsFor(journey))),
            ]);
    }

    /// <summary>A card is one line, however often its holder tried: with all the reasons, in the order in which they came.</summary>
    private static IEnumerable<BoothCase[]> OfOneCard(IEnumerable<BoothCase> cases) =>
        cases.GroupBy(c => c.CardId?.Value ?? c.Id.Value).Select(group => group.ToArray());

    private async Task<IReadOnlyList<InPersonLine>> InPersonAsync(CancellationToken cancellationToken)
    {
        var open = await database.Set<InPersonReset>().AsNoTracking()
            .Join(
                database.Set<Journey>().Where(j => j.EndedAt == null),
                r => r.Id,
                j => j.Id,
                (reset, journey) => new { Reset = reset, journey.StartedAt })
            .OrderBy(r => r.StartedAt)
            .Take(Shown)
            .ToListAsync(cancellationToken);
        var names = await holders.NamesAsync(open.Select(r => (CardId?)r.Reset.CardId), cancellationToken);
        var helpers = open.Select(r => r.Reset.HelpedBy.Value).Distinct().ToArray();
        var users = await database.Users.AsNoTracking()
            .Where(u => helpers.Contains(u.Id))
            .ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellationToken);
        return
        [
            .. open.Select(r => new InPersonLine(
                r.Reset.Id.Value,
                InPersonPages.PageOf(r.Reset.Id),
                r.StartedAt,
                names.GetValueOrDefault(r.Reset.CardId, "–"),
                users.GetValueOrDefault(r.Reset.HelpedBy.Value, "–"))),
        ];
    }
}
