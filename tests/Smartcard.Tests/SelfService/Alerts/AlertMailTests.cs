using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Alerts;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Alerts;
using Smartcard.SelfService.Mail;
using Smartcard.Storage;
using Smartcard.Storage.Users;

namespace Smartcard.Tests.SelfService.Alerts;

/// <summary>Alerts by mail: at once, and then at most one mail in a quarter of an hour, which has all since the one before.</summary>
[OnPostgres]
public sealed class AlertMailTests
{
    [Fact]
    public async Task The_first_goes_at_once_and_the_next_has_all_that_happened_since()
    {
        await using var bench = await BenchAsync();
        await bench.WaitAtBoothAsync(2);
        await bench.LookAsync();
        await bench.SendMailsAsync();
        Assert.Equal(["leads@trust.nhs.uk", "security@trust.nhs.uk"], bench.Mails.Sent.Select(m => m.To).Order());
        var first = bench.Mails.Sent[0];
        Assert.Equal("Smartcard alerts", first.Subject);
        Assert.Contains(
            "Cards waiting at the IT booth: 2 cards. Alert since 23 November, 07:00. There is an alert when it is more than 0 cards.",
            first.Text,
            StringComparison.Ordinal);
        Assert.Contains("https://smartcard.example/backoffice/alerts", first.Text, StringComparison.Ordinal);

        bench.Audit.Write(new() { BrokenAt = 7, Reason = "it was changed" });
        await bench.CloseBoothAsync();
        await bench.MinutesAsync(14);
        await bench.SendMailsAsync();
        Assert.Equal(2, bench.Mails.Sent.Count);
        await bench.MinutesAsync(1);
        await bench.SendMailsAsync();

        Assert.Equal(4, bench.Mails.Sent.Count);
        var second = bench.Mails.Sent[^1].Text;
        Assert.Contains(
            "New alerts:\n\nThe audit was changed from outside, or the database was set back to an earlier state. "
            + "We have known this since 23 November, 07:01.",
            second,
            StringComparison.Ordinal);
        Assert.Contains(
            "Alerts that are over:\n\nCards waiting at the IT booth: from 23 November, 07:00 until 23 November, 07:06. "
            + "The highest was 2 cards.",
            second,
            StringComparison.Ordinal);
        await bench.MinutesAsync(60);
        await bench.SendMailsAsync();
        Assert.Equal(4, bench.Mails.Sent.Count); // nothing new, and nobody is told again
    }

    [Fact]
    public async Task What_goes_on_is_said_beside_what_is_new()
    {
        await using var bench = await BenchAsync();
        await bench.WaitAtBoothAsync(1);
        await bench.LookAsync();
        bench.Audit.Write(new() { BrokenAt = 7, Reason = "it was changed" });
        await bench.MinutesAsync(16);

        await bench.SendMailsAsync();

        Assert.Contains("Alerts that go on:\n\nCards waiting at the IT booth", bench.Mails.Sent[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_mailed_where_no_address_is_set()
    {
        await using var bench = await JourneyBench.StartAsync(("Alerts:BoothWaiting", "0"));
        await bench.WaitAtBoothAsync(1);

        await bench.LookAsync();

        Assert.Single(await bench.AlertsAsync());
        Assert.Empty(await bench.RowsAsync<OutgoingMail>());
        Assert.Equal(TestAlertResult.NobodyToTell, await bench.TestAsync());
    }

    [Fact]
    public async Task A_mail_is_about_no_journey_and_is_sent_again_with_the_same_words()
    {
        await using var bench = await BenchAsync();
        await bench.WaitAtBoothAsync(1);
        await bench.LookAsync();
        bench.Mails.Failure = new MailRefusedException("No such mailbox");
        await bench.SendMailsAsync();
        bench.Mails.Failure = null;
        var lost = (await bench.RowsAsync<OutgoingMail>())[0];
        Assert.Equal((MailKind.Alert, MailState.Failed), (lost.Kind, lost.State));
        Assert.True(lost is { JourneyId: null, CardId: null });

        var user = new BackOfficeUser { Id = UserId.New().Value, DisplayName = "Nia", UserName = "nia", Roles = BackOfficeRoles.Booth };
        await bench.DoAsync(async services =>
        {
            var database = services.GetRequiredService<SmartcardDbContext>();
            database.Add(user);
            await database.SaveChangesAsync();
            return await services.GetRequiredService<LostMails>().SendAgainAsync(lost.Id, user.UserId, CancellationToken.None);
        });
        await bench.SendMailsAsync();

        Assert.Equal(lost.Text!.Replace("\n", "\n\n", StringComparison.Ordinal) + "\n", Assert.Single(bench.Mails.Sent).Text);
    }

    [Fact]
    public async Task A_test_is_mailed_and_does_not_keep_an_alert_back()
    {
        await using var bench = await BenchAsync();

        Assert.Equal(TestAlertResult.Sent, await bench.TestAsync());
        await bench.WaitAtBoothAsync(1);
        await bench.MinutesAsync(1);
        await bench.SendMailsAsync();

        Assert.Equal(2, bench.Mails.Sent.Count(m => m.Text.StartsWith("This is a test.", StringComparison.Ordinal)));
        Assert.Equal(2, bench.Mails.Sent.Count(m => m.Text.StartsWith("New alerts:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_alert_that_was_over_before_anybody_was_told_is_said_to_be_over()
    {
        await using var bench = await BenchAsync();
        bench.Audit.Write(new() { BrokenAt = 7, Reason = "it was changed" });
        await bench.LookAsync();
        await bench.WaitAtBoothAsync(1);
        await bench.MinutesAsync(1);
        await bench.CloseBoothAsync();
        await bench.MinutesAsync(15);

        await bench.SendMailsAsync();

        Assert.DoesNotContain("New alerts", bench.Mails.Sent[^1].Text, StringComparison.Ordinal);
        Assert.Contains("Alerts that are over:\n\nCards waiting", bench.Mails.Sent[^1].Text, StringComparison.Ordinal);
        var told = await bench.DoAsync(services => services.GetRequiredService<SmartcardDbContext>().Set<Alert>()
            .SingleAsync(a => a.Condition == AlertCondition.BoothWaiting));
        Assert.Equal((told.RaiseMailedAt, told.RaiseMailedAt is not null), (told.ClearMailedAt, true));
    }

    [Fact]
    public async Task A_mail_about_alerts_that_is_refused_makes_no_alert_of_its_own()
    {
        await using var bench = await JourneyBench.StartAsync(
            ("Alerts:BoothWaiting", "0"), ("Alerts:MailFailing", "0"), ("Alerts:Mail:To:0", "nobody@trust.nhs.uk"));
        bench.Mails.Failure = new MailRefusedException("No such mailbox");
        await bench.WaitAtBoothAsync(1);

        for (var minute = 0; minute < 5; minute++)
        {
            await bench.MinutesAsync(1);
            await bench.SendMailsAsync();
        }

        Assert.Equal(MailState.Failed, Assert.Single(await bench.RowsAsync<OutgoingMail>()).State);
        Assert.Equal([AlertCondition.BoothWaiting], (await bench.AlertsAsync()).Select(a => a.Condition));
    }

    /// <summary>For example a value that went up and down for a day, before an address was set.</summary>
    [Fact]
    public async Task However_much_has_happened_the_text_is_no_longer_than_a_mail_may_be()
    {
        await using var bench = await BenchAsync();
        await bench.ChangeAsync(database => database.AddRange(Enumerable.Range(0, 400).Select(_ =>
        {
            var over = Alert.Raise(new AlertFigure(AlertCondition.InPersonTotal, 10_000, 9_999), bench.Time.GetUtcNow());
            over.Clear(bench.Time.GetUtcNow());
            return over;
        })));
        await bench.WaitAtBoothAsync(1);

        await bench.LookAsync();

        var text = (await bench.RowsAsync<OutgoingMail>())[0].Text!;
        Assert.InRange(text.Length, 1, OutgoingMail.MaxTextLength);
        Assert.Contains("\n380 other alerts were over before these.\n", text, StringComparison.Ordinal);
        Assert.All(await bench.AlertsAsync(), a => Assert.NotNull(a.RaiseMailedAt));
    }

    [Fact]
    public async Task A_clock_that_was_ahead_keeps_no_mail_and_no_test_back()
    {
        await using var bench = await BenchAsync();
        await bench.ChangeAsync(database =>
        {
            var ahead = Alert.Raise(new AlertFigure(AlertCondition.MailFailing, 9, 5), bench.Time.GetUtcNow().AddYears(1));
            ahead.RaiseMailedAt = ahead.ClearMailedAt = ahead.RaisedAt;
            ahead.Clear(ahead.RaisedAt);
            database.AddRange(ahead, Alert.Test(bench.Time.GetUtcNow().AddYears(1)));
        });
        await bench.WaitAtBoothAsync(1);

        await bench.LookAsync();

        Assert.Equal(2, (await bench.RowsAsync<OutgoingMail>()).Count);
        Assert.Equal(TestAlertResult.Sent, await bench.TestAsync());
    }

    [Fact]
    public async Task An_address_that_is_set_twice_gets_one_mail()
    {
        await using var bench = await JourneyBench.StartAsync(
            ("Alerts:BoothWaiting", "0"), ("Alerts:Mail:To:0", "leads@trust.nhs.uk"), ("Alerts:Mail:To:1", "Leads@trust.nhs.uk"));
        await bench.WaitAtBoothAsync(1);

        await bench.LookAsync();

        Assert.Single(await bench.RowsAsync<OutgoingMail>());
    }

    private static Task<JourneyBench> BenchAsync() => JourneyBench.StartAsync(
        ("Alerts:BoothWaiting", "0"), ("Alerts:Mail:To:0", "leads@trust.nhs.uk"), ("Alerts:Mail:To:1", "security@trust.nhs.uk"));
}
