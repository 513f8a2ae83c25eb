using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Booth;
using Smartcard.Tests.SelfService.Unlock;

namespace Smartcard.Tests.SelfService.Booth;

/// <summary>The queue is read once for all who look, is a second old at most, and never hides what was committed before.</summary>
public sealed class BoothQueueTests
{
    [Fact]
    public async Task All_who_look_within_a_second_see_one_reading()
    {
        await using var bench = await JourneyBench.StartAsync();
        var looks = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => LookAsync(bench)));

        Assert.All(looks, look => Assert.Same(looks[0], look));
        bench.Time.Advance(BoothQueue.MaxAge);
        Assert.Same(looks[0], await LookAsync(bench));
        bench.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.NotSame(looks[0], await LookAsync(bench));
    }

    [Fact]
    public async Task What_was_committed_is_seen_at_once()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await UnlockJourneyTests.UpToQuestionsAsync(bench);
        Assert.Empty((await LookAsync(bench)).Waiting);

        for (var wrong = 0; wrong < 3; wrong++)
        {
            await bench.AnswerWronglyAsync();
        }

        var waiting = Assert.Single((await LookAsync(bench)).Waiting);
        Assert.Equal([BoothReason.QuestionsLockedOut], waiting.Reasons.Select(r => r.Reason));
        var booth = new InPersonBench(bench);
        var nia = await booth.UserAsync("Nia Desk");
        var id = await booth.StartAsync(nia);
        var begun = await LookAsync(bench);
        Assert.Equal("Nia Desk", Assert.Single(begun.Resets).HelpedBy);
        Assert.Equal("Nia Desk", begun.Waiting.Single().Claim?.Name);
        await booth.DoAsync(resets => resets.CompleteElsewhereAsync(nia, id, default));
        var ended = await LookAsync(bench);
        Assert.Empty(ended.Resets);
        Assert.Empty(ended.Waiting);
    }

    [Fact]
    public async Task Whoever_goes_away_takes_the_reading_from_nobody()
    {
        await using var bench = await JourneyBench.StartAsync();
        var queue = await bench.DoAsync(services => Task.FromResult(services.GetRequiredService<BoothQueue>()));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            queue.ReadAsync(OrganisationScope.Everybody, new CancellationToken(canceled: true)));

        Assert.Empty((await queue.ReadAsync(OrganisationScope.Everybody, CancellationToken.None)).Waiting);
    }

    [Fact]
    [OnPostgres]
    public async Task Of_more_than_can_be_listed_what_is_urgent_is_never_left_out_and_the_oldest_of_the_rest_is_not()
    {
        await using var bench = await JourneyBench.StartAsync();
        var now = bench.Time.GetUtcNow();
        var (urgent, late) = (CardId.New(), CardId.New());
        await new InPersonBench(bench).ChangeAsync(database =>
        {
            for (var number = 0; number < BoothQueueQuery.MostCases; number++)
            {
                database.Add(CaseOf(CardId.New(), BoothReason.CodeLimit, now.AddMinutes(-number)));
            }

            database.AddRange(
                CaseOf(urgent, BoothReason.CodeLimit, now.AddSeconds(1)),
                CaseOf(urgent, BoothReason.NotMe, now.AddSeconds(2)),
                CaseOf(null, BoothReason.CardKeyDoubtful, now.AddSeconds(3)),
                CaseOf(late, BoothReason.CodeLimit, now.AddSeconds(4)));
        });

        var queue = await LookAsync(bench);

        Assert.False(queue.IsWhole);
        Assert.Equal([BoothReason.CodeLimit, BoothReason.NotMe], queue.Waiting[0].Reasons.Select(r => r.Reason));
        Assert.Equal(urgent, queue.Waiting[0].CardId);
        Assert.Equal((now.AddSeconds(1), now.AddSeconds(2)), (queue.Waiting[0].Since, queue.Waiting[0].Newest));
        Assert.Equal(BoothReason.CardKeyDoubtful, queue.Waiting[1].Reasons.Single().Reason);
        Assert.Equal(now.AddMinutes(1 - BoothQueueQuery.MostCases), queue.Waiting[2].Since);
        Assert.DoesNotContain(queue.Waiting, m => m.CardId == late);
    }

    private static BoothCase CaseOf(CardId? card, BoothReason reason, DateTimeOffset at) => new()
    {
        Id = BoothCaseId.New(),
        CardId = card,
        JourneyId = null,
        Reason = reason,
        OpenedAt = at,
    };

    private static Task<BoothSnapshot> LookAsync(JourneyBench bench) =>
        bench.DoAsync(services => services.GetRequiredService<BoothQueue>().ReadAsync(OrganisationScope.Everybody, CancellationToken.None));
}
