using Microsoft.Extensions.DependencyInjection;
using Smartcard.Cards.Iso7816;
using Smartcard.CardTasks;
using Smartcard.CardTasks.Piv;
using Smartcard.Domain.Booth;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.CardTasks;
using Smartcard.SelfService.Journeys;
using Smartcard.Tests.SelfService.Vault;

namespace Smartcard.Tests.SelfService.Piv;

/// <summary>A reset of a PIV card whose answers are lost, whose card is pulled out, or whose vault has no PUK.</summary>
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
    public async Task A_card_that_refused_the_next_PUK_spends_no_attempt_on_it_the_next_time()
    {
        await using var bench = await PivBench.LockedAsync();
        using (var helper = await bench.UpToResetAsync())
        {
            var task = await helper.NextAsync();
            var puk = await helper.TakePukAsync(task);
            await helper.UseAsync(task, puk);
            await helper.AcceptedAsync(task, 1);
            Assert.Equal(ReportVerdict.Accepted, await helper.DoneAsync(task, puk, version: 1));
        }

        Assert.Contains("puk-exposed", await bench.EventsAsync());
        await bench.BlockAsync();
        using var second = await bench.UpToResetAsync();
        Assert.True(await second.ResetAsync("112358"));

        Assert.DoesNotContain("puk-wrong:2", await bench.EventsAsync());
        Assert.Equal(await bench.PukAsync(3), bench.Card.State.Puk); // 2 was seen, and is not given out again
        Assert.Null((await bench.KeyAsync()).PukExposedAt);
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

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public async Task A_reset_is_confirmed_though_the_word_was_lost_that_the_card_took_its_PUK(int? version)
    {
        await using var bench = await PivBench.LockedAsync();
        using var helper = await bench.UpToResetAsync();
        var task = await helper.NextAsync();
        var puk = await helper.TakePukAsync(task);
        await helper.UseAsync(task, puk);

        Assert.Equal(ReportVerdict.Accepted, await helper.DoneAsync(task, puk, version));

        Assert.Contains(await bench.Journeys.RowsAsync<EvidenceItem>(), e => e.Kind == EvidenceKind.ResetConfirmed);
        Assert.DoesNotContain(await bench.Journeys.RowsAsync<BoothCase>(), c => c.Reason == BoothReason.CardKeyDoubtful);
        var key = await bench.KeyAsync();
        Assert.Equal((1, null, 1), (key.Version, key.PendingVersion, key.Puk.Next));
        Assert.NotNull(key.PukExposedAt);
        Assert.Contains("puk-exposed", await bench.EventsAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Nothing_is_released_where_the_vault_has_not_both_PUKs(int has)
    {
        await using var bench = await PivBench.LockedAsync();
        var vault = await SwitchedVault.InAsync(bench.Journeys);
        using var helper = await bench.UpToResetAsync();
        var task = await helper.NextAsync();
        vault.PuksLeft = has;

        Assert.IsType<CardTaskAnswer<PukResponse>.Refused>(await helper.AskPukAsync(task));

        Assert.False(await bench.IsReleasedAsync());
        Assert.Contains("reset-refused:NoKeyOfTheCard", await bench.EventsAsync());
    }

    [Fact]
    public async Task A_PUK_that_the_vault_does_not_have_after_all_was_not_seen()
    {
        await using var bench = await PivBench.LockedAsync();
        var vault = await SwitchedVault.InAsync(bench.Journeys);
        using var helper = await bench.UpToResetAsync();
        var task = await helper.NextAsync();
        vault.PuksLeft = 2; // it is looked for, and the one after it

        Assert.IsType<CardTaskAnswer<PukResponse>.Refused>(await helper.AskPukAsync(task));
        await helper.Helper.ReportAsync(task.Id, new CardTaskResult(CardTaskOutcome.Refused));

        Assert.Contains("reset-not-answered", await bench.EventsAsync());
        Assert.DoesNotContain("puk-exposed", await bench.EventsAsync());
        Assert.Null((await bench.KeyAsync()).PukExposedAt);
    }

    [Fact]
    public async Task A_reset_that_is_left_says_that_its_PUK_was_seen()
    {
        await using var bench = await PivBench.LockedAsync();
        using var helper = await bench.UpToResetAsync();
        await helper.TakePukAsync(await helper.NextAsync());

        var journey = (await bench.Journeys.JourneyAsync()).Id;
        await bench.Journeys.TurnAsync(async (services, ct) =>
        {
            var open = await services.GetRequiredService<JourneyEvidence>().GetAsync(journey, ct);
            await services.GetRequiredService<JourneyClosing>().EndAsync(open, JourneyEnd.Cancelled, ct);
            return true;
        });

        Assert.Single(await bench.EventsAsync(), e => e == "puk-exposed");
    }

    [Fact]
    public async Task A_reset_that_expires_says_that_its_PUK_was_seen()
    {
        await using var bench = await PivBench.LockedAsync();
        using var helper = await bench.UpToResetAsync();
        await helper.TakePukAsync(await helper.NextAsync());

        await bench.Journeys.PassAsync(TimeSpan.FromMinutes(10));

        Assert.Single(await bench.EventsAsync(), e => e == "puk-exposed");
    }

    [Fact]
    public async Task A_task_that_has_expired_gives_no_PUK_except_to_change_one_that_was_used()
    {
        await using var bench = await PivBench.LockedAsync();
        using var helper = await bench.UpToResetAsync();
        var task = await helper.NextAsync();
        await helper.TakePukAsync(task);
        bench.Journeys.Time.Advance(TimeSpan.FromMinutes(10));

        Assert.IsType<CardTaskAnswer<PukResponse>.Refused>(await helper.AskPukAsync(task));
        Assert.Equal(2, (await helper.AcceptedAsync(task, 1)).Version);
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
