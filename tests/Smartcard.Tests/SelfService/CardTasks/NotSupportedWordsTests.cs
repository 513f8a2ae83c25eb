using Smartcard.CardTasks;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.CardTasks;

namespace Smartcard.Tests.SelfService.CardTasks;

/// <summary>A card that cannot be used is named where the helper could see what it is or lacks.</summary>
public sealed class NotSupportedWordsTests
{
    [Theory]
    [InlineData("Payment", null, "card.notSupported.Payment")]
    [InlineData("Passport", null, "card.notSupported.Passport")]
    [InlineData("IdPrime", null, "card.notSupported.named")]
    [InlineData("Pkcs15", null, "card.notSupported.named")]
    [InlineData("Piv", CardTrouble.NoPresenceKey, "card.trouble.NoPresenceKey")]
    [InlineData("Piv", CardTrouble.NoIdentity, "card.trouble.NoIdentity")]
    [InlineData("Piv", null, "card.outcome.CardNotSupported")]
    [InlineData("<b>anything</b>", null, "card.outcome.CardNotSupported")]
    [InlineData(null, null, "card.outcome.CardNotSupported")]
    public void It_is_said_by_what_it_is(string? kind, CardTrouble? trouble, string key) => Assert.Equal(
        key,
        CardTaskWords.NotSupported(new CardTaskResult(CardTaskOutcome.CardNotSupported) { CardType = kind, Trouble = trouble }).Key);

    [Fact]
    public async Task The_chat_says_it()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.BeginAsync("unlock");
        await bench.ReplyAsync("continue");
        var helper = await BenchHelper.PairAsync(bench);

        await helper.ReportAsync(
            (await helper.NextAsync())!.Id, new CardTaskResult(CardTaskOutcome.CardNotSupported) { CardType = "Payment" });

        Assert.Equal("card.notSupported.Payment", bench.LastKey);
    }

    [Theory]
    [InlineData("unlock", "Piv", CardTrouble.NoPresenceKey)]
    [InlineData("unlock", "IdPrime", null)]
    [InlineData("registration", "Pkcs15", null)]
    [InlineData("registration", "AuthentIc", null)]
    public async Task A_card_that_the_booth_has_to_look_at_ends_the_journey_there(string definition, string kind, CardTrouble? trouble)
    {
        await using var bench = await JourneyBench.StartAsync();

        var words = await ReportAsync(bench, definition, kind, trouble);

        Assert.Equal(words.Key, bench.LastKey);
        Assert.Equal(JourneyEnd.Referred, (await bench.JourneyAsync()).End);
        Assert.Equal(BoothReason.CardNotUsable, Assert.Single(await bench.RowsAsync<BoothCase>()).Reason);
    }

    [Theory]
    [InlineData("Payment")]
    [InlineData("Passport")]
    [InlineData(null)]
    public async Task With_a_card_that_was_put_in_by_mistake_the_person_may_try_again(string? kind)
    {
        await using var bench = await JourneyBench.StartAsync();

        await ReportAsync(bench, "unlock", kind, trouble: null);

        Assert.Equal("We could not use the card", bench.Open.Heading!.English);
        Assert.Null((await bench.JourneyAsync()).EndedAt);
        Assert.Empty(await bench.RowsAsync<BoothCase>());
    }

    private static async Task<Words> ReportAsync(JourneyBench bench, string definition, string? kind, CardTrouble? trouble)
    {
        await bench.BeginAsync(definition);
        await bench.ReplyAsync("continue");
        var helper = await BenchHelper.PairAsync(bench);
        var result = new CardTaskResult(CardTaskOutcome.CardNotSupported) { CardType = kind, Trouble = trouble };
        await helper.ReportAsync((await helper.NextAsync())!.Id, result);
        return CardTaskWords.NotSupported(result);
    }
}
