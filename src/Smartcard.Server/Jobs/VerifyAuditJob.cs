using Hangfire;
using Smartcard.SelfService.Audit;

namespace Smartcard.Server.Jobs;

/// <summary>
/// Every ten minutes: verifies what was added to the audit, and once a week all of it; a break is a critical log line,
/// and stands in the back office.
/// </summary>
/// <remarks>Idempotent; two at once verify the same twice.</remarks>
internal sealed class VerifyAuditJob(AuditVerifier verifier, IAuditProgress file, ILogger<VerifyAuditJob> logger) : Job(logger)
{
    /// <summary>A run takes some seconds; what is left waits for the next.</summary>
    internal const int MostEntries = 100_000;

    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)] // the next run is the retry
    public Task RunAsync(CancellationToken cancellationToken) => RunAsync(async () =>
    {
        var progress = await verifier.VerifyAsync(file.Read(), MostEntries, cancellationToken);
        file.Write(progress);
        if (progress.BrokenAt is { } entry)
        {
            logger.AuditIsBroken(entry, progress.Reason!);
        }
    });
}
