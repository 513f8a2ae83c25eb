using Smartcard.Cards.Gids;
using Smartcard.CardTasks;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Cards.Readings;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Cards.Readings;
using Smartcard.Tests.SelfService.Vault;

namespace Smartcard.Tests.SelfService.Cards.Readings;

/// <summary>The key of a card that comes in is checked once. A dishonest administrator opens nobody's card by it.</summary>
public sealed class KeyCheckTests
{
    [OnPostgres]
    [Fact]
    public async Task The_key_fits_and_the_card_gets_the_version_that_was_checked()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync();
        var card = DerivingVault.CardOf("New", version: 3);
        var (id, helper) = await bench.ReadAsync(nia, card);
        Assert.Null((await bench.StandingAsync(nia, id)).NoKeyCheck);

        Assert.IsType<CardReadingAct.Done>(await bench.WantCheckAsync(nia, id, 3));
        Assert.Equal(CardTaskOutcome.Done, (await CardReadingBench.CheckAsync(helper, card))!.Outcome);

        var standing = await bench.StandingAsync(nia, id);
        Assert.Equal((CardReadingStep.Read, true), (standing.Step, standing.Reading.KeyFits));
        Assert.Equal(KeyCheckRefusal.CheckedOnce, standing.NoKeyCheck);
        var events = (await bench.EventsAsync()).ToList();
        Assert.Contains(events, e => e.StartsWith("card-key-used:Check+", StringComparison.Ordinal));
        Assert.Contains("key-check:Fits", events);
        Assert.Equal(1, bench.Vault.Answers);
        await bench.GiveAsync(nia, id, await bench.PersonAsync("Siân Hughes"), version: 1);
        Assert.Equal(3, (await bench.Bench.RowsAsync<CardKey>()).Single().Version);
        Assert.Empty(await bench.Bench.RowsAsync<OutgoingMail>()); // it was no reset, so nobody is told of one
        Assert.DoesNotContain("reset-left-uncertain", await bench.EventsAsync());
    }

    [OnPostgres]
    [Fact]
    public async Task A_card_with_another_key_is_given_to_nobody_and_not_asked_again()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync();
        var card = DerivingVault.CardOf("New", version: 1);
        var (id, helper) = await bench.ReadAsync(nia, card);
        await bench.WantCheckAsync(nia, id, 2);

        Assert.Equal(CardTaskOutcome.Refused, (await CardReadingBench.CheckAsync(helper, card))!.Outcome);

        Assert.False((await bench.StandingAsync(nia, id)).Reading.KeyFits);
        Assert.Equal(
            new CardReadingAct.NotGiven(CardGivingRefusal.KeyDiffers),
            await bench.GiveAsync(nia, id, await bench.PersonAsync("Siân Hughes")));
        Assert.Equal(new CardReadingAct.NotChecked(KeyCheckRefusal.CheckedOnce), await bench.WantCheckAsync(nia, id, 1));
        Assert.Equal(
            new CardReadingAct.Refused(CardReadingProblem.KeyWasChecked),
            await bench.DoAsync(readings => readings.ReadAgainAsync(nia, id, CancellationToken.None)));
        var (another, _) = await bench.ReadAsync(nia, card);
        Assert.Equal(new CardReadingAct.NotChecked(KeyCheckRefusal.CheckedLately), await bench.WantCheckAsync(nia, another, 1));
        Assert.Equal(2, (await bench.StandingAsync(nia, another)).OtherKeyVersion);
        Assert.Equal(
            new CardReadingAct.NotGiven(CardGivingRefusal.KeyDiffers),
            await bench.GiveAsync(nia, another, await bench.PersonAsync("Siân Hughes"), version: 2));
        Assert.Contains("card-give-refused:KeyDiffers", (await bench.AuditOfAsync(another)).Select(a => a.Event));
        bench.Bench.Time.Advance(KeyCheckRules.Apart);
        var (later, _) = await bench.ReadAsync(nia, card);
        Assert.IsType<CardReadingAct.Done>(await bench.WantCheckAsync(nia, later, 1));
        Assert.IsType<CardReadingAct.Done>(await bench.GiveAsync(nia, later, await bench.PersonAsync("Siân Hughes"), version: 1));
    }

    [OnPostgres]
    [Fact]
    public async Task A_later_check_that_fits_lets_the_card_be_given()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var (nia, card, _, helper) = await bench.WantedCheckAsync();
        var task = await CardReadingBench.ReleaseAsync(helper, card);
        await helper.ReportAsync(task.Id, new CardTaskResult(CardTaskOutcome.Refused) { StatusWord = "6982" });
        bench.Bench.Time.Advance(KeyCheckRules.Apart);
        var (second, again) = await bench.ReadAsync(nia, card);
        await bench.WantCheckAsync(nia, second);
        Assert.Equal(CardTaskOutcome.Done, (await CardReadingBench.CheckAsync(again, card))!.Outcome);

        var (third, _) = await bench.ReadAsync(nia, card);

        Assert.Null((await bench.StandingAsync(nia, third)).OtherKeyVersion);
        Assert.IsType<CardReadingAct.Done>(await bench.GiveAsync(nia, third, await bench.PersonAsync("Siân Hughes")));
    }

    [Theory]
    [InlineData(CardState.InUse)]
    [InlineData(CardState.Suspended)]
    [InlineData(CardState.Revoked)]
    public async Task A_card_that_is_somebodys_is_never_answered(CardState state)
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync();
        var card = DerivingVault.CardOf("Colleague");
        var (first, _) = await bench.ReadAsync(nia, card);
        await bench.GiveAsync(nia, first, await bench.PersonAsync("Siân Hughes"));
        await bench.Booth.ChangeAsync(database =>
        {
            var its = database.Set<Card>().Single(c => c.Identifier == CardIdentifier.Parse(card.State.CardId));
            var now = bench.Bench.Time.GetUtcNow();
            Assert.True(state switch
            {
                CardState.Suspended => its.Suspend(CardStateReason.Lost, now),
                CardState.Revoked => its.Revoke(CardStateReason.Lost, now),
                _ => true,
            });
        });
        var (id, _) = await bench.ReadAsync(nia, card);

        Assert.Equal(new CardReadingAct.NotChecked(KeyCheckRefusal.KnownCard), await bench.WantCheckAsync(nia, id));

        Assert.Equal(0, bench.Vault.Answers);
        Assert.Contains("key-check-refused:KnownCard", await bench.EventsAsync());
    }

    [OnPostgres]
    [Fact]
    public async Task A_card_that_becomes_somebodys_before_its_challenge_comes_is_not_answered()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var (nia, mair) = (await bench.AdministratorAsync(), await bench.AdministratorAsync("Mair Desk"));
        var card = DerivingVault.CardOf("New");
        var (id, helper) = await bench.ReadAsync(nia, card);
        await bench.WantCheckAsync(nia, id);
        var (other, _) = await bench.ReadAsync(mair, card);
        Assert.IsType<CardReadingAct.Done>(await bench.GiveAsync(mair, other, await bench.PersonAsync("Siân Hughes")));

        Assert.Null(await CardReadingBench.CheckAsync(helper, card));

        Assert.Equal(0, bench.Vault.Answers);
    }

    [Fact]
    public async Task A_changed_helper_gets_an_answer_for_no_other_card_and_for_no_second_challenge()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var (_, card, id, helper) = await bench.WantedCheckAsync();
        var task = (await helper.NextAsync())!;
        var (one, two) = (GidsMutualAuthentication.NewHostChallenge(), GidsMutualAuthentication.NewHostChallenge());

        Assert.Null(await CardReadingBench.AskAsync(helper, task, bench.Bench.Card.State.CardId, one)); // a colleague's card
        Assert.Null(await CardReadingBench.AskAsync(helper, task, card.State.CardId, task.Challenge!)); // our own challenge
        Assert.NotNull(await CardReadingBench.AskAsync(helper, task, card.State.CardId, one));
        Assert.NotNull(await CardReadingBench.AskAsync(helper, task, card.State.CardId, one)); // lost on its way
        Assert.NotNull(await CardReadingBench.AskAsync(helper, task, card.State.CardId, one));
        Assert.Null(await CardReadingBench.AskAsync(helper, task, card.State.CardId, two));
        Assert.Null(await CardReadingBench.AskAsync(helper, task, card.State.CardId, two));
        var events = (await bench.AuditOfAsync(id)).Select(a => a.Event).ToList();
        Assert.Single(events, e => e == "key-check:AnsweredAgain");
        Assert.Single(events, e => e == "key-check-refused:CheckedOnce");
    }

    [Fact]
    public async Task What_the_vault_answered_is_no_proof_of_the_card()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var (nia, card, id, helper) = await bench.WantedCheckAsync();
        var task = (await helper.NextAsync())!;
        var answer = await CardReadingBench.AskAsync(helper, task, card.State.CardId, GidsMutualAuthentication.NewHostChallenge());

        var verdict = await helper.ReportAsync(task.Id, new CardTaskResult(CardTaskOutcome.Done) { ConfirmResponse = answer });

        Assert.Equal(Smartcard.SelfService.CardTasks.ReportVerdict.NotBelieved, verdict);
        Assert.False((await bench.StandingAsync(nia, id)).Reading.KeyFits);
    }

    [Fact]
    public async Task Where_resets_need_two_people_no_key_is_checked()
    {
        await using var bench = await CardReadingBench.StartAsync(("Booth:SecondPerson", "true"));
        var nia = await bench.AdministratorAsync();
        var (id, _) = await bench.ReadAsync(nia, DerivingVault.CardOf("New"));

        Assert.Equal(KeyCheckRefusal.TwoPeople, (await bench.StandingAsync(nia, id)).NoKeyCheck);
        Assert.Equal(new CardReadingAct.NotChecked(KeyCheckRefusal.TwoPeople), await bench.WantCheckAsync(nia, id));
    }

    [OnPostgres]
    [Fact]
    public async Task The_limit_of_an_hour_counts_key_checks()
    {
        await using var bench = await CardReadingBench.StartAsync(("Booth:ResetsPerHour", "1"));
        var nia = await bench.AdministratorAsync();
        var first = DerivingVault.CardOf("First");
        var (one, helper) = await bench.ReadAsync(nia, first);
        await bench.WantCheckAsync(nia, one);
        await CardReadingBench.CheckAsync(helper, first);

        var (two, _) = await bench.ReadAsync(nia, DerivingVault.CardOf("Second"));

        Assert.Equal(new CardReadingAct.NotChecked(KeyCheckRefusal.TooMany), await bench.WantCheckAsync(nia, two));
        Assert.Single(bench.Bench.Log.Lines, line => line.Contains("wanted to reset another card in person", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_lost_the_role_meanwhile_has_nothing_checked()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var (nia, card, _, helper) = await bench.WantedCheckAsync();
        await bench.Booth.ChangeAsync(database => database.Users.Single(u => u.Id == nia.Value).Roles = BackOfficeRoles.Booth);

        Assert.Null(await CardReadingBench.CheckAsync(helper, card));
        Assert.Equal(0, bench.Vault.Answers);
    }

    [Fact]
    public async Task A_vault_that_is_away_uses_up_no_try()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync();
        var (id, _) = await bench.ReadAsync(nia, DerivingVault.CardOf("New"));
        bench.Vault.IsAway = true;

        Assert.Equal(new CardReadingAct.Refused(CardReadingProblem.VaultAway), await bench.WantCheckAsync(nia, id));

        bench.Vault.IsAway = false;
        Assert.IsType<CardReadingAct.Done>(await bench.WantCheckAsync(nia, id));
    }

    [Fact]
    public async Task A_card_that_goes_away_in_the_middle_is_one_of_which_nobody_knows()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var (nia, card, id, helper) = await bench.WantedCheckAsync();
        var task = (await helper.NextAsync())!;
        await CardReadingBench.AskAsync(helper, task, card.State.CardId, GidsMutualAuthentication.NewHostChallenge());

        await helper.ReportAsync(task.Id, new CardTaskResult(CardTaskOutcome.CardRemoved));

        var standing = await bench.StandingAsync(nia, id);
        Assert.Equal((CardReadingStep.Read, (bool?)null), (standing.Step, standing.Reading.KeyFits));
        Assert.Equal(KeyCheckRefusal.CheckedOnce, standing.NoKeyCheck);
    }
}
