using System.Linq.Expressions;
using Hangfire;

namespace Smartcard.Server.Jobs;

/// <summary>The jobs that come round again, with their times (cron, UTC). One run serves all hosts.</summary>
internal sealed class RecurringJobs(JobStorage storage, IRecurringJobManager manager)
{
    /// <summary>Hangfire's own name for the set of their ids.</summary>
    private const string Set = "recurring-jobs";

    private readonly Dictionary<string, Action<string>> _jobs = new(StringComparer.Ordinal);

    /// <summary>
    /// Puts back those that are missing: at a start, after somebody removed one, and when all of Hangfire's tables were
    /// emptied.
    /// </summary>
    /// <param name="anew">Also those that are there: a new version of the program may have another time for them.</param>
    public void PutBack(bool anew)
    {
        if (_jobs.Count == 0)
        {
            Declare();
        }

        using var connection = storage.GetConnection();
        var there = anew ? [] : connection.GetAllItemsFromSet(Set);
        foreach (var (id, put) in _jobs.Where(job => !there.Contains(job.Key)))
        {
            put(id);
        }
    }

    public IReadOnlyCollection<string> Ids
    {
        get
        {
            if (_jobs.Count == 0)
            {
                Declare();
            }

            return _jobs.Keys;
        }
    }

    private void Declare()
    {
        Add<EndAbandonedJourneysJob>("end-abandoned-journeys", "* * * * *", job => job.RunAsync(CancellationToken.None));
        Add<FindStalledJourneysJob>("find-stalled-journeys", "* * * * *", job => job.RunAsync(CancellationToken.None));
        Add<FillStaffWordsJob>("fill-search-words", "4-59/10 * * * *", job => job.RunAsync(CancellationToken.None));
        Add<LookForAlertsJob>("look-for-alerts", "* * * * *", job => job.RunAsync(CancellationToken.None));
        Add<CountFiguresJob>("count-figures", "2-59/5 * * * *", job => job.RunAsync(CancellationToken.None));
        Add<PurgeCodesJob>("purge-codes", "*/10 * * * *", job => job.RunAsync(CancellationToken.None));
        Add<PurgeMailsJob>("purge-mails", "13 * * * *", job => job.RunAsync(CancellationToken.None));
        Add<PurgeConversationsJob>("purge-conversations", "23 * * * *", job => job.RunAsync(CancellationToken.None));
        Add<PurgeJourneysJob>("purge-journeys", "33 * * * *", job => job.RunAsync(CancellationToken.None));
        Add<VerifyAuditJob>("verify-audit", "9-59/10 * * * *", job => job.RunAsync(CancellationToken.None));
    }

    private void Add<TJob>(string id, string cron, Expression<Func<TJob, Task>> run) =>
        _jobs.Add(id, name => manager.AddOrUpdate(name, run, cron));
}
