using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Smartcard.Server;
using Smartcard.Server.Setup;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Postgres;

/// <summary>
/// Hosts that start on PostgreSQL: on an empty database, at the same moment, on one that is not up to date, and where
/// it cannot be reached.
/// </summary>
[OnPostgres]
public sealed class StartTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hosts_that_start_at_once_on_an_empty_database_prepare_it_once()
    {
        await using var first = await HostBench.UnstartedAsync();
        await using var second = HostBench.UnstartedBeside(first);
        await using var third = HostBench.UnstartedBeside(first);

        await Task.WhenAll(new[] { first, second, third }.Select(h => Task.Run(h.StartAgainAsync, _ct)));

        await using var scope = first.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        Assert.Equal(4, await database.Set<WorkflowDefinitionRow>().CountAsync(_ct));
        Assert.Equal(1, await database.Users.CountAsync(_ct));
        Assert.Empty(await database.Database.GetPendingMigrationsAsync(_ct));
    }

    [Fact]
    public async Task Where_a_start_may_not_migrate_it_says_what_to_run_and_after_that_it_starts()
    {
        await using var host = await HostBench.UnstartedAsync("--Database:MigrateAtStart=false");

        var refused = await Assert.ThrowsAsync<SettingException>(host.StartAgainAsync);
        Assert.Contains("--migrate", Startup.Explain(refused), StringComparison.Ordinal);

        var connection = (
            (DatabaseLocation.PostgresServer)host.Services.GetRequiredService<DatabaseLocation>()
        ).ConnectionString;
        var code = await Startup.RunAsync(
            ["--migrate", $"--ConnectionStrings:Smartcard={connection}", $"--Data:Folder={host.Folder}"],
            static builder => HostApp.Build(builder));
        await host.StartAgainAsync();

        Assert.Equal(0, code);
    }

    [Fact]
    public async Task A_migration_may_take_longer_than_any_query()
    {
        await using var older = await HostBench.UnstartedAsync("--Database:MigrateAtStart=false");
        await using var scope = older.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().GetService<IHistoryRepository>().CreateIfNotExistsAsync(_ct);
        var connection = ((DatabaseLocation.PostgresServer)older.Services.GetRequiredService<DatabaseLocation>()).ConnectionString;
        await using var source = NpgsqlDataSource.Create(connection);
        await using var busy = await source.OpenConnectionAsync(_ct);
        await using var reading = await busy.BeginTransactionAsync(_ct);
        await using var locking = new NpgsqlCommand("LOCK TABLE \"__EFMigrationsHistory\" IN SHARE MODE", busy, reading);
        await locking.ExecuteNonQueryAsync(_ct);
        await using var newer = HostBench.UnstartedOn($"{connection};Command Timeout=1", $"--Data:Folder={older.Folder}");

        var start = Task.Run(newer.StartAgainAsync, _ct);
        await JobBench.UntilAsync(
            async () =>
            {
                await using var waiting = source.CreateCommand(
                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = "
                    + "current_database() AND now() - query_start > interval '1.5 s'");
                return start.IsCompleted || (long)(await waiting.ExecuteScalarAsync(_ct))! > 0;
            },
            "the migration waits for longer than a query may");
        await reading.RollbackAsync(_ct);

        await start;
    }

    [Theory]
    [InlineData(
        "Host=127.0.0.1;Port=1;Username=smartcard;Password=Zebedee;Timeout=2",
        "127.0.0.1:1",
        "cannot be reached",
        "ConnectionStrings:Smartcard")]
    [InlineData(
        "Server=db;Sorrt=5432;Password=Zebedee",
        "is not a PostgreSQL connection string",
        "Host=db;Database=smartcard")]
    [InlineData("Host=db;Password=Ze;Zebedee=1", "is not a PostgreSQL connection string", "in quotes")]
    [InlineData("Database=smartcard;Password=Zebedee", "does not name a host", "Host=db")]
    [InlineData("Host=127.0.0.1;Port=many;Password=Zebedee", "is not a PostgreSQL connection string", "Host=db")]
    public async Task What_is_wrong_with_the_connection_is_explained_without_the_password(string connection, params string[] words)
    {
        var sentence = Startup.Explain((await Record.ExceptionAsync(async () =>
        {
            await using var host = HostBench.UnstartedOn(connection);
            await host.StartAgainAsync();
        }))!);

        Assert.NotNull(sentence);
        Assert.All(words, word => Assert.Contains(word, sentence, StringComparison.Ordinal));
        Assert.DoesNotContain("Zebedee", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_not_there_and_a_user_that_is_not_known_are_named()
    {
        var server = new NpgsqlConnectionStringBuilder(Environment.GetEnvironmentVariable("SMARTCARD_TEST_POSTGRES"));
        await using var nowhere = HostBench.UnstartedOn(
            new NpgsqlConnectionStringBuilder(server.ToString()) { Database = "not_there" }.ToString());
        await using var nobody = HostBench.UnstartedOn(
            new NpgsqlConnectionStringBuilder(server.ToString())
            {
                Username = "not_known",
                Password = "Zebedee",
            }.ToString());

        Assert.Contains(
            "createdb -O smartcard not_there",
            Startup.Explain((await Record.ExceptionAsync(nowhere.StartAgainAsync))!),
            StringComparison.Ordinal);
        var sentence = Startup.Explain((await Record.ExceptionAsync(nobody.StartAgainAsync))!);
        Assert.Contains("refused the user not_known", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("Zebedee", sentence + nobody.Log.Text, StringComparison.Ordinal);
    }
}
