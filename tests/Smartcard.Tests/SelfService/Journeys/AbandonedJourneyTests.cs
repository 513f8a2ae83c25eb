using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Journeys;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;

namespace Smartcard.Tests.SelfService.Journeys;

/// <summary>A journey that cannot be ended keeps none of the others from their end, and it is said.</summary>
[OnPostgres]
public sealed class AbandonedJourneyTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_others_are_ended_and_the_log_names_the_one_that_was_not()
    {
        await using var bench = await JourneyBench.StartAsync();
        var journeys = new List<JourneyId>();
        for (var chat = 0; chat < 3; chat++)
        {
            await bench.BeginAsync("unlock", $"chat {chat}");
            journeys.Add(new JourneyId(bench.Journey));
            bench.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var broken = journeys[0]; // the first to be looked at
        await bench.DoAsync(services => services.GetRequiredService<SmartcardDbContext>().Set<WorkflowInstanceRow>()
            .Where(i => i.Id == broken.Value)
            .ExecuteUpdateAsync(i => i.SetProperty(row => row.State, "[]"), _ct));
        bench.Time.Advance(Journey.Patience);

        var failed = await Assert.ThrowsAsync<AggregateException>(() => EndAsync(bench));

        Assert.Single(failed.InnerExceptions);
        Assert.Equal([broken], (await bench.RowsAsync<Journey>()).Where(j => j.EndedAt is null).Select(j => j.Id));
        Assert.Single(bench.Log.Lines, line => line.Contains($"Journey {broken.Value} was left", StringComparison.Ordinal));
    }

    private Task<int> EndAsync(JourneyBench bench) =>
        bench.DoAsync(services => services.GetRequiredService<AbandonedJourneys>().EndAsync(_ct));
}
