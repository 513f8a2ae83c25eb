using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Alerts;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Registrations;
using Smartcard.Domain.Systems;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Booth.Acts;
using Smartcard.SelfService.Mail;
using Smartcard.SelfService.Registrations.AddressChanges;
using Smartcard.SelfService.Systems;
using Smartcard.Storage;
using Smartcard.Tests.SelfService.Booth;
using Smartcard.Tests.SelfService.Booth.Acts;
using Smartcard.Tests.SelfService.Cards.Readings;
using Smartcard.Tests.SelfService.CardTasks;
using Smartcard.Tests.SelfService.Registrations.AddressChanges;
using Smartcard.Tests.SelfService.Unlock;
using Smartcard.Tests.SelfService.Vault;

namespace Smartcard.Tests.SelfService.Alerts;

/// <summary>
/// Each condition comes about by what people and machines do. Four hosts look at a time, and it is raised once and over once.
/// </summary>
[OnPostgres]
public sealed class AlertCauseTests
{
    /// <summary>In which of the last minutes it may be over: all hosts look then.</summary>
    private const int LastMinutes = 2;

    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task A_card_waits_until_it_is_reset_and_no_less_when_somebody_has_taken_it()
    {
        await using var bench = await InPersonTests.LockedOutAsync(With(("Alerts:BoothWaiting", "0")));
        var booth = new InPersonBench(bench);
        var nia = await booth.UserAsync("Nia Desk");
        var id = await booth.StartAsync(nia);
        Assert.Equal("Nia Desk", Assert.Single(await WaitingAsync(bench)).Claim?.Name);

        await IsRaisedAsync(bench, AlertCondition.BoothWaiting, 1);
        await booth.DoAsync(resets => resets.CompleteElsewhereAsync(nia, id, Ct));

        Assert.Empty(await WaitingAsync(bench));
        await IsOverAsync(bench, AlertCondition.BoothWaiting);
    }

    [Fact]
    public async Task Somebody_waits_for_long_until_their_case_is_closed()
    {
        await using var bench = await InPersonTests.LockedOutAsync(With());
        bench.Time.Advance(TimeSpan.FromMinutes(31));

        await IsRaisedAsync(bench, AlertCondition.BoothWaitTime, 31 * 60);
        var acts = new ActBench(bench);
        var card = await acts.Booth.CardIdOf(bench.Card);
        await acts.CloseAsync(await acts.Booth.UserAsync("Nia Desk"), new BoothCaseId(card.Value));

        await IsOverAsync(bench, AlertCondition.BoothWaitTime);
    }

    [Fact]
    public async Task A_journey_stands_still_and_its_timers_are_late_until_it_is_ended()
    {
        await using var bench = await JourneyBench.StartAsync(With(("Alerts:JourneysStalled", "0")));
        await bench.BeginAsync("registration");
        await bench.ReplyAsync("continue"); // a helper has to connect, a hint is due in a minute, and no host looks after timers
        bench.Time.Advance(TimeSpan.FromMinutes(4));

        await IsRaisedAsync(bench, AlertCondition.JourneysStalled, 1);
        await IsRaisedAsync(bench, AlertCondition.TimersLate, 3 * 60);
        var acts = new ActBench(bench);
        Assert.IsType<BoothActResult.Done>(
            await acts.DoAsync(await acts.Booth.UserAsync("Nia Desk"), JourneyActKind.End));

        await IsOverAsync(bench, AlertCondition.JourneysStalled, AlertCondition.TimersLate);
    }

    [Fact]
    public async Task A_mail_is_refused_and_a_quarter_of_an_hour_later_that_is_over()
    {
        await using var bench = await JourneyBench.StartAsync(With(("Alerts:MailFailing", "0")));
        await UpToCodeAsync(bench);
        bench.Mails.Failure = new MailRefusedException("No such mailbox");
        await bench.SendMailsAsync();

        await IsRaisedAsync(bench, AlertCondition.MailFailing, 1);
        bench.Mails.Failure = null;
        await bench.SendMailsAsync();

        await IsOverAsync(bench, minutes: 21, AlertCondition.MailFailing);
    }

    [Fact]
    public async Task A_mail_is_late_until_the_server_takes_it()
    {
        await using var bench = await JourneyBench.StartAsync(With(("Alerts:MailFailing", "0")));
        await UpToCodeAsync(bench);
        bench.Mails.Failure = new IOException("the server does not answer");
        await bench.SendMailsAsync();
        bench.Time.Advance(TimeSpan.FromSeconds(61));

        await IsRaisedAsync(bench, AlertCondition.MailFailing, 1);
        bench.Mails.Failure = null;
        await bench.SendMailsAsync();

        await IsOverAsync(bench, AlertCondition.MailFailing);
    }

    [Fact]
    public async Task Somebody_changes_the_audit_and_it_is_put_right()
    {
        await using var bench = await JourneyBench.StartAsync(With());
        await VerifyAsync(bench);
        var last = (await bench.RowsAsync<AuditEntry>()).MaxBy(a => a.Sequence)!;
        await WriteHashAsync(bench, last.Sequence, last.PreviousHash);
        await VerifyAsync(bench);

        await IsRaisedAsync(bench, AlertCondition.AuditBroken, 1);
        await WriteHashAsync(bench, last.Sequence, last.Hash);
        await VerifyAsync(bench);

        await IsOverAsync(bench, AlertCondition.AuditBroken);
    }

    [Fact]
    public async Task Many_resets_of_one_user_and_of_all_until_an_hour_has_passed()
    {
        await using var bench = await JourneyBench.StartAsync(With(("Alerts:InPersonByUser", "1"), ("Alerts:InPersonTotal", "2")));
        var booth = new InPersonBench(bench);
        var (nia, tom) = (await booth.UserAsync("Nia Desk"), await booth.UserAsync("Tom Desk"));
        foreach (var (user, card) in new[] { (nia, bench.Card), (nia, bench.OtherCard), (tom, bench.Card) })
        {
            var id = await booth.StartAsync(user, card);
            await booth.DoAsync(resets => resets.CompleteElsewhereAsync(user, id, Ct));
        }

        await IsRaisedAsync(bench, AlertCondition.InPersonByUser, 2);
        await IsRaisedAsync(bench, AlertCondition.InPersonTotal, 3);
        bench.Time.Advance(TimeSpan.FromHours(1));

        await IsOverAsync(bench, AlertCondition.InPersonByUser, AlertCondition.InPersonTotal);
    }

    [Fact]
    public async Task Questions_that_were_cleared_count_as_resets_do_and_the_limit_of_the_booth_is_told_of()
    {
        await using var bench = await JourneyBench.StartAsync(With(("Booth:ResetsPerHour", "1")));
        await bench.RegisterAsync();
        await TestCards.BlockAsync(bench.Card);
        await UnlockJourneyTests.UpToQuestionsAsync(bench);
        var acts = new ActBench(bench);
        Assert.IsType<BoothActResult.Done>(
            await acts.DoAsync(await acts.Booth.UserAsync("Nia Desk"), JourneyActKind.ClearQuestions));

        await IsRaisedAsync(bench, AlertCondition.InPersonByUser, 1); // the default of 10 cannot be passed here
        Assert.Equal(0, (await bench.AlertsAsync()).Single(a => a.Condition == AlertCondition.InPersonByUser).Threshold);
    }

    [Fact]
    public async Task Addresses_that_were_changed_count_as_resets_do_and_whoever_wants_more_is_in_the_log()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync([.. With(("Booth:ResetsPerHour", "1"))]);
        var desk = new AddressChangeBench(bench);
        var nia = await desk.AdministratorAsync("Nia Desk");
        await desk.ChangeAsync(nia);

        await IsRaisedAsync(bench, AlertCondition.InPersonByUser, 1);
        Assert.Equal(new AddressChangeAct.Refused(AddressChangeRefusal.TooMany), await desk.TryStartAsync(nia));
        Assert.Single(bench.Log.Lines, line => line.Contains("wanted to reset another card in person", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keys_that_were_checked_at_the_RA_desk_count_as_resets_do()
    {
        await using var desk = await CardReadingBench.StartAsync(With(("Booth:ResetsPerHour", "1")));
        var nia = await desk.AdministratorAsync();
        var card = DerivingVault.CardOf("New");
        var (id, helper) = await desk.ReadAsync(nia, card);
        await desk.WantCheckAsync(nia, id);
        await CardReadingBench.ReleaseAsync(helper, card);

        await IsRaisedAsync(desk.Bench, AlertCondition.InPersonByUser, 1);
    }

    [Fact]
    public async Task The_vault_does_not_answer_and_then_it_does()
    {
        await using var bench = await JourneyBench.StartAsync(With());
        var vault = await SwitchedVault.InAsync(bench);
        vault.IsAway = true;

        await IsRaisedAsync(bench, AlertCondition.VaultAway, 1);
        vault.IsAway = false;

        await IsOverAsync(bench, AlertCondition.VaultAway);
    }

    [Fact]
    public async Task Uses_of_a_key_are_refused_until_an_hour_has_passed()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync([.. With(("Vault:Limits:PerCardPerHour", "4"))]);
        await KeyLimitTests.UpToTheLimitAsync(bench);

        await IsRaisedAsync(bench, AlertCondition.KeyUsesRefused, 1);
        bench.Time.Advance(TimeSpan.FromHours(1));

        await IsOverAsync(bench, AlertCondition.KeyUsesRefused);
    }

    [Fact]
    public async Task A_token_expires_that_a_system_uses_until_it_has_another()
    {
        await using var bench = await JourneyBench.StartAsync(With());
        var old = await TokenAsync(bench, "HR", days: 15);
        await UseAsync(bench, old);
        await LookAsync(bench);
        Assert.Empty(await bench.AlertsAsync());
        bench.Time.Advance(TimeSpan.FromDays(1.01));

        await IsRaisedAsync(bench, AlertCondition.TokensExpiring, 1);
        bench.Time.Advance(TimeSpan.FromDays(15));
        Assert.Null(await UseAsync(bench, old)); // its system goes on with it
        bench.Time.Advance(TimeSpan.FromDays(1));
        await IsRaisedAsync(bench, AlertCondition.TokensExpiring, 1);
        Assert.NotNull(await UseAsync(bench, await TokenAsync(bench, "HR", days: 365)));
        bench.Time.Advance(TimeSpan.FromDays(1.01));

        await IsOverAsync(bench, AlertCondition.TokensExpiring);
    }

    private static Task<string> TokenAsync(JourneyBench bench, string name, int days) => bench.DoAsync(async services =>
        Assert.IsType<ApiTokenMade.Done>(await services.GetRequiredService<ApiTokens>().MakeAsync(
            name, ApiScopes.Staff, days, UserId.New(), Ct)).Text);

    private static Task<ApiToken?> UseAsync(JourneyBench bench, string token) =>
        bench.DoAsync(services => services.GetRequiredService<ApiTokens>().FindAsync(token, Ct));

    private static (string, string)[] With(params (string, string)[] settings) =>
        [.. settings, ("Alerts:Webhook:Url", "https://alerts.example"), ("Alerts:Webhook:Secret", Receiver.Secret)];

    private static async Task UpToCodeAsync(JourneyBench bench)
    {
        await bench.BeginAsync("registration");
        await bench.ReplyAsync("continue");
        await (await BenchHelper.PairAsync(bench)).ProveAsync(bench.Card, "1234");
        await bench.ReplyAsync("save", JourneyBench.AnswerForm(JourneyBench.Answers));
        await bench.ReplyAsync("confirm", ("email", "amal.hughes@trust.nhs.uk"));
    }

    /// <summary>What the booth's page has.</summary>
    private static async Task<IReadOnlyList<QueuedMatter>> WaitingAsync(JourneyBench bench)
    {
        bench.Time.Advance(BoothQueue.MaxAge * 2);
        var queue = await bench.DoAsync(services =>
            services.GetRequiredService<BoothQueue>().ReadAsync(OrganisationScope.Everybody, Ct));
        return queue.Waiting;
    }

    private static Task<bool> VerifyAsync(JourneyBench bench) => bench.DoAsync(async services =>
    {
        bench.Audit.Write(await services.GetRequiredService<AuditVerifier>().VerifyAsync(bench.Audit.Read(), 1000, Ct));
        return true;
    });

    private static Task<int> WriteHashAsync(JourneyBench bench, long entry, string hash) => bench.DoAsync(services =>
        services.GetRequiredService<SmartcardDbContext>().Database.ExecuteSqlAsync(
            $"UPDATE audit SET hash = {hash} WHERE sequence = {entry}", Ct));

    private static Task<bool[]> LookAsync(JourneyBench bench) =>
        Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(bench.LookAsync)));

    private static async Task IsRaisedAsync(JourneyBench bench, AlertCondition condition, long value)
    {
        await LookAsync(bench);
        await LookAsync(bench);

        var alert = Assert.Single(await bench.AlertsAsync(), a => a.Condition == condition);
        Assert.Equal((value, (DateTimeOffset?)null), (alert.Value, alert.ClearedAt));
    }

    private static Task IsOverAsync(JourneyBench bench, params AlertCondition[] conditions) => IsOverAsync(bench, minutes: 6, conditions);

    private static async Task IsOverAsync(JourneyBench bench, int minutes, params AlertCondition[] conditions)
    {
        for (var minute = 1; minute <= minutes; minute++)
        {
            bench.Time.Advance(TimeSpan.FromMinutes(1));
            if (minute > minutes - LastMinutes)
            {
                await LookAsync(bench);
                continue;
            }

            await bench.LookAsync(); // one is enough to see that it goes on
            var alerts = await bench.AlertsAsync();
            Assert.All(conditions, condition => Assert.Null(Assert.Single(alerts, a => a.Condition == condition).ClearedAt));
        }

        foreach (var condition in conditions)
        {
            Assert.NotNull(Assert.Single(await bench.AlertsAsync(), a => a.Condition == condition).ClearedAt);
            Assert.Equal(
                [AlertChange.Raised, AlertChange.Cleared],
                (await bench.DeliveriesAsync()).Where(d => d.Condition == condition).Select(d => d.Change));
        }
    }
}
