using Hangfire;
using Hangfire.Common;
using Hangfire.Storage;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Server.Jobs;

namespace Smartcard.Tests.Host;

/// <summary>A job whose time comes by the clock is taken off the schedule and not run; a job that a test triggers runs.</summary>
public sealed class NoScheduleTests
{
    private const string Due = "due-by-the-clock";

    [Fact]
    public async Task A_recurring_job_runs_when_a_test_triggers_it_and_not_by_the_clock()
    {
        await using var host = await HostBench.StartAsync();
        var storage = host.Services.GetRequiredService<JobStorage>();
        using var connection = storage.GetConnection();
        var jobs = host.Services.GetRequiredService<IRecurringJobManager>();
        jobs.AddOrUpdate<PurgeCodesJob>(Due, job => job.RunAsync(CancellationToken.None), Cron.Minutely());
        var began = TimeProvider.System.GetUtcNow().UtcDateTime; // as Hangfire counts
        using (var change = connection.CreateWriteTransaction())
        {
            // As if it had run before, and its minute had come.
            change.SetRangeInHash(
                $"recurring-job:{Due}",
                [
                    new("LastExecution", JobHelper.SerializeDateTime(began.AddMinutes(-2))),
                    new("NextExecution", JobHelper.SerializeDateTime(began.AddMinutes(-1))),
                ]);
            change.AddToSet("recurring-jobs", Due, JobHelper.ToTimestamp(began.AddMinutes(-1)));
            change.Commit();
        }

        await JobBench.UntilAsync(
            () => Task.FromResult(connection.GetRecurringJobs().Single(j => j.Id == Due).NextExecution > began),
            "its minute has passed");
        Assert.Equal("", connection.GetRecurringJobs().Single(j => j.Id == Due).LastJobId ?? "");

        jobs.Trigger(Due);
        Assert.NotEmpty(connection.GetRecurringJobs().Single(j => j.Id == Due).LastJobId);
    }
}
