using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.Storage;
using Smartcard.Storage.Conversations;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Tests.Host;

/// <summary>What an older version of the program has left in the database is there in this one.</summary>
[OnPostgres]
public sealed class OlderDatabaseTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 25, 7, 0, 0, 123, TimeSpan.Zero);
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_journal_with_a_row_for_each_entry_is_read_as_it_was_and_goes_back()
    {
        await using var host = await HostBench.UnstartedAsync("--Database:MigrateAtStart=false");
        await using var scope = host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        var migrator = database.GetService<IMigrator>();
        await migrator.MigrateAsync("MailDelivery", cancellationToken: _ct);
        var (one, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        JournalEntry[] entries =
        [
            new(1, At, "ask", "unlock:ask", "Smartcard.AskToType", 2, "Started", null),
            new(2, At.AddTicks(1), "ask", "unlock:ask", "Smartcard.AskToType", 2, "Completed", "Typed,Done"),
            new(11, At.AddMinutes(1), "it's \"quoted\"", "unlock:w", "Elsa.WriteLine", 3, "Faulted", null),
        ];
        foreach (var (instance, entry) in entries.Reverse().Select(e => (one, e)).Append((other, entries[0])))
        {
            await database.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO workflow_journal (instance_id, sequence, at, activity_id, node_id, activity_type, execution_id, event, outcomes)
                VALUES ({instance}, {entry.Sequence}, {entry.At.UtcTicks}, {entry.ActivityId}, {entry.NodeId}, {entry.ActivityType}, {entry.ExecutionId}, {entry.Event}, {entry.Outcomes})
                """,
                _ct);
        }

        for (var again = 0; again < 2; again++)
        {
            await migrator.MigrateAsync(cancellationToken: _ct);

            Assert.Equal(entries, await database.JournalOfAsync(one, _ct));
            Assert.Equal([entries[0]], await database.JournalOfAsync(other, _ct));

            await migrator.MigrateAsync("MailDelivery", cancellationToken: _ct);

            Assert.Equal(4, await database.Database.SqlQuery<int>($"SELECT count(*) AS \"Value\" FROM workflow_journal").SingleAsync(_ct));
        }
    }

    [Fact]
    public async Task A_journey_under_way_gets_what_its_chat_knew_of_it_and_the_chat_gets_it_back()
    {
        await using var host = await HostBench.UnstartedAsync("--Database:MigrateAtStart=false");
        await using var scope = host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        var migrator = database.GetService<IMigrator>();
        await migrator.MigrateAsync("HelperStartedFor", cancellationToken: _ct);
        var (underWay, over, gone) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await AddJourneyAsync(underWay, "en", "Start", At.UtcTicks, endedAt: null);
        await AddJourneyAsync(over, "en", "Done", At.UtcTicks, At.UtcTicks);
        await AddChatAsync("in-a-journey", underWay, "cy", "Code", At.AddMinutes(5).UtcTicks);
        await AddChatAsync("between", null, "cy", "Done", At.AddMinutes(6).UtcTicks);
        await AddChatAsync("without", gone, "cy", "Card", At.AddMinutes(7).UtcTicks);

        for (var again = 0; again < 2; again++)
        {
            await migrator.MigrateAsync(cancellationToken: _ct);

            var chat = await ReadAsync("in-a-journey");
            Assert.Equal((underWay, "cy"), (chat.JourneyId!.Value.Value, chat.Language));
            Assert.Equal((JourneyStage.Code, At.AddMinutes(5)), (chat.Journey!.Stage, chat.Journey.LastHeardAt));
            chat = await ReadAsync("between");
            Assert.Equal((false, "cy", At.AddMinutes(6), "unlock"), (chat.IsOnJourney, chat.Language, chat.LastHeardAt, chat.LastKind));
            Assert.Equal((false, "cy"), ((await ReadAsync("without")).IsOnJourney, (await ReadAsync("without")).Language));
            Assert.Equal("en", (await database.Set<Journey>().AsNoTracking().SingleAsync(j => j.EndedAt != null, _ct)).Language);

            await migrator.MigrateAsync("HelperStartedFor", cancellationToken: _ct);

            var before = await database.Database
                .SqlQuery<string>(
                    $"SELECT language || ' ' || stage || ' ' || last_activity_at AS \"Value\" FROM conversations WHERE id = 'in-a-journey'")
                .SingleAsync(_ct);
            Assert.Equal($"cy Code {At.AddMinutes(5).UtcTicks}", before);
        }

        Task<int> AddJourneyAsync(Guid id, string language, string stage, long heard, long? endedAt) => database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO journeys (id, kind, workflow, channel, stage, asked_questions, language, started_at, last_heard_at, ended_at)
            VALUES ({id}, 'Unlock', 'unlock', 'webchat', {stage}, '', {language}, {heard}, {heard}, {endedAt})
            """,
            _ct);

        Task<int> AddChatAsync(string id, Guid? instance, string language, string stage, long heard) => database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO conversations
                (id, browser_hash, user_id, language, instance_id, last_kind, stage, entries, created_at, last_activity_at, last_entry_at)
            VALUES ({id}, '', '', {language}, {instance}, 'unlock', {stage}, 0, {heard}, {heard}, {heard})
            """,
            _ct);

        async Task<Conversation> ReadAsync(string id) =>
            (await database.FindConversationAsync(all => all.AsNoTracking().Where(c => c.Id == id), _ct))!;
    }
}
