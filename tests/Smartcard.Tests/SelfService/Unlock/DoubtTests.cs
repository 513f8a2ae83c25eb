using Microsoft.Extensions.DependencyInjection;
using Smartcard.CardTasks;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Prompts;
using Smartcard.Workflows;

namespace Smartcard.Tests.SelfService.Unlock;

/// <summary>Once nobody knows which passcode a card has, no later word says that nothing was changed.</summary>
public sealed class DoubtTests
{
    [Theory]
    [InlineData(CardTaskOutcome.CardRemoved)]
    [InlineData(CardTaskOutcome.Cancelled)]
    [InlineData(CardTaskOutcome.NoCard)]
    [InlineData(CardTaskOutcome.Refused)]
    [InlineData(CardTaskOutcome.WrongCard)]
    public async Task A_second_try_that_fails_keeps_the_doubt_of_the_first(CardTaskOutcome outcome)
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var helper = await UpToDoubtAsync(bench);
        await bench.ReplyAsync("continue");

        var task = await helper.NextAsync();
        await helper.ReportAsync(task!.Id, new CardTaskResult(outcome));

        Assert.Equal($"card.doubt.{outcome}", bench.LastKey);
    }

    [Fact]
    [OnPostgres]
    public async Task Whoever_leaves_is_told_that_the_card_may_have_the_new_passcode()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await UpToDoubtAsync(bench);

        await CancelAsync(bench);

        Assert.Contains(bench.Said.OfType<Message>(), m => m.Text.Key == "card.doubt");
    }

    [Fact]
    public async Task A_journey_that_ends_in_the_middle_of_a_change_says_so_in_its_last_words()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var helper = await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        var task = await helper.NextAsync();
        await helper.ReleaseAsync(bench.Card, task!);

        await CancelAsync(bench);

        Assert.Contains(bench.Said.OfType<Message>(), m => m.Text.Key == "card.doubt");
        Assert.Equal(CardTaskEnd.Unknown, (await bench.RowsAsync<CardTaskItem>()).Single(t => t.Id.Value == task!.Id).Outcome);
    }

    [Fact]
    public async Task A_journey_that_ended_without_a_doubt_says_nothing_of_one()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await UnlockJourneyTests.UpToQuestionsAsync(bench);

        await CancelAsync(bench);

        Assert.DoesNotContain(bench.Said.OfType<Message>(), m => m.Text.Key == "card.doubt");
    }

    [Fact]
    public async Task A_reset_that_the_card_proves_ends_the_doubt()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var helper = await UpToDoubtAsync(bench);
        await bench.ReplyAsync("continue");

        Assert.True(await helper.ResetAsync(bench.Card, "4711"));

        Assert.DoesNotContain(bench.Said.OfType<Message>(), m => m.Text.Key == "card.doubt");
    }

    [Theory]
    [InlineData(true, "card.notLocked.doubt", "card.left.doubt")]
    [InlineData(false, "card.notLocked.text", "card.left")]
    public async Task Of_a_card_that_is_not_locked_no_more_is_said_than_is_known(bool isInDoubt, string asked, string left)
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await (isInDoubt ? UpToDoubtAsync(bench) : UnlockJourneyTests.UpToQuestionsAsync(bench));
        await CancelAsync(bench);
        var before = bench.Said.OfType<Message>().Count();
        await bench.BeginAsync("unlock");
        await bench.ReplyAsync("continue");
        await (await BenchHelper.PairAsync(bench)).IdentifyAsync(bench.Card, attemptsLeft: 3);
        Assert.Equal(asked, bench.Open.Text.Key);

        await bench.ReplyAsync("leave");

        Assert.Equal((left, MessageTone.Good), (bench.LastKey, bench.Said.OfType<Message>().Last().Tone));
        Assert.DoesNotContain(bench.Said.OfType<Message>().Skip(before), m => m.Text.Key == "card.doubt");
    }

    private static Task<Turn?> CancelAsync(JourneyBench bench) =>
        bench.TurnAsync((services, ct) => services.GetRequiredService<WorkflowEngine>().CancelAsync(bench.Journey, "cancelled", ct));

    /// <summary>The card was changed or not, and the helper could not see which.</summary>
    private static async Task<BenchHelper> UpToDoubtAsync(JourneyBench bench)
    {
        var helper = await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        var task = await helper.NextAsync();
        await helper.ReleaseAsync(bench.Card, task!);
        await helper.ReportAsync(task!.Id, new CardTaskResult(CardTaskOutcome.Unknown));
        Assert.Equal("card.outcome.Unknown", bench.LastKey);
        return helper;
    }
}
