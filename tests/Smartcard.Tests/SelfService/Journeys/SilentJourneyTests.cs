using Microsoft.Extensions.DependencyInjection;
using Smartcard.SelfService.Journeys;

namespace Smartcard.Tests.SelfService.Journeys;

/// <summary>Journeys of which nothing is heard any more.</summary>
[OnPostgres]
public sealed class SilentJourneyTests
{
    [Fact]
    public async Task Silent_journeys_are_counted_and_those_that_nobody_ended_apart()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.BeginAsync("unlock");
        Assert.Equal((0, 0), await SilentAsync(bench));

        bench.Time.Advance(TimeSpan.FromMinutes(11));
        await bench.BeginAsync("unlock");
        Assert.Equal((1, 0), await SilentAsync(bench));

        bench.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal((2, 1), await SilentAsync(bench));
        await bench.DoAsync(services => services.GetRequiredService<AbandonedJourneys>().EndAsync(CancellationToken.None));
        Assert.Equal((0, 0), await SilentAsync(bench));
    }

    private static async Task<(int, int)> SilentAsync(JourneyBench bench)
    {
        var report = await bench.DoAsync(services => services.GetRequiredService<SilentJourneys>().ReportAsync(CancellationToken.None));
        return (report.Stalled, report.Stuck);
    }
}
