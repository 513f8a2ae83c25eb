using Hangfire;
using Smartcard.SelfService.Journeys;

namespace Smartcard.Server.Jobs;

/// <summary>Every minute: ends journeys of which nothing was heard for half an hour. S7.</summary>
/// <remarks>
/// Idempotent: each is looked at again in the turn that ends it. Where one cannot be ended, the run fails after the others.
/// </remarks>
internal sealed class EndAbandonedJourneysJob(AbandonedJourneys journeys, ILogger<EndAbandonedJourneysJob> logger) : Job(logger)
{
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)] // the next run is the retry
    public Task RunAsync(CancellationToken cancellationToken) => RunAsync(() => journeys.EndAsync(cancellationToken));
}
