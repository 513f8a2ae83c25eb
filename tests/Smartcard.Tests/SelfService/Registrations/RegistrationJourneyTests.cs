using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.CardTasks;
using Smartcard.Storage;

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

    [Theory]
    [InlineData("amal@evilnhs.uk", "email.notApproved")]
    [InlineData("amal at nhs.net", "email.invalid")]
    [InlineData("", "email.invalid")]
    [InlineData("amal hughes@nhs.net", "email.space")]
    [InlineData("amál@nhs.net", "email.character")]
    [InlineData("amal..hughes@nhs.net", "email.dots")]
    [InlineData("amal@nhs.net, amal@nhs.uk", "email.several")]
    [InlineData("Amal Hughes <amal@nhs.net>", "email.onlyTheAddress")]
    public async Task An_address_that_will_not_do_is_asked_for_again_and_gets_no_mail(string typed, string problem)
    {
        await using var bench = await JourneyBench.StartAsync();
        await UpToAddressAsync(bench);

        await bench.ReplyAsync("confirm", ("email", typed));

        Assert.Equal(problem, Assert.Single(bench.Open.Problems).Key);
        Assert.Equal(typed, bench.Open.Fields.Single().Value ?? "");
        await bench.SendMailsAsync();
        Assert.Empty(bench.Mails.Sent);
    }

    [Theory]
    [InlineData("mailto:amal.hughes@nhs.net.", "amal.hughes@nhs.net")]
    [InlineData("<amal.o’neill@nhs.net>", "amal.o'neill@nhs.net")]
    public async Task An_address_is_mended_and_its_code_goes_to_what_it_is(string typed, string address)
    {
        await using var bench = await JourneyBench.StartAsync();
        await UpToAddressAsync(bench);

        await bench.ReplyAsync("confirm", ("email", typed));
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));

        Assert.Equal(address, bench.Mails.Sent[0].To);
        Assert.Equal(JourneyEnd.Completed, (await bench.JourneyAsync()).End);
    }

    [Theory]
    [InlineData("aberystwyth.pier@nhs.net")]
    [InlineData("Mrs-Pritchard@nhs.uk")]
    [InlineData("amal@llewellyn-jones.nhs.uk")]
    [InlineData("amal.stmarys@nhs.net")]
    public async Task An_address_that_gives_an_answer_away_is_refused_without_a_word_of_which(string typed)
    {
        await using var bench = await JourneyBench.StartAsync();
        await UpToAddressAsync(bench);

        await bench.ReplyAsync("confirm", ("email", typed));

        var problem = Assert.Single(bench.Open.Problems);
        Assert.Equal("email.isAnswer", problem.Key);
        Assert.Empty(problem.Arguments);
        Assert.Equal(["confirm", "otherAnswers"], bench.Open.Buttons.Select(b => b.Id));
        Assert.Null(Assert.Single(await bench.RowsAsync<Registration>()).Address);
        await bench.SendMailsAsync();
        Assert.Empty(bench.Mails.Sent);
        Assert.All(JourneyBench.Answers, a => Assert.DoesNotContain(a.Answer, bench.Log.Text, StringComparison.OrdinalIgnoreCase));

        await bench.ReplyAsync("confirm", ("email", "amal.hughes@nhs.net"));
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        Assert.Equal(JourneyEnd.Completed, (await bench.JourneyAsync()).End);
    }

    [Fact]
    public async Task Whoever_has_but_that_address_gives_other_answers_without_proving_the_card_again()
    {
        await using var bench = await JourneyBench.StartAsync();
        await UpToAddressAsync(bench);
        await bench.ReplyAsync("confirm", ("email", "mrs.pritchard@nhs.net"));

        await bench.ReplyAsync("otherAnswers");
        Assert.Equal("questions.heading", bench.Open.Heading!.Key);
        await bench.ReplyAsync(
            "save",
            JourneyBench.AnswerForm([(1, "Aberystwyth pier"), (2, "ab"), (3, "St. Mary's"), (5, "Heol y Bont")]));
        Assert.Equal("answers.tooShort", Assert.Single(bench.Open.Problems).Key);
        Assert.Equal("5", bench.Open.Fields.Single(f => f.Id == "question4").Value);
        await bench.ReplyAsync(
            "save",
            JourneyBench.AnswerForm([
                (1, "Aberystwyth pier"),
                (2, "Llewellyn-Jones"),
                (3, "St. Mary's"),
                (5, "Heol y Bont"),
            ]));
        await bench.ReplyAsync("confirm", ("email", "mrs.pritchard@nhs.net"));
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));

        Assert.Equal(JourneyEnd.Completed, (await bench.JourneyAsync()).End);
        var registration = (await bench.RowsAsync<Registration>()).Single(r => r.State == RegistrationState.Active);
        Assert.Equal([1, 2, 3, 5], registration.Answers.Select(a => a.QuestionId.Value));
        Assert.Equal("mrs.pritchard@nhs.net", registration.Address!.Value);
    }

    [Fact]
    public async Task An_answer_that_is_the_address_registered_before_is_refused()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.RegisterAsync();
        await UpToQuestionsAsync(bench);

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
        await UpToQuestionsAsync(bench);

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
        await UpToAddressAsync(bench);
        await bench.ReplyAsync("confirm", ("email", "amal.hughes@nhs.net"));
        var right = await bench.ReadCodeAsync();
        await bench.ReplyAsync("send", ("code", right == "000000" ? "000001" : "000000"));

        Assert.Equal(RegistrationState.Pending, Assert.Single(await bench.RowsAsync<Registration>()).State);
    }

    [Fact]
    public async Task A_mistyped_address_can_be_put_right_and_only_the_code_sent_to_the_right_one_counts()
    {
        await using var bench = await JourneyBench.StartAsync();
        await UpToAddressAsync(bench);
        await bench.ReplyAsync("confirm", ("email", "amal.huges@nhs.net"));
        var toTheWrongOne = await bench.ReadCodeAsync();

        await bench.ReplyAsync("otherAddress");
        Assert.Equal("amal.huges@nhs.net", bench.Open.Fields.Single().Value);
        await bench.ReplyAsync("confirm", ("email", "amal.hughes@nhs.net"));
        var toTheRightOne = await bench.ReadCodeAsync();
        await bench.ReplyAsync("send", ("code", toTheWrongOne));
        Assert.Equal(RegistrationState.Pending, Assert.Single(await bench.RowsAsync<Registration>()).State);
        await bench.ReplyAsync("send", ("code", toTheRightOne));

        var registration = Assert.Single(await bench.RowsAsync<Registration>());
        Assert.Equal((RegistrationState.Active, "amal.hughes@nhs.net"), (registration.State, registration.Address!.Value));
    }

    [Fact]
    public async Task Registering_again_replaces_the_first_and_tells_the_old_address()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.RegisterAsync();
        bench.Mails.Sent.Clear();
        await UpToAddressAsync(bench);
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
    public async Task The_same_address_in_other_letters_is_no_other_address()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.RegisterAsync();
        bench.Mails.Sent.Clear();
        await UpToAddressAsync(bench);
        await bench.ReplyAsync("confirm", ("email", "Amal.Hughes@TRUST.nhs.uk"));
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        await bench.SendMailsAsync();

        Assert.Equal(JourneyEnd.Completed, (await bench.JourneyAsync()).End);
        Assert.Equal(["Your registration code", "Your smartcard is registered"], bench.Mails.Sent.Select(m => m.Subject));
    }

    [Fact]
    public async Task A_code_to_the_address_as_it_is_typed_last_counts()
    {
        await using var bench = await JourneyBench.StartAsync();
        await UpToAddressAsync(bench);
        await bench.ReplyAsync("confirm", ("email", "Amal.Hughes@nhs.net"));
        await bench.ReplyAsync("otherAddress");

        await bench.ReplyAsync("confirm", ("email", "amal.hughes@nhs.net"));
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));

        Assert.Equal(
            "amal.hughes@nhs.net",
            Assert
                .Single(await bench.RowsAsync<Registration>(), r => r.State == RegistrationState.Active)
                .Address!.Value);
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

    [Fact]
    public async Task The_definitions_are_seeded_once_and_an_edited_version_is_left_alone()
    {
        await using var bench = await JourneyBench.StartAsync();
        var before = await CountAsync(bench);

        await bench.DoAsync(async services =>
        {
            await services
                .GetRequiredService<Smartcard.Designer.Definitions.DefinitionSeed>()
                .SeedAsync(Path.Combine(Repository.Root, "workflows"), CancellationToken.None);
            return true;
        });

        Assert.Equal(Directory.GetFiles(Path.Combine(Repository.Root, "workflows"), "*.json").Length, before);
        Assert.Equal(before, await CountAsync(bench));
    }

    [Fact]
    public async Task The_migrations_make_the_database_that_the_code_expects()
    {
        await using var bench = await JourneyBench.StartAsync();

        Assert.False(
            await bench.DoAsync(services =>
                Task.FromResult(services.GetRequiredService<SmartcardDbContext>().Database.HasPendingModelChanges())));
    }

    private static Task<int> CountAsync(JourneyBench bench) =>
        bench.DoAsync(services =>
            services
                .GetRequiredService<SmartcardDbContext>()
                .Database.SqlQuery<int>($"select count(*) as \"Value\" from workflow_definitions")
                .SingleAsync());

    private static async Task UpToQuestionsAsync(JourneyBench bench)
    {
        await bench.BeginAsync("registration");
        await bench.ReplyAsync("continue");
        var helper = await BenchHelper.PairAsync(bench);
        await helper.ProveAsync(bench.Card, "1234");
        Assert.Equal("questions.heading", bench.Open.Heading!.Key);
    }

    private static async Task UpToAddressAsync(JourneyBench bench)
    {
        await UpToQuestionsAsync(bench);
        await bench.ReplyAsync("save", JourneyBench.AnswerForm(JourneyBench.Answers));
        Assert.Equal("email.heading", bench.Open.Heading!.Key);
    }
}
