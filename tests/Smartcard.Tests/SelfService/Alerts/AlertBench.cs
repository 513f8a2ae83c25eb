using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Alerts;
using Smartcard.Domain.Booth;
using Smartcard.SelfService.Alerts;
using Smartcard.Storage;

namespace Smartcard.Tests.SelfService.Alerts;

/// <summary>What makes trouble, and looks for it, on the bench.</summary>
internal static class AlertBench
{
    /// <summary>Whose alerts go to this receiver.</summary>
    public static Task<JourneyBench> BenchAsync(this Receiver receiver) => JourneyBench.StartAsync(
        ("Alerts:BoothWaiting", "0"), ("Alerts:Webhook:Url", receiver.Address), ("Alerts:Webhook:Secret", Receiver.Secret));

    public static Task<bool> LookAsync(this JourneyBench bench) => bench.DoAsync(async services =>
    {
        await services.GetRequiredService<AlertWatch>().LookAsync(CancellationToken.None);
        return true;
    });

    public static Task<bool> SendAlertsAsync(this JourneyBench bench) => bench.DoAsync(async services =>
    {
        await services.GetRequiredService<AlertSender>().SendDueAsync(CancellationToken.None);
        return true;
    });

    public static Task<TestAlertResult> TestAsync(this JourneyBench bench) =>
        bench.DoAsync(services => services.GetRequiredService<TestAlerts>().SendAsync(UserId.New(), CancellationToken.None));

    /// <summary>So many cards more wait at the booth.</summary>
    public static Task<int> WaitAtBoothAsync(this JourneyBench bench, int cards) => bench.ChangeAsync(database =>
        database.AddRange(Enumerable.Range(0, cards).Select(_ => CaseOf(CardId.New(), bench.Time.GetUtcNow()))));

    public static Task<int> CloseBoothAsync(this JourneyBench bench) => bench.ChangeAsync(database =>
    {
        foreach (var open in database.Set<BoothCase>().Where(c => c.ClosedAt == null).ToList())
        {
            open.ClosedAt = bench.Time.GetUtcNow();
        }
    });

    public static Task<int> ChangeAsync(this JourneyBench bench, Action<SmartcardDbContext> change) => bench.DoAsync(services =>
    {
        var database = services.GetRequiredService<SmartcardDbContext>();
        change(database);
        return database.SaveChangesAsync();
    });

    public static BoothCase CaseOf(CardId card, DateTimeOffset at) => new()
    {
        Id = BoothCaseId.New(),
        CardId = card,
        JourneyId = null,
        Reason = BoothReason.CodeLimit,
        OpenedAt = at,
    };

    public static async Task<IReadOnlyList<Alert>> AlertsAsync(this JourneyBench bench) =>
        [.. (await bench.RowsAsync<Alert>()).OrderBy(a => a.RaisedAt)];

    public static async Task<IReadOnlyList<AlertDelivery>> DeliveriesAsync(this JourneyBench bench) =>
        [.. (await bench.RowsAsync<AlertDelivery>()).OrderBy(d => d.CreatedAt)];

    /// <summary>A minute after another.</summary>
    public static async Task MinutesAsync(this JourneyBench bench, int minutes)
    {
        for (var minute = 0; minute < minutes; minute++)
        {
            bench.Time.Advance(TimeSpan.FromMinutes(1));
            await bench.LookAsync();
        }
    }
}
