using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Booth;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.Retention;
using Smartcard.Storage.Workflows;
using Smartcard.Tests.SelfService.Booth.Acts;
using Smartcard.Tests.SelfService.Unlock;
using Smartcard.Workflows;

namespace Smartcard.Tests.SelfService.Retention;

/// <summary>
/// What is over is removed when its time has come, whole; and nothing that is under way, in force, or counted by a
/// limit.
/// </summary>
[OnPostgres]
public sealed class RetentionTests
{
    [Fact]
    public async Task Of_journeys_past_their_time_the_audit_stays_and_what_is_in_force_and_the_person_unlocks_again()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await UnlockAsync(bench, "77!kestr");
        var audit = (await bench.RowsAsync<AuditEntry>()).Count;

        bench.Time.Advance(TimeSpan.FromDays(399));
        await PurgeAsync(bench);
        Assert.Equal(2, (await bench.RowsAsync<Journey>()).Count);
        Assert.NotEmpty(await bench.RowsAsync<EvidenceItem>());
        Assert.NotEmpty(await bench.RowsAsync<WorkflowTurnRow>());

        bench.Time.Advance(TimeSpan.FromDays(2));
        await PurgeAsync(bench);
        Assert.Empty(await bench.RowsAsync<Journey>());
        Assert.Empty(await bench.RowsAsync<WorkflowInstanceRow>());
        Assert.Empty(await bench.RowsAsync<WorkflowTurnRow>());
        Assert.Empty(await bench.RowsAsync<WorkflowIncidentRow>());
        Assert.Empty(await bench.RowsAsync<WorkflowBookmarkRow>());
        Assert.Empty(await bench.RowsAsync<EvidenceItem>());
        Assert.Empty(await bench.RowsAsync<CardTaskItem>());
        Assert.Empty(await bench.RowsAsync<Pairing>());
        Assert.Empty(await bench.RowsAsync<PairedSession>());
        Assert.Empty(await bench.RowsAsync<EmailCode>());
        Assert.Empty(await bench.RowsAsync<OutgoingMail>());
        Assert.Equal(audit, (await bench.RowsAsync<AuditEntry>()).Count);
        Assert.Null(await bench.DoAsync(services => services.GetRequiredService<AuditLog>().FindBreakAsync(CancellationToken.None)));
        Assert.Equal(RegistrationState.Active, (await bench.RowsAsync<Registration>()).Single().State);

        await TestCards.BlockAsync(bench.Card);
        await UnlockAsync(bench, "88!kestr");
        Assert.Equal(JourneyEnd.Completed, (await bench.JourneyAsync()).End);
    }

    [Fact]
    public async Task What_the_booth_did_goes_with_its_journey_and_the_address_that_has_to_be_told_stays()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await UnlockJourneyTests.UpToQuestionsAsync(bench);
        var acts = new ActBench(bench);
        await acts.DoAsync(await acts.Booth.UserAsync("Nia Desk"), JourneyActKind.ClearQuestions);

        bench.Time.Advance(TimeSpan.FromDays(399));
        await PurgeAsync(bench);
        Assert.Single(await bench.RowsAsync<JourneyAct>());
        Assert.Single(await bench.RowsAsync<Registration>());
        bench.Time.Advance(TimeSpan.FromDays(2));
        await PurgeAsync(bench);

        Assert.Empty(await bench.RowsAsync<JourneyAct>());
        Assert.Equal(RegistrationState.Withdrawn, (await bench.RowsAsync<Registration>()).Single().State);
    }

    [Fact]
    public async Task A_journey_under_way_stays_with_everything_however_old_it_is()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        var journey = new JourneyId(bench.Journey);
        var before = await CountsOfAsync(bench, journey);
        Assert.True(before is { Evidence: > 0, Tasks: > 0, Codes: 1, Journal: > 0, Bookmarks: > 0 });

        bench.Time.Advance(TimeSpan.FromDays(4000));
        await PurgeAsync(bench);

        // Pairing and helper session are good for minutes and an hour: they do go.
        Assert.Equal(before, await CountsOfAsync(bench, journey));
        Assert.Equal(1, await bench.DoAsync(services => services.GetRequiredService<AbandonedJourneys>().EndAsync(CancellationToken.None)));
        bench.Time.Advance(TimeSpan.FromDays(401));
        await PurgeAsync(bench);
        Assert.Equal(default, await CountsOfAsync(bench, journey));
    }

    [Fact]
    public async Task The_limit_of_codes_for_a_card_counts_six_in_a_day_also_with_the_shortest_retention()
    {
        await using var bench = await JourneyBench.StartAsync(("Retention:Codes", "1.00:00:00"));
        await bench.RegisterAsync(); // the first code
        var began = bench.Time.GetUtcNow();
        await TestCards.BlockAsync(bench.Card);
        for (var journey = 0; journey < 5; journey++)
        {
            await UnlockJourneyTests.UpToQuestionsAsync(bench);
            await bench.AnswerAsync();
            await EndAsync(bench);
        }

        bench.Time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMinutes(1));
        await PurgeAsync(bench);
        Assert.Equal(6, (await bench.RowsAsync<EmailCode>()).Count);
        Assert.All(await bench.RowsAsync<EmailCode>(), code => Assert.NotEqual(CodeState.Live, code.State));
        await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        Assert.Equal(6, (await bench.RowsAsync<EmailCode>()).Count); // no seventh
        Assert.Contains("code-limit-reached", (await bench.RowsAsync<AuditEntry>()).Select(a => a.Event));

        await EndAsync(bench);
        bench.Time.SetUtcNow(began + TimeSpan.FromDays(1) + TimeSpan.FromHours(2));
        await PurgeAsync(bench);
        Assert.Empty(await bench.RowsAsync<EmailCode>());
    }

    [Fact]
    public async Task A_lockout_and_an_open_case_outlive_the_journeys_that_led_to_them()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerWronglyAsync();
        await bench.AnswerWronglyAsync();
        await bench.AnswerWronglyAsync();

        bench.Time.Advance(TimeSpan.FromDays(5000));
        await PurgeAsync(bench);

        Assert.Empty(await bench.RowsAsync<Journey>());
        Assert.True((await bench.RowsAsync<CardLockout>()).Single().IsStopped);
        Assert.Single(await bench.RowsAsync<BoothCase>());
        await bench.BeginAsync("unlock");
        await bench.ReplyAsync("continue");
        await (await BenchHelper.PairAsync(bench)).IdentifyAsync(bench.Card);
        Assert.Equal(JourneyEnd.Referred, (await bench.JourneyAsync()).End);
    }

    [Fact]
    public async Task Answers_of_a_registration_that_was_left_go_after_a_day_and_those_in_force_stay()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.RegisterAsync();
        await bench.BeginAsync("registration");
        await bench.ReplyAsync("continue");
        await (await BenchHelper.PairAsync(bench)).ProveAsync(bench.Card, "1234");
        await bench.ReplyAsync("save", JourneyBench.AnswerForm(JourneyBench.Answers));
        Assert.Equal(2, (await bench.RowsAsync<Registration>()).Count);
        await EndAsync(bench);

        bench.Time.Advance(TimeSpan.FromHours(24));
        await PurgeAsync(bench);
        Assert.Equal(2, (await bench.RowsAsync<Registration>()).Count);
        bench.Time.Advance(TimeSpan.FromHours(2));
        await PurgeAsync(bench);

        Assert.Equal(RegistrationState.Active, (await bench.RowsAsync<Registration>()).Single().State);
    }

    [Fact]
    public async Task A_replaced_registration_goes_when_no_journey_that_is_kept_relies_on_it()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await UnlockAsync(bench, "1234");
        bench.Time.Advance(TimeSpan.FromDays(300));
        bench.Card.Reset();
        await bench.RegisterAsync();
        Assert.Equal(2, (await bench.RowsAsync<Registration>()).Count);

        bench.Time.Advance(TimeSpan.FromDays(90));
        await PurgeAsync(bench);
        Assert.Equal(2, (await bench.RowsAsync<Registration>()).Count);
        bench.Time.Advance(TimeSpan.FromDays(20));
        await PurgeAsync(bench);

        Assert.Single(await bench.RowsAsync<Journey>());
        Assert.Equal(RegistrationState.Active, (await bench.RowsAsync<Registration>()).Single().State);
    }

    [Fact]
    public async Task Mails_go_after_their_time_but_for_one_that_still_waits()
    {
        await using var bench = await JourneyBench.StartAsync(("Retention:Mails", "2.00:00:00"));
        await bench.RegisterAsync();
        await TestCards.BlockAsync(bench.Card);
        await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerAsync(); // its code is not sent

        bench.Time.Advance(TimeSpan.FromDays(3));
        await PurgeAsync(bench);

        Assert.Equal(MailState.Waiting, (await bench.RowsAsync<OutgoingMail>()).Single().State);
    }

    private static async Task UnlockAsync(JourneyBench bench, string passcode)
    {
        var helper = await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        Assert.True(await helper.ResetAsync(bench.Card, passcode));
        await bench.SendMailsAsync();
    }

    private static async Task EndAsync(JourneyBench bench) =>
        await bench.TurnAsync((services, ct) => services.GetRequiredService<WorkflowEngine>().CancelAsync(bench.Journey, "cancelled", ct));

    private static Task<int> PurgeAsync(JourneyBench bench) => bench.DoAsync(async services =>
        await services.GetRequiredService<CodePurge>().RunAsync(CancellationToken.None)
        + await services.GetRequiredService<MailPurge>().RunAsync(CancellationToken.None)
        + await services.GetRequiredService<ConversationPurge>().RunAsync(CancellationToken.None)
        + await services.GetRequiredService<JourneyPurge>().RunAsync(CancellationToken.None));

    private static async Task<(
        int Journeys,
        int Evidence,
        int Tasks,
        int Codes,
        int Journal,
        int Bookmarks
    )> CountsOfAsync(JourneyBench bench, JourneyId id) =>
        (
            (await bench.RowsAsync<Journey>()).Count(j => j.Id == id),
            (await bench.RowsAsync<EvidenceItem>()).Count(e => e.JourneyId == id),
            (await bench.RowsAsync<CardTaskItem>()).Count(t => t.JourneyId == id),
            (await bench.RowsAsync<EmailCode>()).Count(c => c.JourneyId == id),
            (await bench.RowsAsync<WorkflowTurnRow>()).Count(j => j.InstanceId == id.Value),
            (await bench.RowsAsync<WorkflowBookmarkRow>()).Count(b => b.InstanceId == id.Value));
}
