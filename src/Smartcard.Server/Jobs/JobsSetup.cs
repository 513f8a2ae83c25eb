using Hangfire;
using Hangfire.AspNetCore;
using Microsoft.Extensions.Options;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Hosts;
using Smartcard.Server.Timers;

namespace Smartcard.Server.Jobs;

internal static class JobsSetup
{
    /// <summary>A job that was started may end by itself for so long when the host stops; then it is told to.</summary>
    private static readonly TimeSpan LetEnd = TimeSpan.FromSeconds(3);

    /// <summary>After so long the host stops without it: it is run again elsewhere.</summary>
    private static readonly TimeSpan WaitFor = TimeSpan.FromSeconds(8);

    /// <summary>Hangfire in this process, the timers, and the sweep that makes losing any job harmless.</summary>
    public static void AddJobs(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<JobOptions>().BindConfiguration(JobOptions.Section).ValidateDataAnnotations().ValidateOnStart();

        // This host's own: Hangfire's defaults are one storage and one activator for the whole process, so that two hosts in it would
        // run each other's jobs, and the first to stop would take the storage along.
        services.AddSingleton<JobStore>();
        services.AddSingleton(provider =>
        {
            provider.GetRequiredService<IGlobalConfiguration>(); // the log first: the storage begins to write into it
            return provider.GetRequiredService<JobStore>().Open();
        });
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(
            provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddHangfire(
            (provider, configuration) =>
                configuration.UseLogProvider(new HostLogs(provider.GetRequiredService<ILoggerFactory>())));
        services.AddHangfireServer(
            (provider, server) =>
            {
                server.ServerName = HangfireHostMonitor.ServerNameOf(provider.GetRequiredService<ThisHost>());
                server.HeartbeatInterval = HangfireHostMonitor.HeartbeatEvery;
                server.WorkerCount = provider.GetRequiredService<IOptions<JobOptions>>().Value.Workers;
                server.SchedulePollingInterval = TimeSpan.FromSeconds(1);
                server.StopTimeout = LetEnd;
                server.ShutdownTimeout = WaitFor;
            });
        services.AddSingleton<IHostMonitor, HangfireHostMonitor>();
        services.AddSingleton<RecurringJobs>();
        services.AddSingleton<DueTimerService>();
        services.AddHostedService(provider => provider.GetRequiredService<DueTimerService>());
        services.AddSingleton<SweepService>();
        services.AddHostedService(provider => provider.GetRequiredService<SweepService>());
        services.AddHostedService<AlertService>();
        services.AddHostedService<ImportService>();
        services.AddSingleton<StalledJourneys>();
        services.AddSingleton<IAuditProgress, AuditProgressFile>();
        services.AddSingleton(new NavigationLink(90, new MenuLink(JobsDashboard.Path, "Jobs"), Policies.ManageJobs));
    }
}
