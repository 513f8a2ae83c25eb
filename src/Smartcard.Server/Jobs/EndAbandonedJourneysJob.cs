using Hangfire;
using Smartcard.SelfService.Journeys;

namespace Smartcard.Server.Jobs;

/// <summary>Every minute: ends journeys of which nothing was heard for half an hour. S7.</summary>
/// <remarks>Idempotent: each is looked at again in the turn that ends it.</remarks>
internal sealed class EndAbandonedJourneysJob(AbandonedJourneys journeys, ILogger<EndAbandonedJourneysJob> logger) : Job(logger)
{
    private const int MostBatches = 20;

    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)] // the next run is the retry
    public Task RunAsync(CancellationToken cancellationToken) => RunAsync(async () =>
    {
        for (var batch = 0; batch < MostBatches && await journeys.EndAsync(cancellationToken) == AbandonedJourneys.Batch; batch++)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    });
}
