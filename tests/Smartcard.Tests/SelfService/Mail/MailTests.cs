using System.Text.RegularExpressions;
using Smartcard.Domain.Cards;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService;
using Smartcard.SelfService.Lockout;
using Smartcard.SelfService.Mail;
using Smartcard.SelfService.Policy;
using Smartcard.Tests.SelfService.Unlock;

namespace Smartcard.Tests.SelfService.Mail;

/// <summary>Mail with codes: sent once, tried again while it can still be of use, erased afterwards. S3.</summary>
public sealed class MailTests
{
    [Fact]
    public async Task A_code_is_sealed_in_its_row_until_sent_and_gone_afterwards()
    {
        await using var bench = await WithCodeWaitingAsync();
        var waiting = (await bench.RowsAsync<OutgoingMail>()).Single(m => m.State == MailState.Waiting);
        Assert.NotNull(waiting.SealedCode);

        var code = await bench.ReadCodeAsync();

        var sent = (await bench.RowsAsync<OutgoingMail>()).Single(m => m.Id == waiting.Id);
        Assert.Equal((MailState.Sent, null), (sent.State, sent.SealedCode));
        Assert.DoesNotContain(code, System.Text.Encoding.Latin1.GetString(waiting.SealedCode!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("false", "^Your unlock code$")]
    [InlineData("true", "^Code [0-9]{6}: Your unlock code$")]
    public async Task The_code_is_in_the_subject_line_only_where_the_installation_wants_it(string setting, string subject)
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync([("Mail:CodeInSubject", setting)]);
        await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        await bench.SendMailsAsync();

        Assert.Matches(subject, bench.Mails.Sent[^1].Subject);
        Assert.Matches("<h1[^>]*>Your unlock code</h1>", bench.Mails.Sent[^1].Html);
        Assert.Matches("<p style=\"font-size:2.5em[^>]*>[0-9]{6}</p>", bench.Mails.Sent[^1].Html);
    }

    [Fact]
    public async Task A_mail_is_sent_once_however_often_its_job_runs()
    {
        await using var bench = await WithCodeWaitingAsync();
        bench.Mails.Sent.Clear();
        var mail = (await bench.RowsAsync<OutgoingMail>()).Single(m => m.State == MailState.Waiting).Id;
        for (var run = 0; run < 3; run++)
        {
            await bench.DoAsync(async services =>
            {
                await services.GetRequiredService<MailSender>().SendAsync(mail, CancellationToken.None);
                return true;
            });
        }

        Assert.Single(bench.Mails.Sent);
    }

    [Fact]
    public async Task A_mail_server_that_is_away_is_tried_again_soon_enough_for_the_code()
    {
        await using var bench = await WithCodeWaitingAsync();
        bench.Mails.Sent.Clear();
        bench.Mails.Failure = new IOException("the password was hunter2");
        await bench.SendMailsAsync();
        bench.Time.Advance(TimeSpan.FromSeconds(5));
        await bench.SendMailsAsync();
        bench.Mails.Failure = null;
        await bench.SendMailsAsync();
        Assert.Empty(bench.Mails.Sent); // not due yet: the second wait is longer

        bench.Time.Advance(TimeSpan.FromSeconds(15));
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));

        Assert.Equal("code.right", bench.LastKey);
        Assert.DoesNotContain("hunter2", bench.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_that_could_only_come_too_late_is_not_sent_and_the_chat_offers_another()
    {
        await using var bench = await WithCodeWaitingAsync();
        bench.Mails.Sent.Clear();
        bench.Time.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1));

        await bench.SendMailsAsync();

        Assert.Empty(bench.Mails.Sent);
        Assert.Contains(bench.Said.OfType<Message>(), m => m.Text.Key == "code.mailTooLate");
        Assert.Null((await bench.RowsAsync<OutgoingMail>()).Single(m => m.State == MailState.Failed).SealedCode);
    }

    [Fact]
    public async Task An_address_that_the_mail_server_refuses_for_good_is_not_tried_again()
    {
        await using var bench = await WithCodeWaitingAsync();
        bench.Mails.Failure = new MailRefusedException("550");

        await bench.SendMailsAsync();

        Assert.Contains((await bench.RowsAsync<OutgoingMail>()), m => m.State == MailState.Failed && m.SealedCode is null);
        Assert.Contains(bench.Said.OfType<Message>(), m => m.Text.Key == "code.mailTooLate");
    }

    [Fact]
    [OnPostgres]
    public async Task The_mail_after_a_registration_has_a_link_that_names_the_act_to_this_installation_alone()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.RegisterAsync();
        var mail = bench.Mails.Sent[^1];

        var link = Regex.Match(mail.Text, @"https://smartcard\.example/not-me/(\S+)");

        Assert.Contains($"href=\"{link.Value}\"", mail.Html, StringComparison.Ordinal);
        var card = (await bench.RowsAsync<Card>()).Single(c => c.Identifier.Value == bench.Card.State.CardId);
        var act = await bench.DoAsync(services => Task.FromResult(services.GetRequiredService<NotMeLinks>().Read(link.Groups[1].Value)));
        Assert.Equal((card.Id, bench.Journey), (act!.CardId, act.JourneyId.Value));
        await using var other = await JourneyBench.StartAsync();
        Assert.Null(await other.DoAsync(services => Task.FromResult(services.GetRequiredService<NotMeLinks>().Read(link.Groups[1].Value))));
    }

    [Fact]
    public void A_configured_list_of_providers_is_the_whole_list()
    {
        var settings = new Dictionary<string, string?> { ["Policy:ApprovedEmailProviders:0"] = "health.example" };
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddSelfService()
            .BuildServiceProvider();

        Assert.Equal(["health.example"], services.GetRequiredService<IOptions<PolicyOptions>>().Value.ApprovedEmailProviders);
    }

    private static async Task<JourneyBench> WithCodeWaitingAsync()
    {
        var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        return bench;
    }
}
