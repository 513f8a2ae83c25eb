using Hangfire;
using Hangfire.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Smartcard.Domain.Mail;
using Smartcard.Server;
using Smartcard.Server.Jobs;
using Smartcard.Server.Setup;
using Smartcard.Storage;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Postgres;

/// <summary>
/// Hangfire's tables on PostgreSQL: made once, by whoever may; emptied and dropped under a running host without
/// anything being lost.
/// </summary>
[OnPostgres]
public sealed class JobTableTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(
        "DO $$ DECLARE t text; BEGIN FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'hangfire' AND "
        + "tablename <> 'schema' LOOP EXECUTE 'TRUNCATE hangfire.' || quote_ident(t) || ' CASCADE'; END LOOP; END $$")]
    [InlineData("DROP SCHEMA hangfire CASCADE")]
    public async Task All_of_them_lost_under_a_running_host_lose_nothing(string sql)
    {
        await using var host = await HostBench.StartAsync();
        var sweep = host.Services.GetRequiredService<SweepService>();
        await host.IsSentAsync(await host.CommitMailAsync());
        await JobBench.UntilAsync(() => Task.FromResult(Recurring(host) == 10), "the recurring jobs are there");

        await SqlAsync(host, sql);
        var mail = await host.CommitMailAsync();

        await JobBench.UntilAsync(
            async () =>
            {
                host.Time.Advance(TimeSpan.FromSeconds(11));
                await sweep.SweepAsync(_ct);
                return (await host.MailAsync(mail)).State == MailState.Sent;
            },
            "the mail is sent");
        await JobBench.UntilAsync(() => Task.FromResult(Recurring(host) == 10), "the recurring jobs are back");
        Assert.Equal(1, (await host.MailAsync(mail)).Attempts);
    }

    [Fact]
    public async Task Where_a_start_may_not_make_them_it_says_what_to_run_and_after_that_it_starts()
    {
        await using var host = await HostBench.UnstartedAsync("--Database:MigrateAtStart=false");
        await using (var scope = host.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<DatabasePreparation>().MigrateAsync(_ct);
        }

        var refused = await Assert.ThrowsAsync<SettingException>(host.StartAgainAsync);
        Assert.Contains("the tables of the jobs", Startup.Explain(refused), StringComparison.Ordinal);
        Assert.Contains("--migrate", Startup.Explain(refused), StringComparison.Ordinal);

        var code = await Startup.RunAsync(
            ["--migrate", $"--ConnectionStrings:Smartcard={ConnectionOf(host)}", $"--Data:Folder={host.Folder}"],
            static builder => HostApp.Build(builder));
        await host.StartAgainAsync();

        Assert.Equal(0, code);
    }

    [Fact]
    public async Task A_user_who_may_use_the_tables_and_make_none_runs_the_host()
    {
        await using var owner = await HostBench.UnstartedAsync();
        await owner.StartAgainAsync();
        var user = $"u_{Guid.CreateVersion7():N}";
        await SqlAsync(owner, $"""
            CREATE ROLE {user} LOGIN;
            GRANT USAGE ON SCHEMA public, hangfire TO {user};
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public, hangfire TO {user};
            GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public, hangfire TO {user};
            """);
        try
        {
            await using var host = HostBench.UnstartedOn(
                new NpgsqlConnectionStringBuilder(ConnectionOf(owner)) { Username = user }.ToString(),
                "--Database:MigrateAtStart=false",
                $"--Data:Folder={owner.Folder}");
            await host.StartAgainAsync();
            await host.StartAsync();

            await host.IsSentAsync(await host.CommitMailAsync());
        }
        finally
        {
            await SqlAsync(owner, $"DROP OWNED BY {user}; DROP ROLE {user}");
        }
    }

    [Fact]
    public async Task A_user_who_may_make_no_schema_is_told_so()
    {
        await using var owner = await HostBench.UnstartedAsync();
        await using (var scope = owner.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<DatabasePreparation>().MigrateAsync(_ct);
        }

        var user = $"u_{Guid.CreateVersion7():N}";
        await SqlAsync(
            owner,
            $"CREATE ROLE {user} LOGIN; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "
            + $"{user}; GRANT CREATE ON SCHEMA public TO {user};");
        try
        {
            await using var host = HostBench.UnstartedOn(
                new NpgsqlConnectionStringBuilder(ConnectionOf(owner)) { Username = user }.ToString());
            var sentence = Startup.Explain((await Record.ExceptionAsync(host.StartAgainAsync))!);

            Assert.Contains("does not have the rights it needs", sentence, StringComparison.Ordinal);
            Assert.Contains("--migrate", sentence, StringComparison.Ordinal);
        }
        finally
        {
            await SqlAsync(owner, $"DROP OWNED BY {user}; DROP ROLE {user}");
        }
    }

    private static string ConnectionOf(HostBench host) =>
        ((DatabaseLocation.PostgresServer)host.Services.GetRequiredService<DatabaseLocation>()).ConnectionString;

    private static int Recurring(HostBench host)
    {
        try
        {
            using var connection = host.Services.GetRequiredService<JobStorage>().GetConnection();
            return connection.GetRecurringJobs().Count;
        }
        catch (PostgresException missing) when (JobStore.IsForLackOfTables(missing))
        {
            return 0;
        }
    }

    private static async Task SqlAsync(HostBench host, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionOf(host));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
