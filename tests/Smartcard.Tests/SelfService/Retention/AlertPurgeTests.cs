using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Alerts;
using Smartcard.SelfService.Retention;
using Smartcard.Tests.SelfService.Alerts;

namespace Smartcard.Tests.SelfService.Retention;

/// <summary>Alerts that are over are kept as long as mails. What goes on is never removed.</summary>
[OnPostgres]
public sealed class AlertPurgeTests
{
    [Fact]
    public async Task What_is_over_goes_after_thirty_days_and_what_goes_on_stays()
    {
        await using var bench = await JourneyBench.StartAsync();
        var begun = bench.Time.GetUtcNow();
        var (over, open) = (
            Alert.Raise(new AlertFigure(AlertCondition.MailFailing, 9, 5), begun),
            Alert.Raise(new AlertFigure(AlertCondition.BoothWaiting, 12, 10), begun));
        over.Clear(begun);
        var (sent, waiting) = (
            AlertDelivery.Of(over, AlertChange.Raised, begun),
            AlertDelivery.Of(open, AlertChange.Raised, begun));
        sent.End(new AlertAnswer(null, 200), begun);
        await bench.ChangeAsync(database => database.AddRange(over, open, sent, waiting));

        bench.Time.Advance(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await PurgeAsync(bench));
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await PurgeAsync(bench));

        Assert.Equal(open.Id, Assert.Single(await bench.AlertsAsync()).Id);
        Assert.Equal(waiting.Id, Assert.Single(await bench.DeliveriesAsync()).Id);
    }

    private static Task<int> PurgeAsync(JourneyBench bench) =>
        bench.DoAsync(services => services.GetRequiredService<AlertPurge>().RunAsync(CancellationToken.None));
}
