using Hangfire;

namespace Smartcard.Server.Health;

/// <summary>This host's job server is at work: it writes down that it is, whatever keeps the jobs.</summary>
internal sealed class JobServerCheck(JobStorage storage) : BoundedCheck
{
    /// <summary>It writes twice a minute.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    /// <summary>Other hosts may keep their jobs in the same place: a server's name starts with its machine and process.</summary>
    private static readonly string Ours = $"{Environment.MachineName}:{Environment.ProcessId}";

    protected override string OnFailure =>
        "The store of the jobs does not answer. Other hosts will send this host's mails. Look in this host's log, and restart the host.";

    protected override Task<(bool IsWell, string Says)> LookAsync(CancellationToken cancellationToken)
    {
        // Hangfire's clock, which is the machine's.
        var since = TimeProvider.System.GetUtcNow().UtcDateTime - Silence;
        var isAlive = storage
            .GetMonitoringApi()
            .Servers()
            .Any(s =>
                s.Name.StartsWith(Ours, StringComparison.OrdinalIgnoreCase) && (s.Heartbeat ?? s.StartedAt) >= since);
        return Task.FromResult(
            isAlive
                ? (true, "This host's job server is working.")
                : (
                    false,
                    $"This host's job server has said nothing for {Silence.TotalMinutes} minutes, so this host sends "
                    + "no mails. Other hosts will send them. Look in this host's log, and restart the host."));
    }
}
