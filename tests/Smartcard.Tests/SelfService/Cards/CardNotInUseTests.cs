using Smartcard.CardTasks;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Registrations;
using Smartcard.Tests.SelfService.Unlock;
using Smartcard.Workflows;

namespace Smartcard.Tests.SelfService.Cards;

/// <summary>A card that is suspended or revoked is neither unlocked nor registered, at whatever moment that comes.</summary>
[OnPostgres]
public sealed class CardNotInUseTests
{
    [Theory]
    [InlineData(false, "card.suspended")]
    [InlineData(true, "card.revoked")]
    public async Task Who_begins_an_unlock_with_it_hears_where_to_go_and_the_booth_hears_of_them_once(bool isRevoked, string words)
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await (isRevoked ? bench.RevokeAsync() : bench.SuspendAsync());

        for (var tries = 0; tries < 2; tries++)
        {
            await IdentifyAsync(bench, "unlock");

            Assert.Equal(words, bench.LastKey);
            Assert.Equal(WorkflowStatus.Finished, bench.Status);
            Assert.Equal(JourneyEnd.Referred, (await bench.JourneyAsync()).End);
        }

        Assert.Equal(BoothReason.CardNotInUse, (await bench.RowsAsync<BoothCase>()).Single().Reason);
        Assert.Equal(2, (await bench.EventsAsync()).Count(e => e == "card-turned-away"));
    }

    [Fact]
    public async Task It_is_not_registered()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.SuspendAsync();
        await bench.BeginAsync("registration");
        await bench.ReplyAsync("continue");
        var helper = await BenchHelper.PairAsync(bench);

        await helper.ProveAsync(bench.Card, "1234");

        Assert.Equal("card.suspended", bench.LastKey);
        Assert.Equal(WorkflowStatus.Finished, bench.Status);
        Assert.DoesNotContain(await bench.RowsAsync<EvidenceItem>(), e => e.Kind == EvidenceKind.PasscodeProved);
    }

    [Theory]
    [InlineData(Stage.Questions)]
    [InlineData(Stage.Code)]
    [InlineData(Stage.Passcode)]
    public async Task A_journey_under_way_ends_at_once(Stage stage)
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var helper = await UpToAsync(bench, stage);

        await bench.SuspendAsync();

        Assert.Equal(WorkflowStatus.Cancelled, bench.Status);
        Assert.Equal(JourneyEnd.Stopped, (await bench.JourneyAsync()).End);
        Assert.Null((await helper.NextAsync())?.Id);
        Assert.All(await bench.RowsAsync<CardTaskItem>(), t => Assert.Equal(CardTaskStep.Over, t.Step));
        await AssertNothingReleasedAsync(bench);
    }

    [Fact]
    public async Task A_registration_under_way_ends_at_once()
    {
        await using var bench = await JourneyBench.StartAsync();
        await UpToRegistrationCodeAsync(bench);

        await bench.SuspendAsync();

        Assert.Equal(WorkflowStatus.Cancelled, bench.Status);
        Assert.DoesNotContain(await bench.RowsAsync<Registration>(), r => r.State == RegistrationState.Active);
    }

    /// <summary>As in a journey that could not be ended, or in one that an administrator tries again.</summary>
    [Theory]
    [InlineData(Stage.Questions)]
    [InlineData(Stage.Code)]
    public async Task Each_step_finds_out_for_itself(Stage stage)
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await UpToAsync(bench, stage);
        var code = stage == Stage.Code ? await bench.ReadCodeAsync() : "";
        await bench.SuspendRowAsync();

        await (stage == Stage.Questions ? bench.AnswerAsync() : bench.ReplyAsync("send", ("code", code)));

        Assert.Equal("card.suspended", bench.LastKey);
        Assert.Equal(WorkflowStatus.Finished, bench.Status);
        Assert.DoesNotContain(
            await bench.RowsAsync<EvidenceItem>(),
            e => e.Kind == (stage == Stage.Questions ? EvidenceKind.QuestionsAnswered : EvidenceKind.CodeConfirmed)
                && e.JourneyId.Value == bench.Journey);
        Assert.Equal(0, (await bench.RowsAsync<CardLockout>()).Sum(l => l.WrongAttempts));
    }

    [Fact]
    public async Task A_registration_finds_out_for_itself_before_it_counts()
    {
        await using var bench = await JourneyBench.StartAsync();
        await UpToRegistrationCodeAsync(bench);
        var code = await bench.ReadCodeAsync();
        await bench.SuspendRowAsync();

        await bench.ReplyAsync("send", ("code", code));

        Assert.Equal("card.suspended", bench.LastKey);
        Assert.DoesNotContain(await bench.RowsAsync<Registration>(), r => r.State == RegistrationState.Active);
    }

    [Fact]
    public async Task All_evidence_releases_nothing_for_it()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var helper = await UpToAsync(bench, Stage.Passcode);
        await bench.SuspendRowAsync();

        Assert.False(await helper.ResetAsync(bench.Card, "n3w-Pass"));

        Assert.Contains("reset-refused:CardNotInUse", await bench.EventsAsync());
        await AssertNothingReleasedAsync(bench);
    }

    [Fact]
    public async Task A_reset_that_was_released_before_comes_to_its_end_and_is_not_answered_for_once_more()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var helper = await UpToAsync(bench, Stage.Passcode);

        Assert.True(await helper.ResetAsync(bench.Card, "n3w-Pass", async () => await bench.SuspendAsync()));

        Assert.Equal(JourneyEnd.Completed, (await bench.JourneyAsync()).End);
        Assert.Equal(CardState.Suspended, (await bench.CardAsync()).State);
    }

    [Fact]
    public async Task A_challenge_that_was_answered_is_not_answered_again_after_it()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var helper = await UpToAsync(bench, Stage.Passcode);
        var task = (await helper.NextAsync())!;
        var request = new AuthoriseRequest(bench.Card.State.CardId, new byte[16]);
        Assert.NotNull(await helper.AnswerAsync((calls, as_, ct) => calls.AuthoriseAsync(as_, task.Id, request, ct)));
        await bench.SuspendAsync();

        Assert.Null(await helper.AnswerAsync((calls, as_, ct) => calls.AuthoriseAsync(as_, task.Id, request, ct)));
    }

    [Fact]
    public async Task Suspended_and_released_at_the_same_time_it_is_one_before_the_other()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var helper = await UpToAsync(bench, Stage.Passcode);
        var task = (await helper.NextAsync())!;
        var request = new AuthoriseRequest(bench.Card.State.CardId, new byte[16]);

        var suspending = Task.Run(() => bench.SuspendAsync());
        var answer = await Task.Run(() => helper.AnswerAsync((calls, as_, ct) => calls.AuthoriseAsync(as_, task.Id, request, ct)));
        await suspending;

        var events = (await bench.EventsAsync()).ToList();
        Assert.Equal(answer is not null, events.Contains("reset-released"));
        Assert.Equal(answer is not null, events.IndexOf("reset-released") is >= 0 and var at && at < events.IndexOf("card-suspended:Lost"));
        Assert.Equal(answer is null, (await bench.JourneyAsync()).EndedAt is not null);
    }

    [Fact]
    public async Task Who_says_this_was_not_me_is_heard_all_the_same()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await bench.SuspendAsync();

        await IdentifyAsync(bench, "report");
        if (bench.Status == WorkflowStatus.Suspended)
        {
            await bench.ReplyAsync(bench.Open.Buttons[0].Id);
        }

        Assert.True((await bench.RowsAsync<CardLockout>()).Single().IsStopped);
    }

    public enum Stage
    {
        Questions,
        Code,
        Passcode,
    }

    private static async Task<BenchHelper> UpToAsync(JourneyBench bench, Stage stage)
    {
        var helper = await UnlockJourneyTests.UpToQuestionsAsync(bench);
        if (stage >= Stage.Code)
        {
            await bench.AnswerAsync();
        }

        if (stage >= Stage.Passcode)
        {
            await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        }

        return helper;
    }

    private static async Task UpToRegistrationCodeAsync(JourneyBench bench)
    {
        await bench.BeginAsync("registration");
        await bench.ReplyAsync("continue");
        var helper = await BenchHelper.PairAsync(bench);
        await helper.ProveAsync(bench.Card, "1234");
        await bench.ReplyAsync("save", JourneyBench.AnswerForm(JourneyBench.Answers));
        await bench.ReplyAsync("confirm", ("email", "amal.hughes@trust.nhs.uk"));
    }

    private static async Task IdentifyAsync(JourneyBench bench, string workflow)
    {
        await bench.BeginAsync(workflow);
        if (bench.Open.Buttons.Any(b => b.Id == "continue"))
        {
            await bench.ReplyAsync("continue");
        }

        var helper = await BenchHelper.PairAsync(bench);
        await helper.IdentifyAsync(bench.Card);
    }

    private static async Task AssertNothingReleasedAsync(JourneyBench bench) =>
        Assert.DoesNotContain(await bench.RowsAsync<EvidenceItem>(), e => e.Kind == EvidenceKind.ResetReleased);
}
