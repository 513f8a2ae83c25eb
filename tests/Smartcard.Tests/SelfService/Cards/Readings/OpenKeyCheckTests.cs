using Microsoft.Extensions.DependencyInjection;
using Smartcard.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Cards.Readings;
using Smartcard.SelfService.Journeys;
using Smartcard.Tests.SelfService.Vault;

namespace Smartcard.Tests.SelfService.Cards.Readings;

/// <summary>The vault has answered a card, and the helper does not tell how that went.</summary>
public sealed class OpenKeyCheckTests
{
    [OnPostgres]
    [Fact]
    public async Task A_check_of_which_no_helper_tells_the_end_is_on_record_with_its_user_and_an_end()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var (nia, card, id, helper) = await bench.WantedCheckAsync();
        await CardReadingBench.ReleaseAsync(helper, card);
        Assert.Contains(
            await bench.AuditOfAsync(id), a => a.Event == $"key-check:Released+{card.State.CardId[^8..]}" && a.Actor == nia);

        bench.Bench.Time.Advance(Journey.Patience);
        await bench.Bench.DoAsync(services => services.GetRequiredService<AbandonedJourneys>().EndAsync(CancellationToken.None));
        await bench.DoAsync(readings => readings.EndAsync(nia, id, CancellationToken.None));

        Assert.Single(await bench.AuditOfAsync(id), a => a.Event == "key-check:NotSeen" && a.Actor == nia);
    }

    [Fact]
    public async Task A_reading_that_is_ended_in_the_middle_of_a_check_has_one_end_on_record()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var (nia, card, id, helper) = await bench.WantedCheckAsync();
        var task = await CardReadingBench.ReleaseAsync(helper, card);

        await bench.StartReadingAsync(nia);
        await helper.ReportAsync(task.Id, new CardTaskResult(CardTaskOutcome.CardRemoved));

        Assert.Single(await bench.AuditOfAsync(id), a => a.Event == "key-check:NotSeen");
    }

    [OnPostgres]
    [Fact]
    public async Task While_the_answer_is_open_the_card_is_given_to_nobody()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync();
        var sian = await bench.PersonAsync("Siân Hughes");
        var card = DerivingVault.CardOf("New");
        var (id, helper) = await bench.ReadAsync(nia, card);
        await bench.WantCheckAsync(nia, id);
        await CardReadingBench.ReleaseAsync(helper, card);

        Assert.Equal(new CardReadingAct.Refused(CardReadingProblem.IsWorking), await bench.GiveAsync(nia, id, sian));

        Assert.Null(await bench.CardAsync(card));
        bench.Bench.Time.Advance(TimeSpan.FromMinutes(10)); // the task has expired
        Assert.IsType<CardReadingAct.Done>(await bench.GiveAsync(nia, id, sian));
        Assert.Contains("key-check:NotSeen", (await bench.AuditOfAsync(id)).Select(a => a.Event));
    }
}
