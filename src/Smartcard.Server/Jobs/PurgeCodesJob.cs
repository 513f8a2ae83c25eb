using Hangfire;
using Smartcard.SelfService.Retention;

namespace Smartcard.Server.Jobs;

/// <summary>Every ten minutes: marks codes whose time is over, and removes what is past <see cref="RetentionOptions.Codes"/>.</summary>
/// <remarks>Idempotent; a run that stops half-way goes on with the next one.</remarks>
internal sealed class PurgeCodesJob(CodePurge purge, ILogger<PurgeCodesJob> logger) : Job(logger)
{
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)] // the next run is the retry
    public Task RunAsync(CancellationToken cancellationToken) => RunAsync(async () =>
    {
        if (await purge.RunAsync(cancellationToken) is > 0 and var removed)
        {
            logger.Purged(nameof(PurgeCodesJob), removed);
        }
    });
}
