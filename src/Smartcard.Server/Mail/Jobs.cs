using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.InMemory;
using Smartcard.Domain;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.Mail;
using Smartcard.Server.Telemetry;
using Smartcard.Server.Timers;

namespace Smartcard.Server.Mail;

internal static class Jobs
{
    /// <summary>Hangfire in this process, the timers, and the sweep that makes losing any job harmless.</summary>
    public static void AddJobs(this WebApplicationBuilder builder)
    {
        // This host's own: Hangfire's defaults are one storage and one activator for the whole process, so that two hosts in it would
        // run each other's jobs, and the first to stop would take the storage along.
        builder.Services.AddSingleton<JobStorage>(_ => new InMemoryStorage());
        builder.Services.AddSingleton<JobActivator>(services => new AspNetCoreJobActivator(services.GetRequiredService<IServiceScopeFactory>()));
        builder.Services.AddHangfire(_ => { });
        builder.Services.AddHangfireServer(server =>
        {
            server.WorkerCount = 4;
            server.SchedulePollingInterval = TimeSpan.FromSeconds(1);
        });
        builder.Services.AddScoped<SendMailJob>();
        builder.Services.AddSingleton<DueTimerService>();
        builder.Services.AddHostedService(services => services.GetRequiredService<DueTimerService>());
        builder.Services.AddHostedService<SweepService>();
    }
}

/// <summary>Sends one mail of the outbox. The argument is the row's id and nothing else: Hangfire stores and shows arguments.</summary>
public sealed class SendMailJob(MailSender sender)
{
    [ContinuesTrace]
    [AutomaticRetry(Attempts = 0)] // the row says when to try again, and its sweep does so within a code's life
    public Task RunAsync(Guid mailId, CancellationToken cancellationToken) => sender.SendAsync(new MailId(mailId), cancellationToken);
}

/// <summary>Enqueues mails as they are committed, and sweeps up what was lost: mails whose job died, journeys that nobody goes on with.</summary>
internal sealed class SweepService(IServiceScopeFactory scopes, IBackgroundJobClient jobs, MailSignal signal, TimeProvider time, ILogger<SweepService> logger) : BackgroundService
{
    private const int Batch = 100;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        signal.OnAdded += EnqueueSoon;
        try
        {
            using var timer = new PeriodicTimer(Every, time);
            do
            {
                await SweepAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        finally
        {
            signal.OnAdded -= EnqueueSoon;
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            foreach (var mail in await scope.ServiceProvider.GetRequiredService<MailSender>().FindDueAsync(Batch, cancellationToken))
            {
                Enqueue(mail);
            }

            await scope.ServiceProvider.GetRequiredService<AbandonedJourneys>().EndAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            logger.SweepFailed(failure);
        }
    }

    /// <summary>Called after a commit, which must not look failed because a job could not be made: the sweep makes it again.</summary>
    private void EnqueueSoon(MailId mail)
    {
        try
        {
            Enqueue(mail);
        }
        catch (BackgroundJobClientException failure)
        {
            logger.SweepFailed(failure);
        }
    }

    private void Enqueue(MailId mail) => jobs.Enqueue<SendMailJob>(job => job.RunAsync(mail.Value, CancellationToken.None));
}
