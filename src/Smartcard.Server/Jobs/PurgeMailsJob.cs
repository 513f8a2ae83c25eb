using Hangfire;
using Smartcard.SelfService.Retention;

namespace Smartcard.Server.Jobs;

/// <summary>Every hour: removes mails and alerts past <see cref="RetentionOptions.Mails"/>.</summary>
/// <remarks>Idempotent; a run that stops half-way goes on with the next one.</remarks>
internal sealed class PurgeMailsJob(MailPurge purge, AlertPurge alerts, ILogger<PurgeMailsJob> logger) : Job(logger)
{
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)] // the next run is the retry
    public Task RunAsync(CancellationToken cancellationToken) => RunAsync(async () =>
    {
        if (await purge.RunAsync(cancellationToken) + await alerts.RunAsync(cancellationToken) is > 0 and var removed)
        {
            logger.Purged(nameof(PurgeMailsJob), removed);
        }
    });
}
