using Microsoft.Extensions.DependencyInjection;
using Smartcard.BackOffice.Booth;
using Smartcard.CardTasks;
using Smartcard.Domain.Booth;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Vault;
using Smartcard.Tests.SelfService.Booth;
using Smartcard.Tests.SelfService.Unlock;
using Smartcard.Tests.SelfService.Vault;
using Smartcard.Workflows;

namespace Smartcard.Tests.SelfService.CardTasks;

/// <summary>The vault goes away while somebody unlocks their card: they hear so, lose nothing, and get to the end.</summary>
public sealed class VaultAwayTests
{
    [Fact]
    public async Task The_chat_says_it_once_and_the_reset_goes_on_when_the_vault_is_back()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (vault, helper) = await UpToResetAsync(bench);
        vault.IsAway = true;

        for (var asked = 0; asked < 3; asked++)
        {
            await Assert.ThrowsAsync<VaultAwayException>(() => helper.ResetAsync(bench.Card, "4711"));
        }

        Assert.Equal(1, Times(bench, "card.vaultAway"));
        Assert.Equal(CardTaskPlace.VaultAway, (await TaskAsync(bench)).Place);
        vault.IsAway = false;
        Assert.True(await helper.ResetAsync(bench.Card, "4711"));
        Assert.Equal(WorkflowStatus.Finished, bench.Status);
        Assert.Equal(0, Times(bench, "card.vaultGaveUp"));
    }

    [Fact]
    public async Task It_goes_away_again_after_the_release_and_is_told_again()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (vault, helper) = await UpToResetAsync(bench);
        vault.IsAway = true;
        await Assert.ThrowsAsync<VaultAwayException>(() => helper.ResetAsync(bench.Card, "4711"));
        vault.IsAway = false;
        await helper.ReleaseAsync(bench.Card, (await helper.NextAsync())!);
        Assert.Equal(CardTaskPlace.Working, (await TaskAsync(bench)).Place);

        vault.IsAway = true;
        var task = (await TaskAsync(bench)).Id.Value;
        await Assert.ThrowsAsync<VaultAwayException>(() => helper.AnswerAsync(
            (calls, on, ct) => calls.AcceptCardResponseAsync(on, task, new CardResponseRequest(new byte[40]), ct)));

        Assert.Equal(2, Times(bench, "card.vaultAway"));
    }

    [Fact]
    public async Task A_helper_that_turns_it_into_news_again_and_again_does_not_fill_the_chat()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (vault, helper) = await UpToResetAsync(bench);
        vault.IsAway = true;
        var task = (await TaskAsync(bench)).Id.Value;

        for (var time = 0; time < 50; time++)
        {
            await helper.ProgressAsync(task, CardTaskState.Working);
            await Assert.ThrowsAsync<VaultAwayException>(() => helper.ResetAsync(bench.Card, "4711"));
        }

        Assert.Equal(20, Times(bench, "card.vaultAway"));
    }

    [Fact]
    public async Task A_helper_that_gives_up_leaves_the_person_where_they_can_try_again()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (vault, helper) = await UpToResetAsync(bench);
        vault.IsAway = true;
        await Assert.ThrowsAsync<VaultAwayException>(() => helper.ResetAsync(bench.Card, "4711"));

        await helper.ReportAsync((await TaskAsync(bench)).Id.Value, new CardTaskResult(CardTaskOutcome.Refused));

        Assert.Equal("card.vaultGaveUp", bench.LastKey);
        Assert.Equal(0, Times(bench, "card.outcome.Refused"));
        Assert.Equal("Try again", bench.Open.Buttons.Single().Label.English);
        vault.IsAway = false;
        await bench.ReplyAsync("continue");
        Assert.True(await helper.ResetAsync(bench.Card, "4711"));
        Assert.Equal(WorkflowStatus.Finished, bench.Status);
    }

    [Fact]
    public async Task A_refusal_while_the_vault_answers_is_called_one()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (_, helper) = await UpToResetAsync(bench);

        await helper.ReportAsync((await TaskAsync(bench)).Id.Value, new CardTaskResult(CardTaskOutcome.Refused));

        Assert.Equal(1, Times(bench, "card.outcome.Refused"));
        Assert.Equal(0, Times(bench, "card.vaultGaveUp"));
    }

    [Fact]
    public async Task The_booth_sees_why_while_the_helper_tries_and_when_it_has_given_up()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (vault, helper) = await UpToResetAsync(bench);
        vault.IsAway = true;
        await Assert.ThrowsAsync<VaultAwayException>(() => helper.ResetAsync(bench.Card, "4711"));
        Assert.Null(await CauseAsync(bench));
        await PassAsync(bench, helper, TimeSpan.FromMinutes(2));
        Assert.Equal(StallCause.VaultAway, await CauseAsync(bench));

        await helper.ReportAsync((await TaskAsync(bench)).Id.Value, new CardTaskResult(CardTaskOutcome.Refused));
        Assert.Null(await CauseAsync(bench));
        await PassAsync(bench, helper, TimeSpan.FromMinutes(2));
        Assert.Equal(StallCause.VaultAway, await CauseAsync(bench));

        vault.IsAway = false;
        await bench.ReplyAsync("continue");
        Assert.Null(await CauseAsync(bench));
    }

    [Fact]
    public async Task A_reset_in_person_says_so_too()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var vault = await SwitchedVault.InAsync(bench);
        var booth = new InPersonBench(bench);
        var id = await booth.StartAsync(await booth.UserAsync("Nia Desk"));
        var helper = await booth.ConnectAsync(id);
        vault.IsAway = true;

        await Assert.ThrowsAsync<VaultAwayException>(() => helper.ResetAsync(bench.Card, "4711"));
        var trying = await booth.StandingAsync(id);
        await helper.ReportAsync((await TaskAsync(bench)).Id.Value, new CardTaskResult(CardTaskOutcome.Refused));
        var ended = await booth.StandingAsync(id);

        Assert.StartsWith("The key vault is not responding.", InPersonWords.Of(trying.Place), StringComparison.Ordinal);
        Assert.Equal(InPersonStep.TaskEnded, ended.Step);
        Assert.StartsWith(
            "The key vault was not responding.",
            InPersonWords.Of(ended.LastEnd, ended.Place, ended.IsInDoubt),
            StringComparison.Ordinal);
    }

    private static async Task<(SwitchedVault Vault, BenchHelper Helper)> UpToResetAsync(JourneyBench bench)
    {
        var vault = await SwitchedVault.InAsync(bench);
        var helper = await UnlockJourneyTests.UpToQuestionsAsync(bench);
        bench.Time.Advance(TimeSpan.FromSeconds(1)); // the reset is given later than the task before it
        await bench.AnswerAsync();
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        return (vault, helper);
    }

    private static int Times(JourneyBench bench, string key) => bench.Said.OfType<Message>().Count(m => m.Text.Key == key);

    private static async Task<CardTaskItem> TaskAsync(JourneyBench bench) =>
        (await bench.RowsAsync<CardTaskItem>()).Where(t => t.Kind == CardWork.Reset).MaxBy(t => t.CreatedAt)!;

    private static async Task<StallCause?> CauseAsync(JourneyBench bench)
    {
        var journey = await bench.JourneyAsync();
        return await bench.DoAsync(services =>
            services.GetRequiredService<StallFinder>().CauseOfAsync(journey, CancellationToken.None));
    }

    /// <summary>Time passes, and the helper shows that it is there.</summary>
    private static async Task PassAsync(JourneyBench bench, BenchHelper helper, TimeSpan span)
    {
        for (var passed = TimeSpan.Zero; passed < span; passed += TimeSpan.FromSeconds(20))
        {
            await bench.PassAsync(TimeSpan.FromSeconds(20));
            await helper.NextAsync();
        }
    }
}
