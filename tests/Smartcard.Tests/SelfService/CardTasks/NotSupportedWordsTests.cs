using Smartcard.CardTasks;
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
}
