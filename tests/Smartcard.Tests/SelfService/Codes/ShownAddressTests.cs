using Smartcard.Domain.Prompts;
using Smartcard.Tests.SelfService.Unlock;

namespace Smartcard.Tests.SelfService.Codes;

/// <summary>To whom the address that a code goes to is shown whole, and to whom it is not.</summary>
public sealed class ShownAddressTests
{
    [Fact]
    public async Task Who_answered_the_questions_reads_it_whole_and_it_is_sealed()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerAsync();

        var said = SentIn(bench);
        Assert.Equal(("amal.hughes@trust.nhs.uk", true), (said.Text.Arguments["address"], said.IsPersonal));
    }

    [Fact]
    public async Task Who_typed_it_reads_it_whole()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.RegisterAsync();

        Assert.Equal("amal.hughes@trust.nhs.uk", SentIn(bench).Text.Arguments["address"]);
    }

    [Fact]
    public async Task Who_has_only_put_the_card_in_reads_it_masked()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync([("Policy:QuestionsRequired", "false")]);
        await bench.BeginAsync("unlock-card-and-code");
        await bench.ReplyAsync("continue");
        await (await BenchHelper.PairAsync(bench)).IdentifyAsync(bench.Card);

        Assert.Equal("a•••@trust.nhs.uk", SentIn(bench).Text.Arguments["address"]);
    }

    private static Message SentIn(JourneyBench bench) => bench.Said.OfType<Message>().Last(m => m.Text.Key == "code.sent");
}
