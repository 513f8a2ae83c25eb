using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.SelfService.Retention;
using Smartcard.Storage;
using Smartcard.Storage.Conversations;

namespace Smartcard.Tests.SelfService.Retention;

/// <summary>Chats are removed with what was said in them, and by one host at a time.</summary>
[OnPostgres]
public sealed class ConversationPurgeTests
{
    [Fact]
    public async Task Chats_go_with_their_entries_and_one_with_a_journey_under_way_stays()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.BeginAsync("unlock");
        await AddChatAsync(bench, "over", null);
        await AddChatAsync(bench, "underWay", bench.Journey);
        await AddChatAsync(bench, "gone", Guid.CreateVersion7());
        bench.Time.Advance(TimeSpan.FromDays(31));
        await AddChatAsync(bench, "new", null);

        await PurgeAsync(bench);

        Assert.Equal(
            ["new", "underWay"],
            (await bench.RowsAsync<Conversation>()).Select(c => c.Id).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["new", "underWay"],
            (await bench.RowsAsync<ConversationEntry>()).Select(e => e.ConversationId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_hosts_that_clean_at_once_do_it_once()
    {
        await using var bench = await JourneyBench.StartAsync();
        for (var i = 0; i < 120; i++)
        {
            await AddChatAsync(bench, $"c{i:000}", null);
        }

        bench.Time.Advance(TimeSpan.FromDays(31));
        var removed = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => PurgeAsync(bench))));

        Assert.Equal(120, removed.Sum());
        Assert.Empty(await bench.RowsAsync<ConversationEntry>());
    }

    private static Task<int> PurgeAsync(JourneyBench bench) =>
        bench.DoAsync(services => services.GetRequiredService<ConversationPurge>().RunAsync(CancellationToken.None));

    private static Task<int> AddChatAsync(JourneyBench bench, string id, Guid? instance) => bench.DoAsync(async services =>
    {
        var database = services.GetRequiredService<SmartcardDbContext>();
        var now = bench.Time.GetUtcNow();
        var chat = new Conversation
        {
            Id = id,
            BrowserHash = id,
            UserId = id,
            WishedLanguage = "en",
            CreatedAt = now,
            LastHeardAt = now,
            Entries = 1,
        };
        if (instance is { } journey)
        {
            chat.Begin(new JourneyId(journey), "unlock");
        }

        database.Add(chat);
        database.Add(
            new ConversationEntry
            {
                ConversationId = id,
                Sequence = 1,
                ActivityId = "a",
                Json = "{}",
                At = bench.Time.GetUtcNow(),
            });
        return await database.SaveChangesAsync();
    });
}
