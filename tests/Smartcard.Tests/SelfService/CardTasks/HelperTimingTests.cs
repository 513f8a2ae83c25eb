using Smartcard.Cards.Gids;
using Smartcard.CardTasks;
using Smartcard.Domain.Booth;
using Smartcard.Domain.CardTasks;
using Smartcard.SelfService.CardTasks;
using Smartcard.Tests.SelfService.Unlock;

namespace Smartcard.Tests.SelfService.CardTasks;

/// <summary>What a reader helper does a moment too late.</summary>
public sealed class HelperTimingTests
{
    [Fact]
    public async Task A_proof_that_comes_too_late_is_no_reason_to_doubt_the_cards_key()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (helper, task) = await UpToResetAsync(bench);
        var proof = await ProveAsync(bench, helper, task);

        bench.Time.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1));
        var done = new CardTaskResult(CardTaskOutcome.Done) { CardIdentifier = bench.Card.State.CardId, ConfirmResponse = proof };

        Assert.Equal(ReportVerdict.NotBelieved, await helper.ReportAsync(task.Id, done));
        Assert.Empty(await bench.RowsAsync<BoothCase>());
        Assert.Equal(CardTaskEnd.Unknown, (await bench.RowsAsync<CardTaskItem>()).Single(t => t.Id.Value == task.Id).Outcome);
    }

    [Fact]
    public async Task A_released_reset_that_runs_out_of_time_is_not_called_a_missing_card()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (helper, task) = await UpToResetAsync(bench);
        bench.Time.Advance(TimeSpan.FromMinutes(9) + TimeSpan.FromSeconds(50));
        await helper.ReleaseAsync(bench.Card, task);

        await bench.PassAsync(TimeSpan.FromSeconds(21));

        Assert.Equal("card.outcome.Unknown", bench.LastKey);
        Assert.Equal(CardTaskEnd.Unknown, (await bench.RowsAsync<CardTaskItem>()).Single(t => t.Id.Value == task.Id).Outcome);
    }

    private static async Task<byte[]> ProveAsync(JourneyBench bench, BenchHelper helper, CardTask task)
    {
        bench.Card.Reset();
        var card = new GidsSession(bench.Card);
        await card.SelectAsync(CancellationToken.None);
        var request = new AuthoriseRequest(
            bench.Card.State.CardId,
            await card.BeginMutualAuthenticationAsync(task.Challenge!, CancellationToken.None));
        var answer = await helper.AnswerAsync((calls, on, ct) => calls.AuthoriseAsync(on, task.Id, request, ct));
        var response = new CardResponseRequest(await card.CompleteMutualAuthenticationAsync(answer!, CancellationToken.None));
        var confirm = await helper.AnswerAsync((calls, on, ct) => calls.AcceptCardResponseAsync(on, task.Id, response, ct));
        await card.DeauthenticateAsync(CancellationToken.None);
        var again = new ConfirmRequest(await card.BeginMutualAuthenticationAsync(confirm!, CancellationToken.None));
        var second = await helper.AnswerAsync((calls, on, ct) => calls.ConfirmAsync(on, task.Id, again, ct));
        return await card.CompleteMutualAuthenticationAsync(second!, CancellationToken.None);
    }

    private static async Task<(BenchHelper Helper, CardTask Task)> UpToResetAsync(JourneyBench bench)
    {
        var helper = await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        return (helper, (await helper.NextAsync())!);
    }
}
