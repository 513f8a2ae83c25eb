using Microsoft.Extensions.DependencyInjection;
using Smartcard.CardTasks;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Journeys;

namespace Smartcard.Tests.SelfService.Booth;

/// <summary>A reset in person whose card task does not come to its end.</summary>
public sealed class InPersonTaskTests
{
    private const string NewPasscode = "b00th-Ok";

    [Fact]
    public async Task A_cancelled_task_after_one_that_nobody_saw_the_end_of_keeps_the_doubt()
    {
        await using var bench = await InPersonTests.LockedOutAsync();
        var booth = new InPersonBench(bench);
        var nia = await booth.UserAsync("Nia Desk");
        var id = await booth.StartAsync(nia);
        var helper = await booth.ConnectAsync(id);
        var task = await helper.NextAsync();
        await helper.ReleaseAsync(bench.Card, task!);
        await helper.ReportAsync(task!.Id, new CardTaskResult(CardTaskOutcome.Unknown));
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        await booth.DoAsync(resets => resets.TryAgainAsync(nia, id, CancellationToken.None));

        await helper.ReportAsync((await helper.NextAsync())!.Id, new CardTaskResult(CardTaskOutcome.Cancelled));

        var standing = await booth.StandingAsync(id);
        Assert.Equal((InPersonStep.TaskEnded, CardTaskEnd.Cancelled, true), (standing.Step, standing.LastEnd, standing.IsInDoubt));
    }

    [OnPostgres]
    [Fact]
    public async Task A_wrong_card_a_cancelled_task_and_a_lost_helper_are_told_and_tried_again()
    {
        await using var bench = await InPersonTests.LockedOutAsync();
        var booth = new InPersonBench(bench);
        var nia = await booth.UserAsync("Nia Desk");
        var id = await booth.StartAsync(nia);
        var helper = await booth.ConnectAsync(id);

        await helper.ReportAsync((await helper.NextAsync())!.Id, new CardTaskResult(CardTaskOutcome.Cancelled));
        var standing = await booth.StandingAsync(id);
        Assert.Equal((InPersonStep.TaskEnded, CardTaskEnd.Cancelled), (standing.Step, standing.LastEnd));
        await booth.DoAsync(resets => resets.TryAgainAsync(nia, id, CancellationToken.None));
        Assert.NotNull(await helper.NextAsync());

        bench.Time.Advance(TimeSpan.FromMinutes(2)); // nothing is heard of it
        Assert.Equal(InPersonStep.WaitsForHelper, (await booth.StandingAsync(id)).Step);
        await booth.DoAsync(resets => resets.TryAgainAsync(nia, id, CancellationToken.None));
        var other = await booth.ConnectAsync(id);
        Assert.True(await other.ResetAsync(bench.Card, NewPasscode));
        Assert.Equal(InPersonStep.Completed, (await booth.StandingAsync(id)).Step);
    }

    [OnPostgres]
    [Fact]
    public async Task A_card_that_is_being_changed_is_brought_to_its_end_and_its_holder_told_when_nobody_saw_it()
    {
        await using var bench = await InPersonTests.LockedOutAsync();
        var booth = new InPersonBench(bench);
        var nia = await booth.UserAsync("Nia Desk");
        var id = await booth.StartAsync(nia);
        var helper = await booth.ConnectAsync(id);
        await helper.ReleaseAsync(bench.Card, (await helper.NextAsync())!);

        foreach (var act in new Func<InPersonResets, Task<InPersonAct>>[]
        {
            resets => resets.CancelAsync(nia, id, CancellationToken.None),
            resets => resets.TryAgainAsync(nia, id, CancellationToken.None),
            resets => resets.CompleteElsewhereAsync(nia, id, CancellationToken.None),
        })
        {
            Assert.Equal(new InPersonAct.Refused(InPersonProblem.CardIsChanging), await booth.DoAsync(act));
        }

        bench.Time.Advance(Journey.Patience);
        await bench.DoAsync(services => services.GetRequiredService<AbandonedJourneys>().EndAsync(CancellationToken.None));

        Assert.Equal(InPersonStep.Ended, (await booth.StandingAsync(id)).Step);
        Assert.Contains(await bench.RowsAsync<OutgoingMail>(), m => m.Kind == MailKind.PasscodeMayBeSet && m.JourneyId == id);
    }
}
