using Smartcard.Cards.Piv;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Tests.SelfService.Booth;

namespace Smartcard.Tests.SelfService.Piv;

/// <summary>An installation where nobody unlocks a PIV card themselves.</summary>
public sealed class PivUnlockOffTests
{
    [Theory]
    [InlineData("Cards:Piv:Unlock", "false")]
    [InlineData("Helper:PasscodeMaxLength", "5")] // no passcode keeps both rules
    public async Task The_person_is_sent_to_the_booth_before_any_question(string setting, string value)
    {
        await using var bench = await PivBench.StartAsync(PivAlgorithm.EccP256, (setting, value));
        await bench.RegisterAsync();
        Assert.Equal(JourneyEnd.Completed, (await bench.Journeys.JourneyAsync()).End);
        Assert.Equal("card.registeredForBooth", bench.Journeys.LastKey);

        using var helper = await bench.UpToQuestionsAsync();

        Assert.Contains(bench.Journeys.Said.OfType<Smartcard.Domain.Prompts.Message>(), m => m.Text.Key == "card.pivUnlockOff");
        Assert.Equal(JourneyEnd.Referred, (await bench.Journeys.JourneyAsync()).End);
        Assert.Equal(BoothReason.UnlockAtBooth, Assert.Single(await bench.Journeys.RowsAsync<BoothCase>()).Reason);
        Assert.Contains("reset-refused:PivUnlockOff", await bench.EventsAsync());
        Assert.DoesNotContain(await bench.Journeys.RowsAsync<EvidenceItem>(), e => e.Kind == EvidenceKind.ResetReleased);
    }

    [Fact]
    public async Task The_booth_still_resets_it_in_person()
    {
        await using var bench = await PivBench.StartAsync(PivAlgorithm.EccP256, ("Cards:Piv:Unlock", "false"));
        await bench.BlockAsync();
        var booth = new InPersonBench(bench.Journeys);
        using var helper = new PivHelper(
            bench, await booth.ConnectAsync(await bench.StartInPersonAsync(booth, await booth.UserAsync("Nia Desk"))));

        Assert.True(await helper.ResetAsync());
    }

    [Fact]
    public async Task Where_no_passcode_fits_the_booth_has_no_task_either()
    {
        await using var bench = await PivBench.StartAsync(PivAlgorithm.EccP256, ("Helper:PasscodeMaxLength", "5"));
        var booth = new InPersonBench(bench.Journeys);
        var helper = await booth.ConnectAsync(await bench.StartInPersonAsync(booth, await booth.UserAsync("Nia Desk")));

        Assert.Null(await helper.NextAsync());
    }

    [Fact]
    public async Task Cards_of_the_other_kind_are_unlocked_as_before()
    {
        await using var bench = await Unlock.UnlockJourneyTests.LockedAndRegisteredAsync([("Cards:Piv:Unlock", "false")]);
        var helper = await Unlock.UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));

        Assert.True(await helper.ResetAsync(bench.Card, "4711"));
    }
}
