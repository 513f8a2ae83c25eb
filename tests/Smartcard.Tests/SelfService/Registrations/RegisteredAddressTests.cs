using Smartcard.Domain.Journeys;
using Smartcard.Domain.Registrations;

namespace Smartcard.Tests.SelfService.Registrations;

/// <summary>The address that a person gives: mended, refused, put right, and only ever one that gives no answer away.</summary>
public sealed class RegisteredAddressTests
{
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
        await bench.UpToAddressAsync();

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
        await bench.UpToAddressAsync();

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
        await bench.UpToAddressAsync();

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

    [OnPostgres]
    [Fact]
    public async Task Whoever_has_but_that_address_gives_other_answers_without_proving_the_card_again()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.UpToAddressAsync();
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

    [OnPostgres]
    [Fact]
    public async Task A_mistyped_address_can_be_put_right_and_only_the_code_sent_to_the_right_one_counts()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.UpToAddressAsync();
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

    [OnPostgres]
    [Fact]
    public async Task The_same_address_in_other_letters_is_no_other_address()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.RegisterAsync();
        bench.Mails.Sent.Clear();
        await bench.UpToAddressAsync();
        await bench.ReplyAsync("confirm", ("email", "Amal.Hughes@TRUST.nhs.uk"));
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        await bench.SendMailsAsync();

        Assert.Equal(JourneyEnd.Completed, (await bench.JourneyAsync()).End);
        Assert.Equal(["Your registration code", "Your smartcard is registered"], bench.Mails.Sent.Select(m => m.Subject));
    }

    [OnPostgres]
    [Fact]
    public async Task A_code_to_the_address_as_it_is_typed_last_counts()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.UpToAddressAsync();
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
}
