using Smartcard.Look.Access;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Booth;

namespace Smartcard.BackOffice.Booth;

/// <summary>Puts together what one person at the IT booth sees of the queue, and the newest journeys.</summary>
internal sealed class BoothView(BoothQueue queue, IAuditProgress verified, TimeProvider time)
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
            ListsOf(new Viewer(http, time.GetUtcNow()), filter, snapshot));
    }

    public async Task<BoothLists> ListsAsync(HttpContext http, CancellationToken cancellationToken) =>
        ListsOf(new Viewer(http, time.GetUtcNow()), BoothFilter.Of(http), await SnapshotAsync(http, cancellationToken));

    private async Task<BoothSnapshot> SnapshotAsync(HttpContext http, CancellationToken cancellationToken) =>
        (await queue.ReadAsync(cancellationToken)).Within(http.User.ScopeOf());

    private static BoothLists ListsOf(Viewer viewer, BoothFilter filter, BoothSnapshot snapshot) => new(
        viewer.Queue(snapshot.Waiting, filter, snapshot.IsWhole),
        Viewer.Resets(snapshot.Resets),
        viewer.Stalls(snapshot.Stalls, filter, snapshot.AreStallsWhole),
        [.. snapshot.Journeys.Select(viewer.Line)]);
}
