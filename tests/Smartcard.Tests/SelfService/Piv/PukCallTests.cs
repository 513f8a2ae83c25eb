using Smartcard.Cards.Iso7816;
using Smartcard.CardTasks;
using Smartcard.CardTasks.Piv;
using Smartcard.Domain.CardTasks;
using Smartcard.SelfService.CardTasks;
using Smartcard.Tests.SelfService.Vault;

namespace Smartcard.Tests.SelfService.Piv;

/// <summary>A reset of a PIV card whose answers are lost, whose card is pulled out, or whose PUK is another one.</summary>
[OnPostgres]
public sealed class PukCallTests
{
    [Fact]
    public async Task A_lost_answer_is_given_again_and_is_the_same_PUK()
    {
        await using var bench = await PivBench.LockedAsync();
        using var helper = await bench.UpToResetAsync();
        var task = await helper.NextAsync();

        var first = await helper.TakePukAsync(task);
        var again = await helper.TakePukAsync(task);

        Assert.Equal(first.Version, again.Version);
        Assert.Equal(first.Challenge, again.Challenge);
        Assert.Equal(helper.Open(task, first), helper.Open(task, again));
        Assert.NotEqual(first.SealedPuk, again.SealedPuk);
        Assert.Contains("reset-answered-again", await bench.EventsAsync());
        Assert.Single(await bench.EventsAsync(), e => e == "puk-given:1");

        var next = await helper.AcceptedAsync(task, 1);
        var nextAgain = await helper.AcceptedAsync(task, 1);
        Assert.Equal((2, 2), (next.Version, nextAgain.Version));
        Assert.Equal(first.Challenge, next.Challenge);
        Assert.Equal(helper.Open(task, next), helper.Open(task, nextAgain));
        Assert.IsType<CardTaskAnswer<PukResponse>.Refused>(await helper.AskPukAsync(task)); // one was reported
    }

    [Fact]
    public async Task A_PUK_is_not_given_without_end()
    {
        await using var bench = await PivBench.LockedAsync();
        using var helper = await bench.UpToResetAsync();
        var task = await helper.NextAsync();
        for (var asked = 0; asked <= CardTaskItem.MostAgainInARound; asked++)
        {
            await helper.TakePukAsync(task);
        }

        Assert.IsType<CardTaskAnswer<PukResponse>.Refused>(await helper.AskPukAsync(task));
        Assert.Equal(2, (await helper.AcceptedAsync(task, 1)).Version); // its change is never stopped
    }

    [Fact]
    public async Task The_vault_is_away_after_the_card_took_the_PUK_and_the_next_one_is_given_when_it_is_back()
    {
        await using var bench = await PivBench.LockedAsync();
        var vault = await SwitchedVault.InAsync(bench.Journeys);
        using var helper = await bench.UpToResetAsync();
        var task = await helper.NextAsync();
        var puk = await helper.TakePukAsync(task);
        await helper.UseAsync(task, puk);
        vault.IsAway = true;
        await Assert.ThrowsAsync<Smartcard.SelfService.Vault.VaultAwayException>(() => helper.AcceptedAsync(task, 1));
        vault.IsAway = false;

        var next = await helper.AcceptedAsync(task, 1);

        Assert.IsType<SecretCheck.Accepted>(await helper.ChangeAsync(task, puk, next));
        Assert.Equal(ReportVerdict.Accepted, await helper.DoneAsync(task, puk, next.Version));
    }

    [Fact]
    public async Task A_PUK_that_could_not_be_changed_afterwards_is_not_given()
    {
        await using var bench = await PivBench.LockedAsync();
        var vault = await SwitchedVault.InAsync(bench.Journeys);
        using var helper = await bench.UpToResetAsync();
        var task = await helper.NextAsync();
        vault.DerivesNothing = true;

        Assert.IsType<CardTaskAnswer<PukResponse>.Refused>(await helper.AskPukAsync(task));

        Assert.Contains("reset-refused:NoKeyOfTheCard", await bench.EventsAsync());
        Assert.Null((await bench.KeyAsync()).PukExposedAt);
    }

    [Fact]
    public async Task A_card_that_did_not_take_the_next_PUK_is_exposed_until_the_next_reset_changes_it()
    {
        await using var bench = await PivBench.LockedAsync();
        using (var helper = await bench.UpToResetAsync())
        {
            var task = await helper.NextAsync();
            var puk = await helper.TakePukAsync(task);
            await helper.UseAsync(task, puk);
            await helper.AcceptedAsync(task, 1);
            Assert.Equal(ReportVerdict.Accepted, await helper.DoneAsync(task, puk, version: null));
        }

        Assert.NotNull((await bench.KeyAsync()).PukExposedAt);
        Assert.Contains("puk-exposed", await bench.EventsAsync());

        await bench.BlockAsync();
        using var second = await bench.UpToResetAsync();
        Assert.True(await second.ResetAsync("112358")); // the pending one is wrong, then the current one is right

        Assert.Equal(await bench.PukAsync(3), bench.Card.State.Puk);
        var key = await bench.KeyAsync();
        Assert.Equal((3, null, null), (key.Version, key.PendingVersion, key.PukExposedAt));
        Assert.Contains("puk-wrong:2", await bench.EventsAsync());
    }

    [Fact]
    public async Task A_card_that_took_the_next_PUK_unseen_is_reset_with_it()
    {
        await using var bench = await PivBench.LockedAsync();
        using (var helper = await bench.UpToResetAsync())
        {
            var task = await helper.NextAsync();
            var puk = await helper.TakePukAsync(task);
            await helper.UseAsync(task, puk);
            await helper.ChangeAsync(task, puk, await helper.AcceptedAsync(task, 1)); // and its answer is lost
            await helper.DoneAsync(task, puk, version: null);
        }

        await bench.BlockAsync();
        using var second = await bench.UpToResetAsync();
        Assert.Equal(2, (await second.TakePukAsync(await second.NextAsync())).Version);
        Assert.Equal(3, bench.Card.State.PukAttemptsLeft);
    }

    [Fact]
    public async Task The_only_other_PUK_is_given_after_a_wrong_one_and_no_third()
    {
        await using var bench = await PivBench.LockedAsync();
        await bench.ChangeKeyAsync(puk => puk with { Pending = 2 });
        using var helper = await bench.UpToResetAsync();
        var task = await helper.NextAsync();
        Assert.Equal(2, (await helper.TakePukAsync(task)).Version);

        var other = Assert.IsType<CardTaskAnswer<PukResponse>.Given>(await helper.TellAsync(task, 2, PukOutcome.Wrong, left: 2)).Value;
        var again = Assert.IsType<CardTaskAnswer<PukResponse>.Given>(await helper.TellAsync(task, 2, PukOutcome.Wrong, left: 2)).Value;
        Assert.Equal((1, 1), (other.Version, again.Version));
        Assert.IsType<CardTaskAnswer<PukResponse>.Refused>(await helper.TellAsync(task, 1, PukOutcome.Wrong, left: 1));
        await helper.Helper.ReportAsync(task.Id, new CardTaskResult(CardTaskOutcome.Refused) { StatusWord = "63C1" });

        var key = await bench.KeyAsync();
        Assert.Equal((true, true, null), (key.IsCurrentPukWrong, key.IsPendingPukWrong, key.Puk.Next));
        await bench.Journeys.ReplyAsync("continue");
        Assert.IsType<CardTaskAnswer<PukResponse>.Refused>(await helper.AskPukAsync(await helper.NextAsync()));
        Assert.Contains("reset-refused:NoPukLeft", await bench.EventsAsync());
    }

    [Fact]
    public async Task With_one_attempt_left_no_other_PUK_is_given()
    {
        await using var bench = await PivBench.LockedAsync();
        await bench.ChangeKeyAsync(puk => puk with { Pending = 2 });
        using var helper = await bench.UpToResetAsync();
        var task = await helper.NextAsync();
        await helper.TakePukAsync(task);

        Assert.IsType<CardTaskAnswer<PukResponse>.Refused>(await helper.TellAsync(task, 2, PukOutcome.Wrong, left: 1));
        Assert.IsType<CardTaskAnswer<PukResponse>.Refused>(await helper.TellAsync(task, 2, PukOutcome.Wrong, left: 3));

        Assert.Equal(1, (await bench.KeyAsync()).Puk.Next); // a later reset has it
    }

    [Fact]
    public async Task A_blocked_PUK_is_noted_and_no_reset_begins_any_more()
    {
        await using var bench = await PivBench.LockedAsync();
        using var helper = await bench.UpToResetAsync();
        var task = await helper.NextAsync();
        await helper.TakePukAsync(task);

        Assert.IsType<CardTaskAnswer<PukResponse>.Refused>(await helper.TellAsync(task, 1, PukOutcome.Blocked, left: 0));
        await helper.Helper.ReportAsync(task.Id, new CardTaskResult(CardTaskOutcome.Refused) { StatusWord = "6983" });

        Assert.True((await bench.KeyAsync()).IsPukBlocked);
        Assert.Contains("puk-blocked", await bench.EventsAsync());
        await bench.Journeys.ReplyAsync("continue");
        Assert.IsType<CardTaskAnswer<PukResponse>.Refused>(await helper.AskPukAsync(await helper.NextAsync()));
    }

    [Fact]
    public async Task A_task_that_has_expired_gives_nothing()
    {
        await using var bench = await PivBench.LockedAsync();
        using var helper = await bench.UpToResetAsync();
        var task = await helper.NextAsync();
        await helper.TakePukAsync(task);
        bench.Journeys.Time.Advance(TimeSpan.FromMinutes(10));

        Assert.IsType<CardTaskAnswer<PukResponse>.Refused>(await helper.AskPukAsync(task));
        Assert.IsType<CardTaskAnswer<PukResponse>.Refused>(await helper.TellAsync(task, 1, PukOutcome.Accepted));
    }

    [Fact]
    public async Task A_card_at_its_limit_gets_no_PUK_again_and_one_that_was_used_is_changed_all_the_same()
    {
        await using var bench = await PivBench.LockedAsync(settings: ("Vault:Limits:PerCardPerHour", "4"));
        using var helper = await bench.UpToResetAsync();
        var task = await helper.NextAsync();
        for (var use = 0; use < 4; use++)
        {
            await helper.TakePukAsync(task);
        }

        Assert.IsType<CardTaskAnswer<PukResponse>.Refused>(await helper.AskPukAsync(task));

        Assert.Equal("card.keyLimit", bench.Journeys.LastKey);
        Assert.Equal(2, (await helper.AcceptedAsync(task, 1)).Version);
    }
}
