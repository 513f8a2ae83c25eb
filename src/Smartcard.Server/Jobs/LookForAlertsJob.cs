using Hangfire;
using Smartcard.SelfService.Alerts;

namespace Smartcard.Server.Jobs;

/// <summary>Every minute: looks whether something is wrong that people want to be told of.</summary>
/// <remarks>Idempotent: what is raised already is not raised again. <see cref="AlertService"/> sends what comes of it.</remarks>
internal sealed class LookForAlertsJob(AlertWatch watch, ILogger<LookForAlertsJob> logger) : Job(logger)
{
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)] // the next run is the retry
    public Task RunAsync(CancellationToken cancellationToken) => RunAsync(() => watch.LookAsync(cancellationToken));
}
