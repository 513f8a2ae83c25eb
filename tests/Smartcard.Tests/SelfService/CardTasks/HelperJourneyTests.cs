using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Cards.Gids;
using Smartcard.CardTasks;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Booth;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Evidence;
using Smartcard.SelfService.CardTasks;
using Smartcard.Storage;
using Smartcard.Tests.SelfService.Unlock;
using Smartcard.Workflows;

namespace Smartcard.Tests.SelfService.CardTasks;

/// <summary>The reader helper's part in an unlock: paired, lost, lying, or cut short in the middle of a reset.</summary>
public sealed class HelperJourneyTests
{
    [Fact]
    public async Task Another_persons_card_cannot_be_reset_with_these_answers()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await TestCards.BlockAsync(bench.OtherCard);
        var helper = await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));

        Assert.False(await helper.ResetAsync(bench.OtherCard, "2222"));

        Assert.Equal(0, bench.OtherCard.State.AttemptsLeft);
        Assert.Equal(0, bench.Card.State.AttemptsLeft);
    }

    [Fact]
    public async Task An_answer_that_was_lost_is_given_again_and_no_other_challenge_is_answered()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (helper, task) = await UpToResetAsync(bench);
        bench.Card.Reset();
        var card = new GidsSession(bench.Card);
        await card.SelectAsync(CancellationToken.None);
        var request = new AuthoriseRequest(
            bench.Card.State.CardId,
            await card.BeginMutualAuthenticationAsync(task.Challenge!, CancellationToken.None));

        await helper.AnswerAsync((calls, on, ct) => calls.AuthoriseAsync(on, task.Id, request, ct)); // lost
        Assert.Null(
            await helper.AnswerAsync(
                (calls, on, ct) => calls.AuthoriseAsync(on, task.Id, request with { CardChallenge = new byte[16] }, ct)));
        await helper.AnswerAsync((calls, on, ct) => calls.AuthoriseAsync(on, task.Id, request, ct)); // lost again
        var answer = await helper.AnswerAsync((calls, on, ct) => calls.AuthoriseAsync(on, task.Id, request, ct));
        Assert.Single(await bench.RowsAsync<AuditEntry>(), e => e.Event == "reset-answered-again");
        Assert.Equal(2, (await bench.RowsAsync<CardTaskItem>()).Single(t => t.Id.Value == task.Id).AnsweredAgain);

        var response = new CardResponseRequest(await card.CompleteMutualAuthenticationAsync(answer!, CancellationToken.None));
        var lost = await helper.AnswerAsync((calls, on, ct) => calls.AcceptCardResponseAsync(on, task.Id, response, ct));
        var confirm = await helper.AnswerAsync((calls, on, ct) => calls.AcceptCardResponseAsync(on, task.Id, response, ct));
        Assert.Equal(lost, confirm);
        Assert.Null(await helper.AnswerAsync((calls, on, ct) => calls.AuthoriseAsync(on, task.Id, request, ct))); // the card has had it

        await card.DeauthenticateAsync(CancellationToken.None);
        var again = new ConfirmRequest(await card.BeginMutualAuthenticationAsync(confirm!, CancellationToken.None));
        await helper.AnswerAsync((calls, on, ct) => calls.ConfirmAsync(on, task.Id, again, ct)); // lost
        Assert.Null(await helper.AnswerAsync((calls, on, ct) => calls.ConfirmAsync(on, task.Id, new ConfirmRequest(new byte[16]), ct)));
        var second = await helper.AnswerAsync((calls, on, ct) => calls.ConfirmAsync(on, task.Id, again, ct));
        var proof = await card.CompleteMutualAuthenticationAsync(second!, CancellationToken.None);
        var done = new CardTaskResult(CardTaskOutcome.Done) { CardIdentifier = bench.Card.State.CardId, ConfirmResponse = proof };
        Assert.Equal(ReportVerdict.Accepted, await helper.ReportAsync(task.Id, done));
        Assert.Single(await bench.RowsAsync<EvidenceItem>(), e => e.Kind == EvidenceKind.ResetReleased);
        Assert.Single(await bench.RowsAsync<AuditEntry>(), e => e.Event == "reset-released");
    }

    [Fact]
    public async Task A_helper_that_reports_a_reset_that_was_never_released_is_refused_and_nothing_else_happens()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (helper, task) = await UpToResetAsync(bench);

        var verdict = await helper.ReportAsync(task.Id, DoneWithoutProof(bench));

        Assert.Equal(ReportVerdict.Conflict, verdict);
        Assert.Empty(await bench.RowsAsync<BoothCase>());
        Assert.Equal(WorkflowStatus.Suspended, bench.Status);
        Assert.True(await helper.ResetAsync(bench.Card, "4711"));
    }

    [Fact]
    public async Task A_released_reset_reported_without_the_cards_proof_is_not_believed_and_the_chat_offers_to_repeat_it()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (helper, task) = await UpToResetAsync(bench);
        await helper.ReleaseAsync(bench.Card, task);

        var first = await helper.ReportAsync(task.Id, DoneWithoutProof(bench));
        var second = await helper.ReportAsync(task.Id, DoneWithoutProof(bench));

        Assert.Equal((ReportVerdict.NotBelieved, ReportVerdict.Conflict), (first, second));
        Assert.Equal(BoothReason.CardKeyDoubtful, Assert.Single(await bench.RowsAsync<BoothCase>()).Reason);
        await bench.ReplyAsync("continue");
        Assert.True(await helper.ResetAsync(bench.Card, "4711"));
    }

    [Fact]
    public async Task A_journey_that_ends_without_knowing_whether_the_card_was_reset_tells_its_holder()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (helper, task) = await UpToResetAsync(bench);
        await helper.ReleaseAsync(bench.Card, task);
        for (var look = 0; look < 4; look++)
        {
            await bench.PassAsync(TimeSpan.FromSeconds(21)); // the helper's computer is off
        }

        await bench.TurnAsync((services, ct) => services.GetRequiredService<WorkflowEngine>().CancelAsync(bench.Journey, "cancelled", ct));
        await bench.SendMailsAsync();

        Assert.Contains(bench.Mails.Sent, m => m.Subject == "Your smartcard may have a new passcode");
        Assert.Contains(await bench.RowsAsync<AuditEntry>(), a => a.Event == "reset-left-uncertain");
    }

    [Fact]
    public async Task A_helpers_session_ends_after_an_hour_whatever_it_does()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await bench.BeginAsync("unlock");
        await bench.ReplyAsync("continue");
        var helper = await BenchHelper.PairAsync(bench);
        Assert.True(await helper.IsPairedAsync());

        bench.Time.Advance(PairedSession.Lifetime);

        Assert.False(await helper.IsPairedAsync());
    }

    [Fact]
    public async Task A_helper_that_falls_silent_is_noticed_and_another_may_take_its_place()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await bench.BeginAsync("unlock");
        await bench.ReplyAsync("continue");
        var silent = await BenchHelper.PairAsync(bench);

        for (var look = 0; look < 4; look++)
        {
            await bench.PassAsync(TimeSpan.FromSeconds(21));
        }

        Assert.Equal("helper.lost", bench.LastKey);
        var helper = await BenchHelper.PairAsync(bench);
        await helper.IdentifyAsync(bench.Card);
        Assert.Equal("answers.heading", bench.Open.Heading!.Key);
        Assert.NotSame(silent, helper);
    }

    [Fact]
    public async Task A_helper_not_heard_of_lately_may_show_itself_before_it_counts_as_lost()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var helper = await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        bench.Time.Advance(TimeSpan.FromMinutes(5)); // the host was away, or its clock was set
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));

        Assert.True(await helper.ResetAsync(bench.Card, "4711"));
    }

    [Fact]
    public async Task A_helper_that_stays_silent_after_that_is_asked_for_anew()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        bench.Time.Advance(TimeSpan.FromMinutes(5));
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));

        await bench.PassAsync(TimeSpan.FromSeconds(13));

        Assert.Equal("helper.lost", bench.LastKey);
        Assert.True(await (await BenchHelper.PairAsync(bench)).ResetAsync(bench.Card, "4711"));
    }

    [Fact]
    public async Task A_helper_that_keeps_asking_is_not_lost_because_the_clock_of_the_host_it_asks_is_behind()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await bench.BeginAsync("unlock");
        await bench.ReplyAsync("continue");
        var helper = await BenchHelper.PairAsync(bench);

        for (var look = 0; look < 5; look++)
        {
            await bench.TurnAsync(async (services, ct) =>
            {
                var sessions = await services.GetRequiredService<SmartcardDbContext>().Set<PairedSession>().ToListAsync(ct);
                sessions.ForEach(session => session.LastSeenAt = bench.Time.GetUtcNow() - TimeSpan.FromSeconds(50));
                return sessions;
            });
            await bench.PassAsync(TimeSpan.FromSeconds(21));
        }

        Assert.NotEqual("helper.lost", bench.LastKey);
        await helper.IdentifyAsync(bench.Card);
        Assert.Equal("answers.heading", bench.Open.Heading!.Key);
    }

    [Fact]
    public async Task A_task_says_how_long_is_left_when_it_is_handed_out()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (helper, task) = await UpToResetAsync(bench);

        bench.Time.Advance(TimeSpan.FromSeconds(40));

        Assert.Equal((600, 560), (task.SecondsLeft, (await helper.NextAsync())!.SecondsLeft));
    }

    [Fact]
    public async Task A_pairing_code_works_once()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await bench.BeginAsync("unlock");
        await bench.ReplyAsync("continue");
        var code = bench.Open.BigText!;

        Assert.NotNull(await BenchHelper.TryPairAsync(bench, code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal)));
        Assert.Null(await BenchHelper.TryPairAsync(bench, code));
        Assert.Null(await BenchHelper.TryPairAsync(bench, "AAAA-AAAA"));
    }

    [Fact]
    public async Task A_helper_that_missed_the_answer_to_its_pairing_asks_again()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await bench.BeginAsync("unlock");
        await bench.ReplyAsync("continue");
        var code = bench.Open.BigText!;
        var token = new string('A', HelperSessionRequest.TokenLength);
        Assert.NotNull(await BenchHelper.TryPairAsync(bench, code, token));

        var again = await BenchHelper.TryPairAsync(bench, code, token);

        Assert.NotNull(again);
        await again.IdentifyAsync(bench.Card);
        Assert.Equal(2, bench.Open.Fields.Count); // the questions: the journey went on once
    }

    [Fact]
    public async Task A_token_of_an_earlier_pairing_opens_no_later_one()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await bench.BeginAsync("unlock");
        await bench.ReplyAsync("continue");
        var token = new string('A', HelperSessionRequest.TokenLength);
        await BenchHelper.TryPairAsync(bench, bench.Open.BigText!, token);
        await bench.BeginAsync("unlock");
        await bench.ReplyAsync("continue");

        Assert.Null(await BenchHelper.TryPairAsync(bench, bench.Open.BigText!, token));
    }

    private static async Task<(BenchHelper Helper, CardTask Task)> UpToResetAsync(JourneyBench bench)
    {
        var helper = await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        return (helper, (await helper.NextAsync())!);
    }

    private static CardTaskResult DoneWithoutProof(JourneyBench bench) =>
        new(CardTaskOutcome.Done) { CardIdentifier = bench.Card.State.CardId, ConfirmResponse = new byte[40] };
}
