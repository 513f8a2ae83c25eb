using Smartcard.CardTasks;
using Smartcard.CardTasks.Piv;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.CardTasks;
using Smartcard.Tests.SelfService.Booth;

namespace Smartcard.Tests.SelfService.Piv;

/// <summary>A PIV card that says no to its PUK: whenever that comes, it is known from then on.</summary>
[OnPostgres]
public sealed class PukRefusalTests
{
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
        await AssertNoPukIsLeftAsync(bench);
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
        await AssertNoPukIsLeftAsync(bench);
    }

    [Fact]
    public async Task A_card_without_a_PUK_is_turned_away_before_any_question()
    {
        await using var bench = await PivBench.LockedAsync();
        await bench.ChangeKeyAsync(puk => puk.Blocked());

        using var helper = await bench.UpToQuestionsAsync();

        Assert.Equal("card.noPukLeft", bench.Journeys.LastKey);
        Assert.Equal(JourneyEnd.Referred, (await bench.Journeys.JourneyAsync()).End);
    }

    [Fact]
    public async Task A_card_that_said_no_in_person_is_in_no_doubt_and_the_booth_gives_it_no_task_any_more()
    {
        await using var bench = await PivBench.StartAsync();
        await bench.BlockAsync();
        var booth = new InPersonBench(bench.Journeys);
        var user = await booth.UserAsync("Nia Desk");
        var id = await bench.StartInPersonAsync(booth, user);
        using var helper = new PivHelper(bench, await booth.ConnectAsync(id));
        var task = await helper.NextAsync();
        await helper.TakePukAsync(task);
        await helper.TellAsync(task, 1, PukOutcome.Blocked, left: 0);
        await helper.Helper.ReportAsync(task.Id, new CardTaskResult(CardTaskOutcome.Refused) { StatusWord = "6983" });

        Assert.Equal(CardTaskEnd.Refused, (await booth.StandingAsync(id)).LastEnd);

        var again = await booth.DoAsync(resets => resets.TryAgainAsync(user, id, CancellationToken.None));
        Assert.Equal(InPersonProblem.NoPukLeft, Assert.IsType<InPersonAct.Refused>(again).Problem);
    }

    [Theory]
    [InlineData(PukOutcome.Wrong)]
    [InlineData(PukOutcome.Blocked)]
    public async Task What_a_card_says_against_its_PUK_counts_when_its_task_is_over_too(PukOutcome outcome)
    {
        await using var bench = await PivBench.LockedAsync();
        using var helper = await bench.UpToResetAsync();
        var task = await helper.NextAsync();
        await helper.TakePukAsync(task);
        await helper.Helper.ReportAsync(task.Id, new CardTaskResult(CardTaskOutcome.Unknown));

        Assert.IsType<CardTaskAnswer<PukResponse>.Refused>(await helper.TellAsync(task, 1, outcome, left: 2));

        Assert.Null((await bench.KeyAsync()).Puk.Next);
        Assert.Contains(outcome == PukOutcome.Wrong ? "puk-wrong:1" : "puk-blocked", await bench.EventsAsync());
        Assert.IsType<CardTaskAnswer<PukResponse>.Refused>(await helper.TellAsync(task, 1, PukOutcome.Accepted));
    }

    [Theory]
    [InlineData("63C2", false, "puk-wrong:1")]
    [InlineData("63c2", true, "puk-wrong:1")]
    [InlineData("6983", false, "puk-blocked")]
    [InlineData("63C0", true, "puk-blocked")]
    public async Task A_report_says_what_the_helper_could_not_tell_before(string sw, bool isOver, string noted)
    {
        await using var bench = await PivBench.LockedAsync();
        using var helper = await bench.UpToResetAsync();
        var task = await helper.NextAsync();
        await helper.TakePukAsync(task);
        if (isOver)
        {
            await bench.ChangeAsync(database => database.Set<CardTaskItem>().Single(t => t.Id == new CardTaskId(task.Id))
                .End(CardTaskEnd.HelperLost, bench.Journeys.Time.GetUtcNow()));
        }

        await helper.Helper.ReportAsync(task.Id, new CardTaskResult(CardTaskOutcome.Refused) { StatusWord = sw });

        Assert.Contains(noted, await bench.EventsAsync());
        Assert.Null((await bench.KeyAsync()).Puk.Next);
    }

    [Theory]
    [InlineData("6A80")]
    [InlineData("63CX")]
    [InlineData("63")]
    [InlineData(null)]
    public async Task Another_status_word_says_nothing_of_the_PUK(string? sw)
    {
        await using var bench = await PivBench.LockedAsync();
        using var helper = await bench.UpToResetAsync();
        var task = await helper.NextAsync();
        await helper.TakePukAsync(task);

        await helper.Helper.ReportAsync(task.Id, new CardTaskResult(CardTaskOutcome.Refused) { StatusWord = sw });

        Assert.Equal(1, (await bench.KeyAsync()).Puk.Next);
    }

    [Fact]
    public async Task A_report_that_may_be_about_either_of_two_PUKs_calls_none_wrong()
    {
        await using var bench = await PivBench.LockedAsync();
        await bench.ChangeKeyAsync(puk => puk with { Pending = 2 });
        using var helper = await bench.UpToResetAsync();
        var task = await helper.NextAsync();
        await helper.TakePukAsync(task);
        await helper.TellAsync(task, 2, PukOutcome.Wrong, left: 2); // its answer is lost

        await helper.Helper.ReportAsync(task.Id, new CardTaskResult(CardTaskOutcome.Refused) { StatusWord = "63C2" });

        Assert.Equal(1, (await bench.KeyAsync()).Puk.Next);
    }

    [Fact]
    public async Task What_comes_after_another_reset_was_released_counts_no_more()
    {
        await using var bench = await PivBench.LockedAsync();
        using var first = await bench.UpToResetAsync();
        var its = await first.NextAsync();
        await first.TakePukAsync(its);
        await first.Helper.ReportAsync(its.Id, new CardTaskResult(CardTaskOutcome.Unknown));
        bench.Journeys.Time.Advance(TimeSpan.FromSeconds(30));
        await bench.Journeys.ReplyAsync("continue");
        await first.TakePukAsync(await first.NextAsync());

        await first.TellAsync(its, 1, PukOutcome.Wrong, left: 2);
        await first.TellAsync(its, 1, PukOutcome.Blocked, left: 0);

        Assert.Equal(1, (await bench.KeyAsync()).Puk.Next);
    }

    /// <summary>The person hears it before another reset, and so does the booth.</summary>
    private static async Task AssertNoPukIsLeftAsync(PivBench bench)
    {
        await bench.Journeys.ReplyAsync("continue");

        Assert.Equal("card.noPukLeft", bench.Journeys.LastKey);
        Assert.Equal(JourneyEnd.Referred, (await bench.Journeys.JourneyAsync()).End);
        Assert.Equal(BoothReason.NoPukLeft, Assert.Single(await bench.Journeys.RowsAsync<BoothCase>()).Reason);
        Assert.Contains("reset-refused:NoPukLeft", await bench.EventsAsync());
    }
}
