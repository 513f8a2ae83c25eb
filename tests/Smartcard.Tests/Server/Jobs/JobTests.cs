using System.Diagnostics;
using Hangfire;
using Hangfire.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Smartcard.Domain;
using Smartcard.Domain.Mail;
using Smartcard.SelfService.Mail;
using Smartcard.Server.Jobs;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Server.Jobs;

/// <summary>Jobs are only the muscle: whatever is lost, refused or too many of them, the outbox says what is to be sent.</summary>
[OnPostgres]
public sealed class JobTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_committed_mail_is_sent_by_its_job()
    {
        await using var host = await HostBench.StartAsync();

        var mail = await host.CommitMailAsync();

        await host.IsSentAsync(mail);
        Assert.Equal(1, (await host.MailAsync(mail)).Attempts);
    }

    [Fact]
    public async Task A_mail_is_left_to_its_own_job_first_and_swept_up_at_most_every_half_minute()
    {
        var jobs = new CountingJobs();
        await using var host = await CountingJobs.StartAsync(jobs);
        var sweep = host.Services.GetRequiredService<SweepService>();
        var mail = await host.CommitMailAsync();
        await JobBench.UntilAsync(() => Task.FromResult(jobs.Mails.Count == 1), "the mail is enqueued");

        host.Time.Advance(TimeSpan.FromSeconds(4));
        await sweep.SweepAsync(_ct);
        Assert.Equal([mail.Value], jobs.Mails);

        // Its job is lost: each sweep of the half minute after finds the mail, and one enqueues it.
        for (var seconds = 0; seconds < 28; seconds += 4)
        {
            host.Time.Advance(TimeSpan.FromSeconds(4));
            await sweep.SweepAsync(_ct);
        }

        Assert.Equal([mail.Value, mail.Value], jobs.Mails);
        host.Time.Advance(TimeSpan.FromSeconds(30));
        await sweep.SweepAsync(_ct);
        Assert.Equal(3, jobs.Mails.Count);
    }

    public static TheoryData<Exception> Faults =>
    [
        new BackgroundJobClientException("", new NpgsqlException("the password was hunter2", new IOException())),
        new NpgsqlException("the password was hunter2"),
        new Hangfire.PostgreSql.PostgreSqlDistributedLockException("the password was hunter2"),
        new ObjectDisposedException("the password was hunter2"),
    ];

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task A_turn_does_not_fail_because_no_job_can_be_made_and_the_mail_goes_out_later(Exception fault)
    {
        var jobs = new CountingJobs { Failure = fault };
        await using var host = await CountingJobs.StartAsync(jobs);

        var mail = await host.CommitMailAsync();

        await JobBench.UntilAsync(() => Task.FromResult(jobs.Failures >= 1), "it was tried to enqueue the mail");
        Assert.Equal(MailState.Waiting, (await host.MailAsync(mail)).State);
        jobs.Failure = null;
        host.Time.Advance(TimeSpan.FromSeconds(11));
        await host.Services.GetRequiredService<SweepService>().SweepAsync(_ct);
        Assert.Contains(mail.Value, jobs.Mails);
        Assert.DoesNotContain("hunter2", host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_whose_job_died_with_its_host_is_taken_by_the_next_ones_first_sweep_at_once()
    {
        var jobs = new CountingJobs();
        await using var host = await CountingJobs.StartAsync(jobs);
        await host.Services.GetRequiredService<SweepService>().SweepAsync(_ct);
        jobs.Failure = new IOException("killed");
        var mail = await host.CommitMailAsync();
        await JobBench.UntilAsync(() => Task.FromResult(jobs.Failures >= 1), "it was tried to enqueue the mail");
        jobs.Failure = null;

        await host.Services.GetRequiredService<SweepService>().SweepAsync(_ct);
        Assert.DoesNotContain(mail.Value, jobs.Mails); // of a host at work: left to its own job
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await ActivatorUtilities.CreateInstance<SweepService>(host.Services).SweepAsync(_ct);

        Assert.Contains(mail.Value, jobs.Mails);
    }

    /// <summary>What runs in the background begins when a thread is free, which on a busy machine may be after the first turn.</summary>
    [Fact]
    public async Task A_mail_that_is_committed_as_soon_as_the_host_has_started_is_enqueued_at_once()
    {
        var jobs = new CountingJobs();
        await using var host = await CountingJobs.StartAsync(jobs);
        var signal = new MailSignal();
        using var sweep = ActivatorUtilities.CreateInstance<SweepService>(host.Services, signal);
        var mail = new MailId(Guid.CreateVersion7());

        var start = sweep.StartAsync(_ct);
        signal.Added(mail);

        await start;
        await JobBench.UntilAsync(() => Task.FromResult(jobs.Mails.Contains(mail.Value)), "the mail is enqueued");
        await sweep.StopAsync(_ct);
    }

    [Fact]
    public async Task While_the_queue_is_long_nothing_is_added_to_it()
    {
        var mails = new SlowMails();
        await using var host = await HostBench.StartAsync(
            services => services.Replace(ServiceDescriptor.Singleton<IMailTransport>(mails)),
            "--Jobs:Workers=1");
        var first = await host.CommitMailAsync();
        await Patience.EndOfAsync(mails.Begun, "a mail to be begun", _ct); // the one worker is busy
        var client = host.Services.GetRequiredService<IBackgroundJobClient>();
        for (var i = 0; i <= SweepService.LongQueue; i++)
        {
            client.Enqueue<SendMailJob>(job => job.RunAsync(first.Value, CancellationToken.None));
        }

        var lost = await host.CommitMailAsync();
        await JobBench.UntilAsync(() => Task.FromResult(Waiting(host, lost) == 1), "its job waits in the queue");
        host.Time.Advance(TimeSpan.FromSeconds(11));
        await host.Services.GetRequiredService<SweepService>().SweepAsync(_ct);

        Assert.Equal(1, Waiting(host, lost));
        mails.Answer.SetResult();
        await host.IsSentAsync(lost);
    }

    [Fact]
    public async Task Recurring_jobs_are_there_and_one_that_is_removed_comes_back()
    {
        await using var host = await HostBench.StartAsync();
        var recurring = host.Services.GetRequiredService<RecurringJobs>();
        await JobBench.UntilAsync(
            () => Task.FromResult(Recurring(host).SequenceEqual(recurring.Ids.Order(StringComparer.Ordinal))),
            "the recurring jobs are there");
        Assert.Equal(10, recurring.Ids.Count);

        host.Services.GetRequiredService<IRecurringJobManager>().RemoveIfExists("purge-codes");
        Assert.DoesNotContain("purge-codes", Recurring(host));
        await host.Services.GetRequiredService<SweepService>().SweepAsync(_ct);

        Assert.Equal(recurring.Ids.Order(StringComparer.Ordinal), Recurring(host));
    }

    [Fact]
    public async Task Each_recurring_job_runs_to_its_end()
    {
        await using var host = await HostBench.StartAsync();
        var recurring = host.Services.GetRequiredService<RecurringJobs>();
        await host.Services.GetRequiredService<SweepService>().SweepAsync(_ct);
        using var storage = host.Services.GetRequiredService<JobStorage>().GetConnection();
        foreach (var id in recurring.Ids)
        {
            host.Services.GetRequiredService<IRecurringJobManager>().Trigger(id);
        }

        await JobBench.UntilAsync(
            () =>
                Task.FromResult(
                    storage.GetRecurringJobs().All(job => job.LastJobState is "Succeeded" or "Deleted" or "Failed")),
            "each has run");
        Assert.All(
            storage.GetRecurringJobs(),
            job => Assert.True(job.LastJobState == "Succeeded", $"{job.Id} is {job.LastJobState}\n{host.Log.Text}"));
    }

    [Fact]
    public async Task A_job_that_fails_shows_no_more_than_the_type_of_the_failure_and_is_not_tried_by_Hangfire_again()
    {
        await using var host = await HostBench.StartAsync(services =>
            services.AddScoped<MailSender>(_ => throw new InvalidOperationException("the password was hunter2")));
        var mail = await host.CommitMailAsync();
        var monitoring = host.Services.GetRequiredService<JobStorage>().GetMonitoringApi();

        await JobBench.UntilAsync(
            () =>
                Task.FromResult(
                    monitoring.DeletedListCount() + monitoring.FailedCount() + monitoring.ScheduledCount() > 0),
            "the job has failed");

        Assert.Equal((0, 0), (monitoring.FailedCount(), monitoring.ScheduledCount()));
        Assert.Equal(MailState.Waiting, (await host.MailAsync(mail)).State);
    }

    [Fact]
    public async Task The_host_stops_within_ten_seconds_while_a_mail_server_does_not_answer()
    {
        var mails = new SlowMails();
        var host = await HostBench.StartAsync(services => services.Replace(ServiceDescriptor.Singleton<IMailTransport>(mails)));
        await host.CommitMailAsync();
        await Patience.EndOfAsync(mails.Begun, "a mail to be begun", _ct);
        var began = Stopwatch.GetTimestamp();

        await host.DisposeAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task What_Hangfire_keeps_of_a_mail_is_its_id()
    {
        await using var host = await HostBench.StartAsync();
        var mail = await host.CommitMailAsync("483920");
        await host.IsSentAsync(mail);
        var monitoring = host.Services.GetRequiredService<JobStorage>().GetMonitoringApi();
        await JobBench.UntilAsync(
            () => Task.FromResult(monitoring.SucceededJobs(0, 50).Any(j => j.Value.Job.Type == typeof(SendMailJob))),
            "the job is done");

        var (id, job) = monitoring.SucceededJobs(0, 50).First(j => j.Value.Job.Type == typeof(SendMailJob));
        var details = monitoring.JobDetails(id);
        var kept = string.Join(
            '\n',
            string.Join(' ', details.Job.Args),
            details.InvocationData?.Arguments,
            string.Join(' ', details.Properties),
            string.Join(' ', details.History.SelectMany(h => h.Data)));

        Assert.Equal([mail.Value, CancellationToken.None], job.Job.Args.Select(a => a ?? CancellationToken.None));
        Assert.Contains(mail.Value.ToString(), kept, StringComparison.Ordinal);
        Assert.DoesNotContain("483920", kept, StringComparison.Ordinal);
        Assert.DoesNotContain(JobBench.Address.Value, kept, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Jobs in the queue for a mail; the jobs that come round each minute are beside them.</summary>
    private static int Waiting(HostBench host, MailId mail) =>
        host
            .Services.GetRequiredService<JobStorage>()
            .GetMonitoringApi()
            .EnqueuedJobs("default", 0, 2 * SweepService.LongQueue)
            .Count(job => mail.Value.Equals(job.Value.Job.Args[0]));

    private static IEnumerable<string> Recurring(HostBench host)
    {
        using var connection = host.Services.GetRequiredService<JobStorage>().GetConnection();
        return connection.GetRecurringJobs().Select(j => j.Id).Order(StringComparer.Ordinal);
    }
}
