using Smartcard.Domain;
using Smartcard.Domain.Alerts;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Mail;
using Smartcard.SelfService.Audit;

namespace Smartcard.Tests.SelfService.Alerts;

/// <summary>Each condition comes about for real, is raised once, and is over once.</summary>
[OnPostgres]
public sealed class AlertWatchTests
{
    [Fact]
    public async Task Cards_that_wait_at_the_booth_count_once_each()
    {
        await using var bench = await JourneyBench.StartAsync(("Alerts:BoothWaiting", "2"));
        await bench.WaitAtBoothAsync(2);
        var card = (await bench.RowsAsync<BoothCase>())[0].CardId!.Value;
        await bench.ChangeAsync(database => database.Add(AlertBench.CaseOf(card, bench.Time.GetUtcNow())));
        await bench.LookAsync();
        Assert.Empty(await bench.AlertsAsync());

        await bench.WaitAtBoothAsync(1);
        await bench.MinutesAsync(3);

        var alert = Assert.Single(await bench.AlertsAsync());
        Assert.Equal((AlertCondition.BoothWaiting, 3L, 2L), (alert.Condition, alert.Value, alert.Threshold));
        Assert.Single(bench.Log.Lines, line => line.Contains("Alert booth-waiting was raised", StringComparison.Ordinal));

        await bench.CloseBoothAsync();
        await bench.MinutesAsync(5);
        Assert.Null((await bench.AlertsAsync()).Single().ClearedAt);
        await bench.MinutesAsync(1);
        Assert.Equal(bench.Time.GetUtcNow(), (await bench.AlertsAsync()).Single().ClearedAt);
        await bench.WaitAtBoothAsync(3);
        await bench.MinutesAsync(1);
        Assert.Equal(2, (await bench.AlertsAsync()).Count);
    }

    [Fact]
    public async Task A_long_wait_at_the_booth()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.WaitAtBoothAsync(1);

        bench.Time.Advance(TimeSpan.FromMinutes(30));
        await AssertRaisedAsync(bench, null);
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        await AssertRaisedAsync(bench, AlertCondition.BoothWaitTime, 1801);
    }

    [Fact]
    public async Task Journeys_that_stand_still_without_those_whose_person_is_silent()
    {
        await using var bench = await JourneyBench.StartAsync(("Alerts:JourneysStalled", "0"), ("Alerts:TimersLate", "01:00:00"));
        await bench.BeginAsync("registration");
        bench.Time.Advance(TimeSpan.FromMinutes(11));
        await AssertRaisedAsync(bench, null);

        await bench.ReplyAsync("continue"); // now a helper has to connect
        bench.Time.Advance(TimeSpan.FromMinutes(4));

        await AssertRaisedAsync(bench, AlertCondition.JourneysStalled, 1);
    }

    [Fact]
    public async Task Timers_that_are_late()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.BeginAsync("registration");
        await bench.ReplyAsync("continue"); // a hint is due in a minute, and nobody looks after timers

        bench.Time.Advance(TimeSpan.FromMinutes(2) + TimeSpan.FromSeconds(5));

        await AssertRaisedAsync(bench, AlertCondition.TimersLate, 65);
    }

    [Fact]
    public async Task Mails_that_failed_came_back_or_are_late_and_not_those_of_an_hour_ago()
    {
        await using var bench = await JourneyBench.StartAsync(("Alerts:MailFailing", "2"));
        await MailAsync(bench, mail => mail.End(MailState.Failed, bench.Time.GetUtcNow()));
        bench.Time.Advance(TimeSpan.FromHours(1));
        await MailAsync(bench, mail => mail.End(MailState.Failed, bench.Time.GetUtcNow()));
        await MailAsync(bench, mail => mail.End(MailState.Sent, bench.Time.GetUtcNow()));
        await MailAsync(bench, mail =>
        {
            mail.End(MailState.Sent, bench.Time.GetUtcNow());
            mail.Note(MailDelivery.Bounced, "5.1.1", bench.Time.GetUtcNow(), bench.Time.GetUtcNow());
        });
        await MailAsync(bench, mail => mail.Retry(bench.Time.GetUtcNow()));
        await AssertRaisedAsync(bench, null);

        bench.Time.Advance(TimeSpan.FromMinutes(2));

        await AssertRaisedAsync(bench, AlertCondition.MailFailing, 3);
    }

    [Fact]
    public async Task An_audit_that_was_changed()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.LookAsync();
        bench.Audit.Write(new AuditProgress { BrokenAt = 7, Reason = "it was changed" });

        await AssertRaisedAsync(bench, AlertCondition.AuditBroken, 1);
    }

    [Fact]
    public async Task Resets_in_person_of_one_user_and_of_all_within_an_hour()
    {
        await using var bench = await JourneyBench.StartAsync(("Alerts:InPersonByUser", "2"), ("Alerts:InPersonTotal", "4"));
        var (nia, owen) = (UserId.New(), UserId.New());
        await ReleasedAsync(bench, nia);
        bench.Time.Advance(TimeSpan.FromHours(1));
        var again = JourneyId.New();
        await ReleasedAsync(bench, nia, again);
        await ReleasedAsync(bench, nia, again); // tried twice, and one reset
        await ReleasedAsync(bench, nia);
        await ReleasedAsync(bench, owen);
        await ReleasedAsync(bench, owen);
        await AssertRaisedAsync(bench, null);

        await ReleasedAsync(bench, owen);
        await bench.LookAsync();

        Assert.Equal(
            [(AlertCondition.InPersonByUser, 3L), (AlertCondition.InPersonTotal, 5L)],
            (await bench.AlertsAsync()).Select(a => (a.Condition, a.Value)).Order());
    }

    [Fact]
    public async Task What_is_switched_off_is_not_looked_for()
    {
        await using var bench = await JourneyBench.StartAsync(("Alerts:BoothWaiting", "0"), ("Alerts:Off:0", "booth-waiting"));
        await bench.WaitAtBoothAsync(3);

        await AssertRaisedAsync(bench, null);
    }

    [Fact]
    public async Task What_is_switched_off_while_it_is_raised_is_over()
    {
        await using var bench = await JourneyBench.StartAsync(
            ("Alerts:Off:0", "booth-waiting"),
            ("Alerts:Webhook:Url", "https://alerts.example"),
            ("Alerts:Webhook:Secret", Receiver.Secret));
        await bench.ChangeAsync(database =>
            database.Add(Alert.Raise(new AlertFigure(AlertCondition.BoothWaiting, 12, 10), bench.Time.GetUtcNow())));

        await bench.LookAsync();

        Assert.NotNull((await bench.AlertsAsync()).Single().ClearedAt);
        Assert.Equal(AlertChange.Cleared, (await bench.DeliveriesAsync()).Single().Change);
    }

    [Fact]
    public async Task Hosts_that_look_at_once_raise_it_once()
    {
        await using var bench = await JourneyBench.StartAsync(
            ("Alerts:BoothWaiting", "0"),
            ("Alerts:Webhook:Url", "https://alerts.example"),
            ("Alerts:Webhook:Secret", Receiver.Secret));
        await bench.WaitAtBoothAsync(1);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(bench.LookAsync, TestContext.Current.CancellationToken)));

        Assert.Single(await bench.AlertsAsync());
        Assert.Single(await bench.DeliveriesAsync());
    }

    [Fact]
    public async Task Nothing_is_written_while_all_is_well()
    {
        await using var bench = await JourneyBench.StartAsync(("Alerts:Mail:To:0", "leads@trust.nhs.uk"));

        await bench.MinutesAsync(3);

        Assert.Empty(await bench.AlertsAsync());
        Assert.Empty(await bench.RowsAsync<OutgoingMail>());
    }

    private static async Task AssertRaisedAsync(JourneyBench bench, AlertCondition? condition, long value = 0)
    {
        await bench.LookAsync();

        (AlertCondition, long)[] expected = condition is { } one ? [(one, value)] : [];
        Assert.Equal(
            expected,
            (await bench.AlertsAsync()).Where(a => a.ClearedAt is null).Select(a => (a.Condition, a.Value)));
    }

    private static Task<int> MailAsync(JourneyBench bench, Action<OutgoingMail> becomes) => bench.ChangeAsync(database =>
    {
        var mail = new OutgoingMail
        {
            Id = MailId.New(),
            Kind = MailKind.Unlocked,
            To = "amal.hughes@trust.nhs.uk",
            Language = "en",
            CreatedAt = bench.Time.GetUtcNow(),
            NotAfter = bench.Time.GetUtcNow().AddDays(2),
        };
        becomes(mail);
        database.Add(mail);
    });

    private static Task<int> ReleasedAsync(JourneyBench bench, UserId user, JourneyId? journey = null) => bench.ChangeAsync(database =>
        database.Add(new EvidenceItem
        {
            Id = EvidenceId.New(),
            JourneyId = journey ?? JourneyId.New(),
            CardId = CardId.New(),
            Kind = EvidenceKind.ResetReleased,
            UserId = user,
            At = bench.Time.GetUtcNow(),
        }));
}
