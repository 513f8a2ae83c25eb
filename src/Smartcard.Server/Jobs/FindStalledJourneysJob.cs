using Hangfire;
using Smartcard.SelfService.Journeys;

namespace Smartcard.Server.Jobs;

/// <summary>Every minute: counts journeys under way of which nothing is heard, for the booth and for whoever runs the product.</summary>
internal sealed class FindStalledJourneysJob(
    SilentJourneys journeys,
    StalledJourneys count,
    ILogger<FindStalledJourneysJob> logger
) : Job(logger)
{
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)] // the next run is the retry
    public Task RunAsync(CancellationToken cancellationToken) => RunAsync(async () =>
    {
        var report = await journeys.ReportAsync(cancellationToken);
        if (count.Change(report) && report is { Stalled: > 0, Since: { } since })
        {
            logger.JourneysAreStalled(report.Stalled, since);
        }

        if (report is { Stuck: > 0, Oldest: { } oldest })
        {
            logger.JourneysAreStuck(report.Stuck, oldest.Value);
        }
    });
}

/// <summary>
/// What the last run on this host found. Of several hosts, one runs it each minute: whoever sums up takes the newest,
/// not the sum.
/// </summary>
internal sealed class StalledJourneys
{
    private SilenceReport _last = new(0, 0, null, null);

    public SilenceReport Last => Volatile.Read(ref _last);

    /// <returns>Whether there are more or fewer than before.</returns>
    internal bool Change(SilenceReport report) => Interlocked.Exchange(ref _last, report).Stalled != report.Stalled;
}
