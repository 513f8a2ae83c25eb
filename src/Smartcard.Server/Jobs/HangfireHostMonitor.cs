using Hangfire;
using Smartcard.Domain.Booth;
using Smartcard.SelfService.Hosts;

namespace Smartcard.Server.Jobs;

/// <summary>Which hosts do background work, by the heartbeats of their job servers.</summary>
internal sealed class HangfireHostMonitor(JobStorage storage, JobStore store, ILogger<HangfireHostMonitor> logger) : IHostMonitor
{
    /// <summary>Often enough that a host that was killed is noticed while its mail waits for it.</summary>
    public static TimeSpan HeartbeatEvery { get; } = TimeSpan.FromSeconds(10);

    public HostsAtWork? Look()
    {
        try
        {
            var now = store.Now();
            var silence = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
            foreach (var server in storage.GetMonitoringApi().Servers())
            {
                // A job server that began again in its host leaves its row of before for some minutes.
                var (host, silent) = (HostOf(server.Name), now - (server.Heartbeat ?? server.StartedAt));
                silence[host] = silence.TryGetValue(host, out var other) && other < silent ? other : silent;
            }

            return new HostsAtWork(silence);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            logger.HostsNotSeen((failure.InnerException ?? failure).GetType().Name);
            return null;
        }
    }

    /// <summary>What Hangfire calls the server of a host; it adds ids of its own.</summary>
    public static string ServerNameOf(ThisHost host) => $"{Environment.MachineName}:{Environment.ProcessId}:{host.Name}";

    private static string HostOf(string server) => server.Split(':').LastOrDefault(ThisHost.IsName) ?? server;
}
