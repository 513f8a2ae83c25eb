using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Storage;
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
}
