using Smartcard.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.CardTasks;

namespace Smartcard.Tests.SelfService.Registrations;

/// <summary>The shipped registration workflow, driven as a person, a helper and a clock drive it.</summary>
[OnPostgres]
public sealed class RegistrationJourneyTests
{
    [Fact]
    public async Task Ends_with_a_registration_that_counts_and_a_mail_that_says_so()
    {
        await using var bench = await JourneyBench.StartAsync();

        await bench.RegisterAsync();

        Assert.Equal(JourneyEnd.Completed, (await bench.JourneyAsync()).End);
        var registration = Assert.Single(await bench.RowsAsync<Registration>());
        Assert.Equal((RegistrationState.Active, 4), (registration.State, registration.Answers.Count));
        Assert.All(registration.Answers, a => Assert.StartsWith("$argon2id$", a.Hash, StringComparison.Ordinal));
        Assert.Equal(["Your registration code", "Your smartcard is registered"], bench.Mails.Sent.Select(m => m.Subject));
    }

    [Fact]
    public async Task An_answer_that_is_the_address_registered_before_is_refused()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.RegisterAsync();
        await bench.UpToQuestionsAsync();

        await bench.ReplyAsync(
            "save",
            JourneyBench.AnswerForm([
                (1, "Aberystwyth pier"),
                (2, "trust.nhs.uk"),
                (3, "St. Mary's"),
                (4, "Mrs Pritchard"),
            ]));

        Assert.Equal("answers.isNameOrAddress", Assert.Single(bench.Open.Problems).Key);
    }

    [Fact]
    public async Task Answers_that_will_not_do_are_all_named_at_once_and_the_chosen_questions_stay()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.UpToQuestionsAsync();

        await bench.ReplyAsync("save", JourneyBench.AnswerForm([(1, "password"), (2, "ab"), (2, "Mrs Pritchard"), (4, "Amal Hughes")]));

        Assert.Equal(
            ["answers.tooCommon", "answers.tooShort", "questions.same", "answers.isNameOrAddress"],
            bench.Open.Problems.Select(p => p.Key));
        Assert.Equal(
            ["1", "2", "2", "4"],
            bench.Open.Fields.Where(f => f.Kind == PromptFieldKind.Choice).Select(f => f.Value));
        Assert.All(
            bench.Open.Fields.Where(f => f.Kind == PromptFieldKind.Answer),
            f => Assert.True(string.IsNullOrEmpty(f.Value)));
        await bench.ReplyAsync("save", JourneyBench.AnswerForm(JourneyBench.Answers));
        Assert.Equal("email.heading", bench.Open.Heading!.Key);
    }

    [Fact]
    public async Task A_signature_of_another_card_proves_nothing()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.BeginAsync("registration");
        await bench.ReplyAsync("continue");
        var helper = await BenchHelper.PairAsync(bench);

        await helper.ProveAsync(bench.OtherCard, "2468", claimed: bench.Card);

        Assert.Equal("card.notProved", bench.LastKey);
        Assert.DoesNotContain(bench.Said.OfType<Prompt>(), p => p.Heading?.Key == "questions.heading");
    }

    [Fact]
    public async Task Without_the_code_nothing_counts()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.UpToAddressAsync();
        await bench.ReplyAsync("confirm", ("email", "amal.hughes@nhs.net"));
        var right = await bench.ReadCodeAsync();
        await bench.ReplyAsync("send", ("code", right == "000000" ? "000001" : "000000"));

        Assert.Equal(RegistrationState.Pending, Assert.Single(await bench.RowsAsync<Registration>()).State);
    }

    [Fact]
    public async Task Registering_again_replaces_the_first_and_tells_the_old_address()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.RegisterAsync();
        bench.Mails.Sent.Clear();
        await bench.UpToAddressAsync();
        await bench.ReplyAsync("confirm", ("email", "amal.new@nhs.net"));
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        await bench.SendMailsAsync();

        var registrations = await bench.RowsAsync<Registration>();
        Assert.Equal("amal.new@nhs.net", registrations.Single(r => r.State == RegistrationState.Active).Address!.Value);
        Assert.Equal(
            "amal.hughes@trust.nhs.uk",
            registrations.Single(r => r.State == RegistrationState.Superseded).Address!.Value);
        Assert.Equal(
            "amal.hughes@trust.nhs.uk",
            bench.Mails.Sent.Single(m => m.Subject.StartsWith("Another email address", StringComparison.Ordinal)).To);
    }

    [Fact]
    public async Task A_card_that_is_locked_cannot_be_registered_and_the_person_is_told()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.BeginAsync("registration");
        await bench.ReplyAsync("continue");
        var helper = await BenchHelper.PairAsync(bench);
        var task = await helper.NextAsync();

        await helper.ReportAsync(
            task!.Id,
            new CardTaskResult(CardTaskOutcome.PasscodeLocked)
            {
                CardIdentifier = bench.Card.State.CardId,
                AttemptsLeft = 0,
            });

        Assert.Contains(
            "locked",
            string.Join(
                ' ',
                bench
                    .Said.OfType<Message>()
                    .Select(m => m.Text.English ?? m.Text.Key)
                    .Concat(bench.Said.OfType<Prompt>().Select(p => p.Text.English ?? p.Text.Key))),
            StringComparison.OrdinalIgnoreCase);
        Assert.Empty(await bench.RowsAsync<Registration>());
    }

    [Fact]
    public async Task A_result_is_taken_once_and_repeated_reports_change_nothing()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.BeginAsync("registration");
        await bench.ReplyAsync("continue");
        var helper = await BenchHelper.PairAsync(bench);
        var task = await helper.NextAsync();
        var cancelled = new CardTaskResult(CardTaskOutcome.Cancelled);

        Assert.Equal(ReportVerdict.Accepted, await helper.ReportAsync(task!.Id, cancelled));
        var said = bench.Said.Count;
        Assert.Equal(ReportVerdict.Repeated, await helper.ReportAsync(task.Id, cancelled));
        Assert.Equal(
            ReportVerdict.Conflict,
            await helper.ReportAsync(
                task.Id,
                new CardTaskResult(CardTaskOutcome.Done) { CardIdentifier = bench.Card.State.CardId }));

        Assert.Equal(said, bench.Said.Count);
    }
}
