using Hangfire;
using Smartcard.SelfService.Figures;
using Smartcard.SelfService.Retention;

namespace Smartcard.Server.Jobs;

/// <summary>Every five minutes: counts the figures, and removes those past <see cref="RetentionOptions.Figures"/>.</summary>
/// <remarks>Idempotent; a run that stops half-way goes on with the next one.</remarks>
internal sealed class CountFiguresJob(FigureCounting figures, FigurePurge purge, ILogger<CountFiguresJob> logger) : Job(logger)
{
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)] // the next run is the retry
    public Task RunAsync(CancellationToken cancellationToken) => RunAsync(async () =>
    {
        await figures.RunAsync(cancellationToken);
        if (await purge.RunAsync(cancellationToken) is > 0 and var removed)
        {
            logger.Purged(nameof(CountFiguresJob), removed);
        }
    });
}
