using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Postgres;

/// <summary>A database that goes away in the middle of a turn, as one that restarts does.</summary>
[OnPostgres]
public sealed class LostConnectionTests : IAsyncLifetime
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private HostBench _host = null!;

    public async ValueTask InitializeAsync() => _host = await HostBench.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("idle_in_transaction_session_timeout", "15s")] // whoever says nothing in the middle of a turn is cut off by the server
    [InlineData("enable_seqscan", "off")]
    [InlineData("jit", "off")]
    public async Task Settings_stay_with_a_connection_even_where_its_string_wants_it_reset_after_each_use(string setting, string expected)
    {
        var connection = (
            (DatabaseLocation.PostgresServer)_host.Services.GetRequiredService<DatabaseLocation>()
        ).ConnectionString;
        await using var other = HostBench.UnstartedOn(
            $"{connection};No Reset On Close=false;Maximum Pool Size=1",
            $"--Data:Folder={_host.Folder}");

        for (var use = 0; use < 2; use++)
        {
            await using var scope = other.Services.CreateAsyncScope();
            var value = await scope
                .ServiceProvider.GetRequiredService<TurnTransaction>()
                .RunAsync(
                    ct =>
                        scope
                            .ServiceProvider.GetRequiredService<SmartcardDbContext>()
                            .Database.SqlQuery<string>($"SELECT current_setting({setting}) AS \"Value\"")
                            .SingleAsync(ct),
                    _ct);
            Assert.Equal(expected, value);
        }
    }

    [Fact]
    public async Task A_turn_whose_connection_is_cut_is_made_again_and_committed_once()
    {
        var before = await AuditAsync();
        var told = new List<int>();
        var runs = 0;

        await PassingTimeAsync(TurnAsync(async (services, turn, ct) =>
        {
            var run = ++runs;
            turn.AfterCommit(() => told.Add(run));
            services.GetRequiredService<AuditLog>().AddForUser("tried", null, null);
            if (run < 3)
            {
                await CutAsync(services.GetRequiredService<SmartcardDbContext>());
            }
        }));

        Assert.Equal(3, runs);
        Assert.Equal([3], told);
        Assert.Equal(before.Append("tried"), await AuditAsync());
    }

    /// <summary>As on a machine that lets the host do nothing for 15 seconds.</summary>
    [Fact]
    public async Task A_turn_that_the_server_ended_for_its_silence_is_made_again_and_committed_once()
    {
        var before = await AuditAsync();
        var runs = 0;

        await PassingTimeAsync(
            TurnAsync(
                async (services, _, ct) =>
                {
                    services.GetRequiredService<AuditLog>().AddForUser("tried", null, null);
                    if (++runs < 2)
                    {
                        await services
                            .GetRequiredService<SmartcardDbContext>()
                            .Database.ExecuteSqlRawAsync("SET LOCAL idle_in_transaction_session_timeout = 50", ct);
                        await Task.Delay(TimeSpan.FromSeconds(1), ct);
                    }
                }));

        Assert.Equal(2, runs);
        Assert.Equal(before.Append("tried"), await AuditAsync());
    }

    [Fact]
    public async Task One_that_is_cut_again_and_again_is_given_up_and_leaves_nothing()
    {
        var before = await AuditAsync();
        var runs = 0;

        var failure = await Record.ExceptionAsync(() => PassingTimeAsync(TurnAsync(async (services, _, ct) =>
        {
            runs++;
            services.GetRequiredService<AuditLog>().AddForUser("tried", null, null);
            await CutAsync(services.GetRequiredService<SmartcardDbContext>());
        })));

        Assert.True(DatabaseFaults.ArePassing(failure), $"{failure}");
        Assert.Equal(6, runs);
        Assert.Equal(before, await AuditAsync());
    }

    [Fact]
    public async Task A_fault_of_ours_is_not_tried_again()
    {
        var runs = 0;

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            TurnAsync((_, _, _) => ++runs > 0 ? throw new InvalidOperationException() : Task.CompletedTask));

        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task A_sole_run_whose_connection_is_cut_ends_without_a_fault_and_the_next_one_may_begin()
    {
        var runs = _host.Services.GetRequiredService<SoleRuns>();
        await using var scope = _host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        var run = await runs.TryBeginAsync(database, "cut", _ct);
        Assert.NotNull(run);
        await CutAsync(database);
        await Assert.ThrowsAnyAsync<Exception>(() => database.Database.ExecuteSqlRawAsync("SELECT 1", _ct)); // now it knows

        await run.DisposeAsync();

        await using var next = _host.Services.CreateAsyncScope();
        await using var again = await runs.TryBeginAsync(next.ServiceProvider.GetRequiredService<SmartcardDbContext>(), "cut", _ct);
        Assert.NotNull(again);
    }

    private async Task TurnAsync(Func<IServiceProvider, TurnTransaction, CancellationToken, Task> act)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var turn = scope.ServiceProvider.GetRequiredService<TurnTransaction>();
        await turn.RunAsync(
            async ct =>
            {
                await act(scope.ServiceProvider, turn, ct);
                return true;
            },
            _ct);
    }

    /// <summary>The server ends the connection that the turn is on.</summary>
    private async Task CutAsync(SmartcardDbContext database)
    {
        var backend = await database.Database.SqlQueryRaw<int>("SELECT pg_backend_pid() AS \"Value\"").SingleAsync(_ct);
        await using var other = new NpgsqlConnection(Environment.GetEnvironmentVariable("SMARTCARD_TEST_POSTGRES"));
        await other.OpenAsync(_ct);
        await using var cut = new NpgsqlCommand($"SELECT pg_terminate_backend({backend})", other);
        await cut.ExecuteNonQueryAsync(_ct);
    }

    private async Task PassingTimeAsync(Task task)
    {
        await Patience.UntilAsync("what was begun to end while time passes", () =>
        {
            _host.Time.Advance(TimeSpan.FromMilliseconds(100));
            return (task.IsCompleted, _host.Log.Lines.Count);
        }, _ct);

        await task;
    }

    private async Task<IEnumerable<string>> AuditAsync() => await _host.AuditAsync();
}
