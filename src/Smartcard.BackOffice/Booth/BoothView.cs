using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Journeys;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Booth;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;

namespace Smartcard.BackOffice.Booth;

/// <summary>Puts together what one person at the IT booth sees of the queue, and the newest journeys.</summary>
internal sealed class BoothView(
    SmartcardDbContext database, BoothQueue queue, CardHolders holders, IAuditProgress verified, TimeProvider time)
{
    private const int Shown = 50;

    /// <summary>So many of the newest journeys are looked through for a reference.</summary>
    private const int Searched = 5_000;

    public async Task<BoothModel> ModelAsync(HttpContext http, string? find, CancellationToken cancellationToken)
    {
        var (filter, snapshot) = (BoothFilter.Of(http), await queue.ReadAsync(cancellationToken));
        return new BoothModel(
            http.User.May(Policies.SeeAudit) && verified.Read() is { BrokenAt: { } entry } progress
                ? new AuditAlarm(entry, progress.Reason)
                : null,
            find,
            filter,
            [
                .. snapshot.Waiting.Select(m => m.Holder).Concat(snapshot.Stalls.Select(s => s.Holder))
                    .Select(h => h?.Organisation)
                    .Append(filter.Site)
                    .OfType<string>()
                    .Distinct()
                    .Order(StringComparer.CurrentCultureIgnoreCase),
            ],
            find is null
                ? ListsOf(new Viewer(http, time.GetUtcNow()), filter, snapshot)
                : await FoundAsync(new Viewer(http, time.GetUtcNow()), filter, find, snapshot, cancellationToken));
    }

    public async Task<BoothLists> ListsAsync(HttpContext http, CancellationToken cancellationToken) =>
        ListsOf(new Viewer(http, time.GetUtcNow()), BoothFilter.Of(http), await queue.ReadAsync(cancellationToken));

    private static BoothLists ListsOf(Viewer viewer, BoothFilter filter, BoothSnapshot snapshot) => new(
        Holders: null,
        viewer.Queue(snapshot.Waiting, filter, find: null, snapshot.IsWhole),
        Viewer.Resets(snapshot.Resets),
        viewer.Stalls(snapshot.Stalls, filter, snapshot.AreStallsWhole),
        [.. snapshot.Journeys.Select(viewer.Line)]);

    private async Task<BoothLists> FoundAsync(
        Viewer viewer, BoothFilter filter, string find, BoothSnapshot snapshot, CancellationToken cancellationToken)
    {
        var cards = await holders.FindAsync(find, cancellationToken);
        var all = database.Set<Journey>().AsNoTracking();
        var meant = (await all.OrderByDescending(j => j.Id).Select(j => j.Id).Take(Searched).ToListAsync(cancellationToken))
            .Where(id => References.IsMeant(find, id.Value))
            .ToArray();
        var journeys = await all
            .Where(j => cards.Contains(j.CardId!.Value) || meant.Contains(j.Id))
            .OrderByDescending(j => j.Id)
            .Take(Shown)
            .ToListAsync(cancellationToken);
        var names = await holders.NamesAsync(journeys.Select(j => j.CardId), cancellationToken);
        var kept = await database.KeptAmongAsync([.. journeys.Select(j => j.Id.Value)], cancellationToken);
        bool IsFound(CardId? card) => card is { } id && cards.Contains(id);

        return new BoothLists(
            await holders.LinesAsync([.. cards.Take(Shown)], viewer.MayAct, cancellationToken),
            viewer.Queue(
                [.. snapshot.Waiting.Where(m => IsFound(m.CardId) || References.IsMeant(find, m.Id.Value))],
                filter,
                find,
                snapshot.IsWhole),
            Viewer.Resets(snapshot.Resets),
            Stalls: null,
            [
                .. journeys.Select(j => viewer.Line(new RecentJourney(
                    j,
                    j.CardId is { } card && names.TryGetValue(card, out var name) ? new CardHolder(name, "") : null,
                    kept.Contains(j.Id.Value)))),
            ]);
    }
}
