using System.Diagnostics;
using System.Threading.Channels;
using Hangfire;
using Hangfire.States;
using Microsoft.Extensions.Options;
using Smartcard.Domain;
using Smartcard.SelfService.Mail;
using Smartcard.Server.Setup;
using Smartcard.Server.Telemetry;
using Smartcard.Storage;

namespace Smartcard.Server.Jobs;

/// <summary>
/// Enqueues mails once they are committed, and makes losing any job harmless: a mail whose job is gone gets a new one,
/// a recurring job is put back.
/// </summary>
internal sealed class SweepService(
    IServiceScopeFactory scopes,
    JobStorage storage,
    JobStore store,
    IBackgroundJobClient jobs,
    RecurringJobs recurring,
    MailSignal signal,
    IOptions<DatabaseOptions> database,
    TimeProvider time,
    ILogger<SweepService> logger) : BackgroundService
{
    private const int Batch = 100;

    /// <summary>While this many jobs wait, more would not help anybody.</summary>
    internal const int LongQueue = 200;

    /// <summary>A mail that this host has enqueued waits in the queue for so long before it counts as lost.</summary>
    private static readonly TimeSpan Enqueued = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly Dictionary<LeftMail, DateTimeOffset> _enqueued = [];
    private readonly Channel<(MailId Mail, string? Trace)> _committed = Channel.CreateBounded<(
        MailId Mail,
        string? Trace
    )>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly SemaphoreSlim _one = new(1, 1);
    private bool _isPutBack;

    /// <summary>Listens before the host has started: what runs in the background may start later than the first turn.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        signal.OnAdded += Committed;
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(EnqueueCommittedAsync(stoppingToken), SweepAgainAndAgainAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; what is left is in the outbox.
        }
        finally
        {
            signal.OnAdded -= Committed;
        }
    }

    /// <summary>
    /// Called after a commit, by the turn: it must neither wait for the jobs' tables nor fail for their sake. What is
    /// dropped here is swept up.
    /// </summary>
    private void Committed(MailId mail) => _committed.Writer.TryWrite((mail, Activity.Current?.Id));

    private async Task EnqueueCommittedAsync(CancellationToken cancellationToken)
    {
        await foreach (var (mail, trace) in _committed.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                ContinuesTraceAttribute.MadeBy.Value = trace;
                Enqueue(mail);
            }
            catch (Exception failure)
            {
                logger.NotEnqueued(mail, (failure.InnerException ?? failure).GetType().Name);
            }
        }
    }

    private async Task SweepAgainAndAgainAsync(CancellationToken cancellationToken)
    {
        await Task.Yield(); // the host's start does not wait for a sweep
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            await SweepAsync(cancellationToken);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>One at a time: two would each take a mail for one that the other had not enqueued.</summary>
    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            recurring.PutBack(anew: !_isPutBack);
            _isPutBack = true;
            await EnqueueLeftAsync(cancellationToken);
        }
        catch (Exception failure) when (JobStore.IsForLackOfTables(failure) && database.Value.MigrateAtStart)
        {
            await MakeTablesAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            logger.SweepFailed(failure.GetType().FullName!, failure.StackTrace);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task EnqueueLeftAsync(CancellationToken cancellationToken)
    {
        if (storage.GetMonitoringApi().EnqueuedCount(EnqueuedState.DefaultQueue) > LongQueue)
        {
            return;
        }

        var now = time.GetUtcNow();
        foreach (var (old, _) in _enqueued.Where(e => now - e.Value >= Enqueued).ToList())
        {
            _enqueued.Remove(old);
        }

        await using var scope = scopes.CreateAsyncScope();
        foreach (var mail in await scope.ServiceProvider.GetRequiredService<LeftMails>().FindAsync(Batch, _startedAt, cancellationToken))
        {
            if (_enqueued.TryAdd(mail, now))
            {
                Enqueue(mail.Id);
            }
        }
    }

    /// <summary>Somebody dropped them while we run.</summary>
    private async Task MakeTablesAsync(CancellationToken cancellationToken)
    {
        try
        {
            logger.TablesAreGone();
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<DatabasePreparation>().RunAloneAsync(store.PrepareAsync, cancellationToken);
            _enqueued.Clear();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            logger.SweepFailed(failure.GetType().FullName!, failure.StackTrace);
        }
    }

    private void Enqueue(MailId mail) => jobs.Enqueue<SendMailJob>(job => job.RunAsync(mail.Value, CancellationToken.None));
}
