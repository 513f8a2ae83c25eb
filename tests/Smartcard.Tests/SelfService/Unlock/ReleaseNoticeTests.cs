using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.CardTasks;
using Smartcard.Domain.Audit;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.Mail;
using Smartcard.SelfService.Unlock;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Tests.SelfService.Unlock;

/// <summary>Once a reset was released, the holder of the card gets a mail, and one only, whatever the reader helper reports. S6.</summary>
public sealed class ReleaseNoticeTests
{
    private const string MayBeSet = "Your smartcard may have a new passcode";

    [Theory]
    [InlineData(CardTaskOutcome.CardRemoved)]
    [InlineData(CardTaskOutcome.WrongCard)]
    [InlineData(CardTaskOutcome.Refused)]
    [InlineData(CardTaskOutcome.NoCard)]
    [InlineData(CardTaskOutcome.PasscodeLocked)]
    [InlineData(CardTaskOutcome.CardNotSupported)]
    [InlineData(CardTaskOutcome.Cancelled)]
    [InlineData(CardTaskOutcome.Unknown)]
    public async Task Whatever_the_helper_reports_of_a_released_reset_the_holder_is_told(CardTaskOutcome reported)
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (helper, task) = await ReleasedAsync(bench);

        await helper.ReportAsync(task.Id, new CardTaskResult(reported));
        await CancelAsync(bench);

        Assert.Single(await ToldAsync(bench), MayBeSet);
        bench.Time.Advance(ReleaseNotices.Patience);
        Assert.Single(await ToldAsync(bench));
        Assert.Single(await bench.RowsAsync<AuditEntry>(), a => a.Event == "reset-left-uncertain");
    }

    [Fact]
    public async Task A_helper_that_reports_a_reset_without_the_cards_proof_keeps_no_mail_back()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (helper, task) = await ReleasedAsync(bench);

        await helper.ReportAsync(task.Id, new CardTaskResult(CardTaskOutcome.Done) { ConfirmResponse = new byte[40] });
        await CancelAsync(bench);

        Assert.Single(await ToldAsync(bench), MayBeSet);
    }

    [Fact]
    [OnPostgres]
    public async Task A_journey_that_is_kept_open_delays_the_mail_by_ten_minutes_at_most()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await ReleasedAsync(bench); // and its helper says nothing

        bench.Time.Advance(ReleaseNotices.Patience - TimeSpan.FromSeconds(1));
        Assert.Empty(await ToldAsync(bench));
        bench.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Single(await ToldAsync(bench), MayBeSet);
        Assert.Equal(WorkflowStatus.Suspended, bench.Status);
        await CancelAsync(bench);
        Assert.Single(await ToldAsync(bench));
    }

    [Fact]
    public async Task A_reset_that_is_repeated_and_proved_is_told_of_once()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (helper, task) = await ReleasedAsync(bench);
        await helper.ReportAsync(task.Id, new CardTaskResult(CardTaskOutcome.CardRemoved));
        await bench.ReplyAsync("continue");

        Assert.True(await helper.ResetAsync(bench.Card, "4711"));
        bench.Time.Advance(ReleaseNotices.Patience);
        await bench.SendMailsAsync();

        Assert.Equal([MailKind.Unlocked], await KindsAsync(bench));
    }

    [Fact]
    public async Task A_release_after_the_mail_has_a_mail_of_its_own()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (helper, task) = await ReleasedAsync(bench);
        await helper.ReportAsync(task.Id, new CardTaskResult(CardTaskOutcome.CardRemoved));
        bench.Time.Advance(ReleaseNotices.Patience);
        Assert.Single(await ToldAsync(bench), MayBeSet);

        await bench.ReplyAsync("continue");
        await helper.ReleaseAsync(bench.Card, (await helper.NextAsync())!);
        await CancelAsync(bench);

        Assert.Equal([MailKind.PasscodeMayBeSet, MailKind.PasscodeMayBeSet], await KindsAsync(bench));
    }

    [Fact]
    public async Task A_host_that_ends_before_the_commit_has_told_nobody_and_the_mail_goes_out_with_the_next_try()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await ReleasedAsync(bench);

        await Assert.ThrowsAsync<IOException>(() => bench.TurnAsync<bool>(async (services, ct) =>
        {
            await services.GetRequiredService<WorkflowEngine>().CancelAsync(bench.Journey, "cancelled", ct);
            throw new IOException("the host ends");
        }));
        Assert.Empty(await ToldAsync(bench));
        await CancelAsync(bench);

        Assert.Single(await ToldAsync(bench), MayBeSet);
        Assert.Equal([MailKind.PasscodeMayBeSet], await KindsAsync(bench));
    }

    [Fact]
    public async Task A_reset_that_failed_and_was_then_proved_is_not_left_uncertain()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (helper, task) = await ReleasedAsync(bench);
        await helper.ReportAsync(task.Id, new CardTaskResult(CardTaskOutcome.CardRemoved));
        bench.Time.Advance(ReleaseNotices.Patience);
        Assert.Single(await ToldAsync(bench), MayBeSet); // it is out, and stays so
        await bench.ReplyAsync("continue");

        Assert.True(await helper.ResetAsync(bench.Card, "4711"));

        Assert.DoesNotContain(await bench.RowsAsync<AuditEntry>(), a => a.Event == "reset-left-uncertain");
    }

    [Fact]
    public async Task A_journey_whose_instance_is_gone_is_ended_with_all_that_it_leaves_open()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await ReleasedAsync(bench);
        await bench.DoAsync(async services => await services.GetRequiredService<SmartcardDbContext>()
            .Set<WorkflowInstanceRow>().Where(i => i.Id == bench.Journey).ExecuteDeleteAsync());

        bench.Time.Advance(Journey.Patience + TimeSpan.FromSeconds(1));
        await bench.DoAsync(services => services.GetRequiredService<AbandonedJourneys>().EndAsync(CancellationToken.None));

        Assert.Single(await ToldAsync(bench), MayBeSet);
        Assert.Single(await bench.RowsAsync<AuditEntry>(), a => a.Event == "reset-left-uncertain");
        Assert.Single(await bench.RowsAsync<AuditEntry>(), a => a.Event == "journey-ended:Abandoned");
        Assert.All(await bench.RowsAsync<CardTaskItem>(), t => Assert.True(t.IsOver));
    }

    [Fact]
    public async Task A_reset_that_was_never_released_is_told_to_nobody()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (helper, task) = await UpToResetAsync(bench);

        await helper.ReportAsync(task.Id, new CardTaskResult(CardTaskOutcome.CardRemoved));
        bench.Time.Advance(ReleaseNotices.Patience);
        await CancelAsync(bench);

        Assert.Empty(await KindsAsync(bench));
    }

    [Fact]
    public async Task A_mail_that_waits_for_its_time_is_late_at_the_desk_only_after_it()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await ReleasedAsync(bench);

        bench.Time.Advance(LostMails.LateAfter * 2);
        Assert.DoesNotContain(await AtDeskAsync(bench), m => m.Kind == MailKind.PasscodeMayBeSet);
        bench.Time.Advance(ReleaseNotices.Patience);
        Assert.Single(await AtDeskAsync(bench), m => m.Kind == MailKind.PasscodeMayBeSet);
    }

    private static Task<IReadOnlyList<OutgoingMail>> AtDeskAsync(JourneyBench bench) =>
        bench.DoAsync(services => services.GetRequiredService<LostMails>()
            .ListAsync(20, OrganisationScope.Everybody, CancellationToken.None));

    private static async Task<(BenchHelper Helper, CardTask Task)> UpToResetAsync(JourneyBench bench)
    {
        var helper = await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        return (helper, (await helper.NextAsync())!);
    }

    private static async Task<(BenchHelper Helper, CardTask Task)> ReleasedAsync(JourneyBench bench)
    {
        var (helper, task) = await UpToResetAsync(bench);
        await helper.ReleaseAsync(bench.Card, task);
        return (helper, task);
    }

    private static Task<Turn?> CancelAsync(JourneyBench bench) =>
        bench.TurnAsync((services, ct) => services.GetRequiredService<WorkflowEngine>().CancelAsync(bench.Journey, "cancelled", ct));

    /// <summary>Subjects of the mails about a release that were sent.</summary>
    private static async Task<IReadOnlyList<string>> ToldAsync(JourneyBench bench)
    {
        await bench.SendMailsAsync();
        return [.. bench.Mails.Sent.Where(m => m.Kind is MailKind.Unlocked or MailKind.PasscodeMayBeSet).Select(m => m.Subject)];
    }

    private static async Task<IReadOnlyList<MailKind>> KindsAsync(JourneyBench bench) =>
        [.. (await bench.RowsAsync<OutgoingMail>()).Select(m => m.Kind).Where(k => k is MailKind.Unlocked or MailKind.PasscodeMayBeSet)];
}
