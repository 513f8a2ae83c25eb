using Smartcard.Domain.Booth;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Prompts;
using Smartcard.Tests.SelfService.Unlock;
using Smartcard.Workflows;

namespace Smartcard.Tests.SelfService.Lockout;

/// <summary>"This was not me", said in the chat. S6.</summary>
public sealed class ReportJourneyTests
{
    [Fact]
    public async Task Stops_self_service_for_the_card_tells_the_booth_and_the_registered_address()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();

        await ReportAsync(bench);
        await bench.SendMailsAsync();

        Assert.Equal(JourneyEnd.Referred, (await bench.JourneyAsync()).End);
        Assert.NotNull(Assert.Single(await bench.RowsAsync<CardLockout>()).FrozenAt);
        Assert.Equal(BoothReason.NotMe, Assert.Single(await bench.RowsAsync<BoothCase>()).Reason);
        Assert.Equal(
            ("amal.hughes@trust.nhs.uk", "Self-service has stopped for your smartcard"),
            (bench.Mails.Sent[^1].To, bench.Mails.Sent[^1].Subject));
    }

    [Fact]
    public async Task Afterwards_the_card_can_neither_be_unlocked_nor_reported_again()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await ReportAsync(bench);
        await ReportAsync(bench);
        Assert.Single(await bench.RowsAsync<BoothCase>());

        await bench.BeginAsync("unlock");
        await bench.ReplyAsync("continue");
        await (await BenchHelper.PairAsync(bench)).IdentifyAsync(bench.Card);

        Assert.Equal(WorkflowStatus.Finished, bench.Status);
        Assert.Equal(JourneyEnd.Referred, (await bench.JourneyAsync()).End);
        Assert.DoesNotContain(bench.Said.OfType<Prompt>(), p => p.Heading?.Key == "answers.heading");
    }

    [Fact]
    public async Task Works_for_a_card_that_was_never_registered_and_mails_nobody()
    {
        await using var bench = await JourneyBench.StartAsync();

        await ReportAsync(bench);
        await bench.SendMailsAsync();

        Assert.NotNull(Assert.Single(await bench.RowsAsync<CardLockout>()).FrozenAt);
        Assert.Empty(bench.Mails.Sent);
    }

    private static async Task ReportAsync(JourneyBench bench)
    {
        await bench.BeginAsync("report");
        await bench.ReplyAsync("continue");
        await (await BenchHelper.PairAsync(bench)).IdentifyAsync(bench.Card);
        Assert.Equal(WorkflowStatus.Finished, bench.Status);
    }
}
