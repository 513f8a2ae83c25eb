using Smartcard.Domain;
using Smartcard.Look.Access;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Booth;

namespace Smartcard.BackOffice.Booth;

/// <summary>Puts together what one person at the IT booth sees of the queue, and the newest journeys.</summary>
internal sealed class BoothView(BoothQueue queue, InPersonUsers users, IAuditProgress verified, TimeProvider time)
{
    public async Task<BoothModel> ModelAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var (filter, snapshot) = (BoothFilter.Of(http), await SnapshotAsync(http, cancellationToken));
        return new BoothModel(
            http.User.May(Policies.SeeAudit) && verified.Read() is { BrokenAt: { } entry } progress
                ? new AuditAlarm(entry, progress.Reason)
                : null,
            filter,
            [
                .. snapshot.Waiting.Select(m => m.Holder).Concat(snapshot.Stalls.Select(s => s.Holder))
                    .Select(h => h?.Organisation)
                    .Append(filter.Site)
                    .OfType<string>()
                    .Distinct()
                    .Order(StringComparer.CurrentCultureIgnoreCase),
            ],
            http.User.ScopeOf().Organisation,
            await ListsAsync(http, filter, snapshot, cancellationToken));
    }

    public async Task<BoothLists> ListsAsync(HttpContext http, CancellationToken cancellationToken) =>
        await ListsAsync(http, BoothFilter.Of(http), await SnapshotAsync(http, cancellationToken), cancellationToken);

    private Task<BoothSnapshot> SnapshotAsync(HttpContext http, CancellationToken cancellationToken) =>
        queue.ReadAsync(http.User.ScopeOf(), cancellationToken);

    private async Task<BoothLists> ListsAsync(
        HttpContext http, BoothFilter filter, BoothSnapshot snapshot, CancellationToken cancellationToken)
    {
        var viewer = new Viewer(http, time.GetUtcNow());
        var (waiting, stalls) = (
            viewer.Queue(snapshot.Waiting, filter, snapshot.IsWhole),
            viewer.Stalls(snapshot.Stalls, filter, snapshot.AreStallsWhole));
        var own = viewer.MayAct
            ? await users.OwnAmongAsync(
                Policies.IdOf(http.User)!.Value,
                [.. waiting.Lines.Select(l => l.Card).Concat(stalls.Lines.Select(l => l.Card)).OfType<Guid>().Select(id => new CardId(id))],
                cancellationToken)
            : new HashSet<CardId>();
        bool IsOwn(Guid? card) => card is { } id && own.Contains(new CardId(id));
        return new BoothLists(
            waiting with
            {
                Lines =
                [
                    .. waiting.Lines.Select(l => IsOwn(l.Card) ? l with { IsOwn = true, Take = null, Help = null, Close = null } : l),
                ],
            },
            Viewer.Resets(snapshot.Resets),
            stalls with { Lines = [.. stalls.Lines.Select(l => IsOwn(l.Card) ? l with { IsOwn = true, Help = null } : l)] },
            [.. snapshot.Journeys.Select(viewer.Line)]);
    }
}
