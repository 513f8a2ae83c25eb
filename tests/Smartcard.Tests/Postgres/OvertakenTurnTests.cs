using Microsoft.Extensions.DependencyInjection;
using Smartcard.CardTasks;
using Smartcard.Domain.CardTasks;
using Smartcard.SelfService.CardTasks;
using Smartcard.SelfService.Lockout;
using Smartcard.Storage;
using Smartcard.Tests.SelfService.Unlock;

namespace Smartcard.Tests.Postgres;

/// <summary>Two chats change the same row: whoever comes second begins again and sees what the first one did.</summary>
public sealed class OvertakenTurnTests
{
    [Fact]
    public async Task A_stop_from_another_chat_while_the_helper_reports_loses_neither()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var helper = await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        var task = (await helper.NextAsync())!;
        var card = (await bench.RowsAsync<CardTaskItem>()).Single(t => t.Id.Value == task.Id).CardId!.Value;

        var isStopped = false;
        var verdict = await bench.DoAsync(services => services.GetRequiredService<TurnTransaction>().RunAsync(
            TurnScope.OfConversation("chat"),
            async ct =>
            {
                var reported = await helper.ReportWithinAsync(services, task.Id, new CardTaskResult(CardTaskOutcome.Cancelled));
                if (!isStopped)
                {
                    isStopped = true;
                    await bench.DoAsync(other => other.GetRequiredService<TurnTransaction>().RunAsync(
                        TurnScope.OfConversation("another"),
                        async c =>
                        {
                            var held = other.GetRequiredService<SmartcardDbContext>().Locks.Hold(card);
                            await other.GetRequiredService<Lockouts>().FreezeAsync(held, null, c);
                            return true;
                        },
                        ct));
                }

                return reported;
            },
            CancellationToken.None));

        Assert.Equal(ReportVerdict.Conflict, verdict);
        Assert.Equal(CardTaskEnd.Stopped, (await bench.RowsAsync<CardTaskItem>()).Single(t => t.Id.Value == task.Id).Outcome);
    }
}
