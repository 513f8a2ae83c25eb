using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.CardTasks;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Evidence;
using Smartcard.SelfService.CardTasks;
using Smartcard.Storage;
using Smartcard.Tests.SelfService;
using Smartcard.Tests.SelfService.Unlock;

namespace Smartcard.Tests.Postgres;

/// <summary>The helpers of two chats ask for one card's reset in the same moment.</summary>
[OnPostgres]
public sealed class ReleaseRaceTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_chats_at_once_release_one_card_once()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        for (var n = 0; n < 2; n++)
        {
            await UnlockJourneyTests.UpToQuestionsAsync(bench);
            await bench.AnswerAsync();
            await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        }

        var tasks = (await bench.RowsAsync<CardTaskItem>()).Where(t => t.Kind == CardWork.Reset).ToList();
        Assert.Equal(2, tasks.Count);
        var released = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        var one = ReleaseAsync(bench, tasks[0], "one", released, goOn);
        await Patience.EndOfAsync(released.Task, "the first to be released", _ct);
        var two = ReleaseAsync(bench, tasks[1], "two", written: null, goOn);
        await Patience.UntilAsync(
            "the second to wait",
            async () =>
            {
                var waiting = await bench.DoAsync(services =>
                    services
                        .GetRequiredService<SmartcardDbContext>()
                        .Database.SqlQuery<int>(
                            $"""
                            SELECT count(*)::int AS "Value" FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                            """)
                        .SingleAsync(_ct));
                return (waiting > 0 || two.IsCompleted, $"{waiting} wait");
            },
            _ct);
        goOn.SetResult();
        var answers = await Task.WhenAll(one, two);

        Assert.Single(answers, a => a is not null);
        Assert.Single(await bench.RowsAsync<EvidenceItem>(), e => e.Kind == EvidenceKind.ResetReleased);
    }

    /// <param name="written">Told when everything is written and nothing is committed; null = the commit waits for nothing.</param>
    private Task<byte[]?> ReleaseAsync(
        JourneyBench bench,
        CardTaskItem task,
        string chat,
        TaskCompletionSource? written,
        TaskCompletionSource goOn) =>
        Task.Run(() =>
            bench.DoAsync(async services =>
            {
                if (written is not null)
                {
                    services.GetRequiredService<SmartcardDbContext>().SavedChanges += (_, _) =>
                    {
                        written.TrySetResult();
                        goOn.Task.Wait(_ct);
                    };
                }

                var scope = TurnScope.OfConversation(chat);
                var helper = new ConnectedHelper(task.HelperSessionId, task.JourneyId, scope, bench.Time.GetUtcNow());
                var request = new AuthoriseRequest(bench.Card.State.CardId, RandomNumberGenerator.GetBytes(16));
                var answer = await services.GetRequiredService<CardTaskCalls>().AuthoriseAsync(helper, task.Id.Value, request, _ct);
                return answer is CardTaskAnswer<byte[]>.Given { Value: var value } ? value : null;
            }));
}
