using Hangfire;
using Smartcard.SelfService.Retention;

namespace Smartcard.Server.Jobs;

/// <summary>Every hour: removes journeys past <see cref="RetentionOptions.Journeys"/>, with all that belongs to them.</summary>
/// <remarks>Idempotent; a run that stops half-way goes on with the next one.</remarks>
internal sealed class PurgeJourneysJob(JourneyPurge purge, ILogger<PurgeJourneysJob> logger) : Job(logger)
{
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)] // the next run is the retry
    public Task RunAsync(CancellationToken cancellationToken) => RunAsync(async () =>
    {
        if (await purge.RunAsync(cancellationToken) is > 0 and var removed)
        {
            logger.Purged(nameof(PurgeJourneysJob), removed);
        }
    });
}
