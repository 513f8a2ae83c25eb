using Smartcard.Cards.Software;
using Smartcard.Domain;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Mail;
using Smartcard.Tests.SelfService.Unlock;
using Smartcard.Workflows;

namespace Smartcard.Tests.SelfService.Mail;

/// <summary>A code that was accepted and came back: the person is told, and gets on. S2, S3.</summary>
public sealed class MailComesBackTests
{
    [Theory]
    [InlineData(MailDelivery.Bounced)]
    [InlineData(MailDelivery.Dropped)]
    public async Task The_first_time_the_person_is_told_and_a_new_code_goes_out_by_itself(MailDelivery delivery)
    {
        await using var bench = await WithCodeWaitingAsync();
        await bench.ReadCodeAsync();
        var first = await NewestCodeAsync(bench);

        await bench.NoteAsync(Told(bench, first.Id, delivery));
        await bench.NoteAsync(Told(bench, first.Id, delivery)); // SendGrid tells twice now and then

        Assert.Single(bench.Said.OfType<Message>(), m => m.Text.Key == "code.mailTooLate");
        Assert.Equal((MailState.Sent, delivery, "5.1.1"), await StateOfAsync(bench, first.Id));
        Assert.Equal(2, await CodesAsync(bench));
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        Assert.Equal("code.right", bench.LastKey);
    }

    [Fact]
    public async Task After_that_the_form_says_so_and_nothing_goes_out_until_the_person_asks()
    {
        await using var bench = await WithCodeWaitingAsync();
        await ComesBackAsync(bench);
        var nonce = bench.Open.Nonce;

        await ComesBackAsync(bench);

        Assert.Equal("code.mailLostAgain", Assert.Single(bench.Open.Problems).Key);
        Assert.NotEqual(nonce, bench.Open.Nonce);
        Assert.Equal(2, await CodesAsync(bench));
        await bench.ReplyAsync("newCode");
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        Assert.Equal("code.right", bench.LastKey);
        Assert.Equal(3, await CodesAsync(bench));
    }

    [Fact]
    public async Task Codes_that_never_arrive_end_at_the_booth_and_not_sooner_than_the_person_has_asked()
    {
        await using var bench = await WithCodeWaitingAsync();
        await ComesBackAsync(bench);
        await ComesBackAsync(bench);
        await bench.ReplyAsync("newCode");
        await ComesBackAsync(bench);
        Assert.Equal("code.mailLostAgain", Assert.Single(bench.Open.Problems).Key);

        await bench.ReplyAsync("newCode");

        Assert.Equal((WorkflowStatus.Finished, JourneyEnd.Referred), (bench.Status, (await bench.JourneyAsync()).End));
    }

    [Fact]
    public async Task A_mistyped_address_is_put_right_in_a_registration()
    {
        await using var bench = await JourneyBench.StartAsync();
        await UpToCodeAsync(bench, bench.Card, "1234", "amal.hughs@trust.nhs.uk");
        await ComesBackAsync(bench);
        await ComesBackAsync(bench);

        await bench.ReplyAsync("otherAddress");
        await bench.ReplyAsync("confirm", ("email", "amal.hughes@trust.nhs.uk"));
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));

        Assert.Equal(JourneyEnd.Completed, (await bench.JourneyAsync()).End);
    }

    [Fact]
    public async Task One_that_a_newer_code_has_overtaken_disturbs_nobody()
    {
        await using var bench = await WithCodeWaitingAsync();
        await bench.ReadCodeAsync();
        var older = await NewestCodeAsync(bench);
        bench.Time.Advance(TimeSpan.FromSeconds(20));
        await bench.ReplyAsync("newCode");
        var nonce = bench.Open.Nonce;

        await bench.NoteAsync(Told(bench, older.Id, MailDelivery.Bounced));

        Assert.Equal((nonce, 2), (bench.Open.Nonce, await CodesAsync(bench)));
        Assert.Equal(MailDelivery.Bounced, (await bench.MailAsync(older.Id)).Delivery);
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        Assert.Equal("code.right", bench.LastKey);
    }

    [Fact]
    public async Task One_whose_code_was_used_already_is_noted_and_nothing_else()
    {
        await using var bench = await WithCodeWaitingAsync();
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        var (mail, said) = (await NewestCodeAsync(bench), bench.Said.Count);

        await bench.NoteAsync(Told(bench, mail.Id, MailDelivery.Bounced));

        Assert.Equal((said, MailDelivery.Bounced), (bench.Said.Count, (await bench.MailAsync(mail.Id)).Delivery));
    }

    [Fact]
    public async Task One_that_was_given_up_before_is_not_told_of_twice()
    {
        await using var bench = await WithCodeWaitingAsync();
        var mail = await NewestCodeAsync(bench);
        bench.Mails.Failure = new MailRefusedException("The mail server answered 550.");
        await bench.SendMailsAsync();
        bench.Mails.Failure = null;
        Assert.Equal(2, await CodesAsync(bench));

        await bench.NoteAsync(Told(bench, mail.Id, MailDelivery.Dropped));

        Assert.Equal(2, await CodesAsync(bench));
        Assert.Single(bench.Said.OfType<Message>(), m => m.Text.Key == "code.mailTooLate");
    }

    [Fact]
    [OnPostgres]
    public async Task Many_at_once_reach_each_their_own_journey_and_unknown_ones_nobody()
    {
        await using var bench = await JourneyBench.StartAsync();
        await UpToCodeAsync(bench, bench.Card, "1234", "amal.hughes@trust.nhs.uk");
        await bench.SendMailsAsync();
        var amal = await NewestCodeAsync(bench);
        await UpToCodeAsync(bench, bench.OtherCard, "2468", "bethan.okafor@trust.nhs.uk");
        await bench.SendMailsAsync();
        var bethan = await NewestCodeAsync(bench);
        var unknown = Enumerable.Range(0, 450).Select(_ => Told(bench, MailId.New(), MailDelivery.Bounced));

        await bench.NoteAsync([
            Told(bench, amal.Id, MailDelivery.Bounced),
            .. unknown,
            Told(bench, bethan.Id, MailDelivery.Dropped),
            Told(bench, amal.Id, MailDelivery.Deferred),
        ]);

        Assert.Equal(2, bench.Said.OfType<Message>().Count(m => m.Text.Key == "code.mailTooLate"));
        Assert.Equal([2, 2], (await bench.RowsAsync<OutgoingMail>()).GroupBy(m => m.JourneyId).Select(g => g.Count()));
        Assert.Equal(
            (MailDelivery.Bounced, MailDelivery.Dropped),
            ((await bench.MailAsync(amal.Id)).Delivery, (await bench.MailAsync(bethan.Id)).Delivery));
    }

    /// <summary>The newest code goes out and comes back.</summary>
    private static async Task ComesBackAsync(JourneyBench bench)
    {
        await bench.SendMailsAsync();
        bench.Time.Advance(TimeSpan.FromSeconds(2));
        await bench.NoteAsync(Told(bench, (await NewestCodeAsync(bench)).Id, MailDelivery.Bounced));
    }

    private static DeliveryNews Told(JourneyBench bench, MailId mail, MailDelivery delivery) =>
        new(mail, delivery, bench.Time.GetUtcNow(), "5.1.1");

    private static async Task<OutgoingMail> NewestCodeAsync(JourneyBench bench) =>
        (await bench.RowsAsync<OutgoingMail>()).Where(m => m.HasCode).MaxBy(m => (m.CreatedAt, m.Id.Value))!;

    private static async Task<int> CodesAsync(JourneyBench bench) =>
        (await bench.RowsAsync<OutgoingMail>()).Count(m => m.HasCode && m.JourneyId == new JourneyId(bench.Journey));

    private static async Task<(MailState, MailDelivery, string?)> StateOfAsync(JourneyBench bench, MailId id)
    {
        var mail = await bench.MailAsync(id);
        return (mail.State, mail.Delivery, mail.DeliveryStatus);
    }

    private static async Task<JourneyBench> WithCodeWaitingAsync()
    {
        var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        return bench;
    }

    private static async Task UpToCodeAsync(JourneyBench bench, SoftwareGidsCard card, string passcode, string address)
    {
        await bench.BeginAsync("registration");
        await bench.ReplyAsync("continue");
        var helper = await BenchHelper.PairAsync(bench);
        await helper.ProveAsync(card, passcode);
        await bench.ReplyAsync("save", JourneyBench.AnswerForm(JourneyBench.Answers));
        await bench.ReplyAsync("confirm", ("email", address));
        Assert.Equal("code.heading", bench.Open.Heading!.Key);
    }
}
