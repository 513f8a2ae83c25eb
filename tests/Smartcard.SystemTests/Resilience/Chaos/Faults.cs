using Npgsql;
using Smartcard.SystemTests.Host;

namespace Smartcard.SystemTests.Resilience.Chaos;

/// <summary>What can go wrong in an installation, each for a moment.</summary>
/// <param name="clocks">Of the hosts; none where they cannot be set.</param>
internal sealed class Faults(
    HostProcess one,
    HostProcess two,
    PostgresProcess database,
    MailCatcher mails,
    SteppedClock[] clocks,
    Random random)
{
    /// <summary>How far a clock is set ahead or back at most.</summary>
    public static TimeSpan ClockStep { get; } = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(700);

    /// <summary>How often each was done.</summary>
    public SortedDictionary<string, int> Done { get; } = new(StringComparer.Ordinal);

    private IReadOnlyList<(string Name, Func<CancellationToken, Task> Do)> All =>
        [
            ("a host is killed", async ct => await RestartAsync(random.Next(2) == 0 ? one : two, ct)),
            ("both hosts are killed", async ct => await Task.WhenAll(RestartAsync(one, ct), RestartAsync(two, ct))),
            (
                "a host is frozen",
                async ct => await (random.Next(2) == 0 ? one : two).FreezeAsync(TimeSpan.FromSeconds(2), ct)),
            (
                "connections to the database are cut",
                async ct =>
                    await database.RunSqlAsync(
                        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE backend_type = 'client "
                        + "backend' AND pid <> pg_backend_pid()",
                        ct)),
            ("the database is stopped", ct => StopDatabaseAsync("fast", ct)),
            ("the database has a power cut", ct => StopDatabaseAsync("immediate", ct)),
            ("all jobs are lost", LoseJobsAsync),
            ("the mail server refuses for now", ct => MisbehaveAsync("RCPT", "451 4.7.1 later", ct)),
            ("the mail server hangs up at once", ct => MisbehaveAsync("CONNECT", null, ct)),
            ("the mail server takes a mail and hangs up", ct => MisbehaveAsync("CONTENT", null, ct)),
            .. clocks
                .Take(1)
                .Select(_ => ("a host's clock is set", (Func<CancellationToken, Task>)(_ => StepClockAsync()))),
        ];

    /// <summary>One after the other, until it is told to stop; what was begun is brought to its end.</summary>
    public async Task RunAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        while (!stop.IsCancellationRequested)
        {
            var (name, fault) = All[random.Next(All.Count)];
            Done[name] = Done.GetValueOrDefault(name) + 1;
            await fault(cancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(500, 3000)), stop)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task RestartAsync(HostProcess host, CancellationToken cancellationToken)
    {
        await host.KillAsync();
        await host.StartAsync(cancellationToken);
    }

    private async Task LoseJobsAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await database.RunSqlAsync(
                    "TRUNCATE hangfire.job, hangfire.jobqueue, hangfire.set, hangfire.hash, hangfire.list CASCADE",
                    cancellationToken);
                return;
            }
            catch (PostgresException crossed) when (crossed.SqlState == PostgresErrorCodes.DeadlockDetected)
            {
                // Hangfire was at work on them in another order.
            }
        }
    }

    private Task StepClockAsync()
    {
        clocks[random.Next(clocks.Length)].Set(ClockStep * ((random.NextDouble() * 2) - 1));
        return Task.CompletedTask;
    }

    private async Task StopDatabaseAsync(string mode, CancellationToken cancellationToken)
    {
        await database.StopAsync(mode);
        await Task.Delay(Moment, cancellationToken);
        await database.StartAsync();
    }

    private async Task MisbehaveAsync(string step, string? answer, CancellationToken cancellationToken)
    {
        mails.Misbehave(step, answer);
        await Task.Delay(Moment, cancellationToken);
        mails.Behave();
    }
}
