using System.Text;
using Smartcard.Cards.Piv;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Registrations;
using Smartcard.Tests.SelfService.Booth;
using Smartcard.Workflows;

namespace Smartcard.Tests.SelfService.Piv;

/// <summary>Registration, unlock and reset in person of a PIV card, with the real rules, database and card.</summary>
[OnPostgres]
public sealed class PivJourneyTests
{
    [Theory]
    [InlineData(PivAlgorithm.Rsa2048)]
    [InlineData(PivAlgorithm.EccP256)]
    [InlineData(PivAlgorithm.EccP384)]
    public async Task A_card_is_registered_and_unlocked_and_has_a_new_PUK_afterwards(PivAlgorithm algorithm)
    {
        await using var bench = await PivBench.StartAsync(algorithm);
        await bench.RegisterAsync();
        Assert.Equal(JourneyEnd.Completed, (await bench.Journeys.JourneyAsync()).End);
        Assert.Equal(RegistrationState.Active, Assert.Single(await bench.Journeys.RowsAsync<Registration>()).State);
        await bench.BlockAsync();

        using var helper = await bench.UpToQuestionsAsync();
        Assert.Equal("answers.heading", bench.Journeys.Open.Heading!.Key);
        await bench.Journeys.AnswerAsync();
        await bench.Journeys.ReplyAsync("send", ("code", await bench.Journeys.ReadCodeAsync()));
        Assert.True(await helper.ResetAsync());

        Assert.Equal(WorkflowStatus.Finished, bench.Journeys.Status);
        Assert.Equal(JourneyEnd.Completed, (await bench.Journeys.JourneyAsync()).End);
        Assert.Equal(PivBench.NewPin, Encoding.ASCII.GetString(bench.Card.State.Pin));
        Assert.Equal(await bench.PukAsync(2), bench.Card.State.Puk);
        var key = await bench.KeyAsync();
        Assert.Equal((2, null, null), (key.Version, key.PendingVersion, key.PukExposedAt));
        var events = await bench.EventsAsync();
        Assert.Contains("puk-given:1", events);
        Assert.Contains("puk-accepted:1", events);
        Assert.Contains("puk-given:2", events);
        Assert.Contains("puk-changed:2", events);
        Assert.DoesNotContain("puk-exposed", events);
    }

    [Fact]
    public async Task The_task_of_a_reset_names_the_kind_and_the_passcodes_that_it_takes()
    {
        await using var bench = await PivBench.LockedAsync(settings: ("Helper:PasscodeMinLength", "4"));
        using var helper = await bench.UpToResetAsync();

        var task = await helper.NextAsync();

        Assert.Equal(("Piv", 32), (task.CardType, task.Challenge!.Length));
        Assert.Equal((6, 8, true), (task.PasscodeRule!.MinLength, task.PasscodeRule.MaxLength, task.PasscodeRule.DigitsOnly));
    }

    [Fact]
    public async Task A_second_unlock_takes_the_PUK_that_the_first_one_set()
    {
        await using var bench = await PivBench.LockedAsync();
        using (var first = await bench.UpToResetAsync())
        {
            Assert.True(await first.ResetAsync());
        }

        await bench.BlockAsync();
        using var second = await bench.UpToResetAsync();

        Assert.True(await second.ResetAsync("112358"));

        Assert.Equal(await bench.PukAsync(3), bench.Card.State.Puk);
        Assert.Equal(3, (await bench.KeyAsync()).Version);
    }

    [Fact]
    public async Task The_booth_resets_it_in_person()
    {
        await using var bench = await PivBench.StartAsync();
        await bench.BlockAsync();
        var booth = new InPersonBench(bench.Journeys);
        var user = await booth.UserAsync("Nia Desk");
        var id = await bench.StartInPersonAsync(booth, user);
        using var helper = new PivHelper(bench, await booth.ConnectAsync(id));

        Assert.True(await helper.ResetAsync());

        Assert.Equal(PivBench.NewPin, Encoding.ASCII.GetString(bench.Card.State.Pin));
        Assert.Equal(await bench.PukAsync(2), bench.Card.State.Puk);
        var evidence = await bench.Journeys.RowsAsync<EvidenceItem>();
        Assert.Contains(evidence, e => e.Kind == EvidenceKind.CardPresent);
        Assert.Contains(evidence, e => e.Kind == EvidenceKind.ResetConfirmed);
    }
}
