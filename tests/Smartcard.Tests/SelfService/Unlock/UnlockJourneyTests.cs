using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Iso7816;
using Smartcard.CardTasks;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Prompts;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Registrations;
using Smartcard.Storage;
using Smartcard.Workflows;

namespace Smartcard.Tests.SelfService.Unlock;

/// <summary>The shipped unlock workflow, driven as a person, a helper and a clock drive it.</summary>
[OnPostgres]
public sealed class UnlockJourneyTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task Ends_with_a_card_that_takes_the_new_passcode_and_no_other()
    {
        await using var bench = await LockedAndRegisteredAsync();

        var helper = await UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        Assert.True(await helper.ResetAsync(bench.Card, "77!kestrel"[..8]));
        await bench.SendMailsAsync();

        Assert.Equal(WorkflowStatus.Finished, bench.Status);
        Assert.Equal(JourneyEnd.Completed, (await bench.JourneyAsync()).End);
        Assert.Equal("Your smartcard was unlocked", bench.Mails.Sent[^1].Subject);
        Assert.IsType<SecretCheck.Accepted>(await TryAsync(bench, "77!kestr"));
        Assert.IsType<SecretCheck.Wrong>(await TryAsync(bench, "1234"));
    }

    [Fact]
    public async Task A_third_wrong_submission_stops_self_service_in_every_later_journey()
    {
        await using var bench = await LockedAndRegisteredAsync();
        await UpToQuestionsAsync(bench);

        await bench.AnswerWronglyAsync();
        Assert.Equal("answers.wrong", bench.LastKey);
        await bench.AnswerWronglyAsync();
        Assert.Equal("answers.wrong", bench.LastKey);
        await bench.AnswerWronglyAsync();

        Assert.Equal(JourneyEnd.Referred, (await bench.JourneyAsync()).End);
        Assert.Equal(BoothReason.QuestionsLockedOut, (await bench.RowsAsync<BoothCase>()).Single().Reason);

        await bench.BeginAsync("unlock");
        await bench.ReplyAsync("continue");
        var helper = await BenchHelper.PairAsync(bench);
        await helper.IdentifyAsync(bench.Card);
        Assert.Equal(JourneyEnd.Referred, (await bench.JourneyAsync()).End);
    }

    [Fact]
    public async Task Wrong_answers_count_across_journeys()
    {
        await using var bench = await LockedAndRegisteredAsync();
        await UpToQuestionsAsync(bench);
        await bench.AnswerWronglyAsync();
        await bench.AnswerWronglyAsync();

        await UpToQuestionsAsync(bench);
        await bench.AnswerWronglyAsync();

        Assert.True((await bench.RowsAsync<CardLockout>()).Single().IsStopped);
        Assert.Equal(JourneyEnd.Referred, (await bench.JourneyAsync()).End);
    }

    [Fact]
    public async Task Answers_that_were_registered_before_hashes_said_their_folding_are_still_right()
    {
        await using var bench = await LockedAndRegisteredAsync(AnswerHasher.Full);
        await bench.DoAsync(services =>
            services
                .GetRequiredService<SmartcardDbContext>()
                .Set<Registration>()
                .ExecuteUpdateAsync(row =>
                    row.SetProperty(
                        r => r.Answers,
                        JourneyBench
                            .Answers.Select(a => new RegisteredAnswer(
                                new QuestionId(a.Question),
                                HashOfBefore.Of(a.Answer)))
                            .ToArray())));
        await UpToQuestionsAsync(bench);

        await bench.AnswerAsync();

        Assert.Contains(bench.Said.OfType<Message>(), m => m.Text.Key == "answers.right");
    }

    [Fact]
    public async Task The_same_questions_come_back_on_every_retry()
    {
        await using var bench = await LockedAndRegisteredAsync();
        await UpToQuestionsAsync(bench);
        var first = bench.Open.Fields.Select(f => f.Id).ToArray();

        await bench.AnswerWronglyAsync();
        var second = bench.Open.Fields.Select(f => f.Id).ToArray();
        await UpToQuestionsAsync(bench);

        Assert.Equal(first, second);
        Assert.Equal(first, bench.Open.Fields.Select(f => f.Id));
    }

    [Fact]
    public async Task An_unregistered_card_is_sent_to_the_booth_and_asked_nothing()
    {
        await using var bench = await LockedAndRegisteredAsync();
        await bench.BeginAsync("unlock");
        await bench.ReplyAsync("continue");
        var helper = await BenchHelper.PairAsync(bench);

        await helper.IdentifyAsync(bench.OtherCard);

        Assert.Equal(WorkflowStatus.Finished, bench.Status);
        Assert.Contains("not registered", bench.Said.OfType<Message>().Last().Text.English, StringComparison.Ordinal);
        Assert.DoesNotContain(bench.Said.OfType<Prompt>(), p => p.Heading?.Key == "answers.heading");
    }

    [Fact]
    public async Task An_expired_code_says_so_by_itself_and_offers_a_new_one()
    {
        await using var bench = await LockedAndRegisteredAsync();
        var helper = await UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        var oldForm = bench.Open.Nonce;
        var oldCode = await bench.ReadCodeAsync();

        await bench.PassAsync(TimeSpan.FromMinutes(15));

        Assert.Equal("That code has expired", bench.Open.Heading!.English);
        Assert.IsType<ResumeResult.NotWaiting>(await bench.ReplyAsync(oldForm, "send", ("code", oldCode)));
        await bench.ReplyAsync("continue");
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        Assert.Equal("code.right", bench.LastKey);
        Assert.NotNull(helper);
    }

    [Fact]
    public async Task Fourteen_minutes_and_fifty_nine_seconds_are_not_yet_too_late()
    {
        await using var bench = await LockedAndRegisteredAsync();
        await UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        var code = await bench.ReadCodeAsync();

        await bench.PassAsync(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        await bench.ReplyAsync("send", ("code", code));

        Assert.Equal("code.right", bench.LastKey);
    }

    [Fact]
    public async Task Three_wrong_codes_end_the_code_and_a_new_one_may_be_had_twice()
    {
        await using var bench = await LockedAndRegisteredAsync();
        await UpToQuestionsAsync(bench);
        await bench.AnswerAsync();

        for (var round = 0; round < 3; round++)
        {
            var right = await bench.ReadCodeAsync();
            var wrong = right == "000000" ? "000001" : "000000";
            await bench.ReplyAsync("send", ("code", wrong));
            Assert.Equal("code.wrong", bench.LastKey);
            await bench.ReplyAsync("send", ("code", wrong));
            await bench.ReplyAsync("send", ("code", wrong));
            Assert.Equal("That code can no longer be used", bench.Open.Heading!.English);
            await bench.ReplyAsync("continue");
        }

        Assert.Equal(BoothReason.CodeLimit, (await bench.RowsAsync<BoothCase>()).Single().Reason);
        Assert.Equal(WorkflowStatus.Finished, bench.Status);
    }

    [Fact]
    public async Task A_new_code_kills_the_older_one()
    {
        await using var bench = await LockedAndRegisteredAsync();
        await UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        var older = await bench.ReadCodeAsync();
        await bench.ReplyAsync("newCode");
        var newer = await bench.ReadCodeAsync();
        Assert.SkipWhen(older == newer, "One time in a million the two codes are the same.");

        await bench.ReplyAsync("send", ("code", older));
        Assert.Equal("code.wrong", bench.LastKey);
        await bench.ReplyAsync("send", ("code", newer));

        Assert.Equal("code.right", bench.LastKey);
    }

    [Fact]
    public async Task An_unlock_offers_no_other_address_and_takes_none()
    {
        await using var bench = await LockedAndRegisteredAsync();
        await UpToQuestionsAsync(bench);
        await bench.AnswerAsync();

        Assert.DoesNotContain(bench.Open.Buttons, b => b.Id == "otherAddress");
        await bench.ReplyAsync("otherAddress");

        Assert.Equal("code.heading", bench.Open.Heading!.Key);
    }

    [Fact]
    public async Task What_is_no_code_at_all_costs_no_try()
    {
        await using var bench = await LockedAndRegisteredAsync();
        await UpToQuestionsAsync(bench);
        await bench.AnswerAsync();

        foreach (var typed in new[] { "", "12345", "1234567", "abcdef", "12 34 5" })
        {
            await bench.ReplyAsync("send", ("code", typed));
            Assert.Equal("code.malformed", bench.Open.Problems.Single().Key);
        }

        await bench.ReplyAsync("send", ("code", (await bench.ReadCodeAsync()).Insert(3, " ")));
        Assert.Equal("code.right", bench.LastKey);
    }

    [Fact]
    public async Task A_card_taken_out_halfway_may_be_tried_again_without_new_answers()
    {
        await using var bench = await LockedAndRegisteredAsync();
        var helper = await UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));

        var task = await helper.NextAsync();
        await helper.ReportAsync(task!.Id, new CardTaskResult(CardTaskOutcome.CardRemoved));
        Assert.Equal("card.outcome.CardRemoved", bench.LastKey);
        await bench.ReplyAsync("continue");

        Assert.True(await helper.ResetAsync(bench.Card, "4711"));
        Assert.IsType<SecretCheck.Accepted>(await TryAsync(bench, "4711"));
    }

    [Fact]
    public async Task Evidence_older_than_twenty_minutes_releases_nothing()
    {
        await using var bench = await LockedAndRegisteredAsync();
        var helper = await UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        for (var minute = 0; minute < 7; minute++)
        {
            await helper.NextAsync();
            bench.Time.Advance(TimeSpan.FromMinutes(1));
        }

        await bench.PassAsync(TimeSpan.Zero);
        bench.Time.Advance(TimeSpan.FromMinutes(14));

        Assert.Null(await helper.NextAsync());
        await bench.PassAsync(TimeSpan.Zero);
        await bench.ReplyAsync("continue");
        Assert.NotEqual(WorkflowStatus.Suspended, bench.Status);
        Assert.Equal(0, bench.Card.State.AttemptsLeft);
    }

    [Fact]
    public async Task A_form_that_was_sent_cannot_be_sent_again()
    {
        await using var bench = await LockedAndRegisteredAsync();
        await UpToQuestionsAsync(bench);
        var nonce = bench.Open.Nonce;
        await bench.AnswerWronglyAsync();

        Assert.IsType<ResumeResult.NotWaiting>(await bench.ReplyAsync(nonce, "answer", ("answer1", "anything")));
        Assert.Equal(1, (await bench.RowsAsync<CardLockout>()).Single().WrongAttempts);
    }

    internal static Task<JourneyBench> LockedAndRegisteredAsync() => LockedAndRegisteredAsync(TestAnswers.Hasher);

    internal static Task<JourneyBench> LockedAndRegisteredAsync((string, string)[] settings) =>
        LockedAndRegisteredAsync(TestAnswers.Hasher, settings);

    private static async Task<JourneyBench> LockedAndRegisteredAsync(AnswerHasher hasher, params (string, string)[] settings)
    {
        var bench = await JourneyBench.StartAsync(hasher, settings);
        await bench.RegisterAsync();
        Assert.Equal(WorkflowStatus.Finished, bench.Status);
        Assert.Equal(JourneyEnd.Completed, (await bench.JourneyAsync()).End);
        await TestCards.BlockAsync(bench.Card);
        return bench;
    }

    internal static async Task<BenchHelper> UpToQuestionsAsync(JourneyBench bench)
    {
        await bench.BeginAsync("unlock");
        await bench.ReplyAsync("continue");
        var helper = await BenchHelper.PairAsync(bench);
        await helper.IdentifyAsync(bench.Card);
        await InsistAsync(bench);
        Assert.Equal("answers.heading", bench.Open.Heading!.Key);
        return helper;
    }

    /// <summary>A new passcode, also where the card is not locked.</summary>
    internal static async Task InsistAsync(JourneyBench bench)
    {
        if (bench.Open.Heading?.Key == "card.notLocked")
        {
            await bench.ReplyAsync("change");
        }
    }

    internal static async Task<SecretCheck> TryAsync(JourneyBench bench, string passcode)
    {
        bench.Card.Reset();
        var session = new GidsSession(bench.Card);
        await session.SelectAsync(Ct);
        return await session.VerifyAsync(System.Text.Encoding.ASCII.GetBytes(passcode), Ct);
    }
}
