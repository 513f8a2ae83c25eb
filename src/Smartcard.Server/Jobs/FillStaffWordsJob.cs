using Hangfire;
using Smartcard.SelfService.People;

namespace Smartcard.Server.Jobs;

/// <summary>Every ten minutes: gives search words to staff who have none, for example after an upgrade.</summary>
/// <remarks>Idempotent; a run that stops half-way goes on with the next one.</remarks>
internal sealed class FillStaffWordsJob(StaffWordFill words, ILogger<FillStaffWordsJob> logger) : Job(logger)
{
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)] // the next run is the retry
    public Task RunAsync(CancellationToken cancellationToken) => RunAsync(() => words.RunAsync(cancellationToken));
}
