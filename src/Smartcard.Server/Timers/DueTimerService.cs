using Smartcard.Storage;
using Smartcard.Storage.Telemetry;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Server.Timers;

/// <summary>Resumes the journeys whose timer has come due, each in a transaction of its own.</summary>
/// <remarks>Timers are rows: a host that dies loses none, and one that starts finds those that came due meanwhile.</remarks>
internal sealed class DueTimerService(IServiceScopeFactory scopes, TimeProvider time, ILogger<DueTimerService> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Poll, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ResumeDueAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                logger.TimersFailed(failure);
            }
        }
    }

    internal async Task<int> ResumeDueAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<Guid> due;
        await using (var scope = scopes.CreateAsyncScope())
        {
            due = await scope.ServiceProvider.GetRequiredService<DueTimers>().FindAsync(time.GetUtcNow(), limit: 100, cancellationToken);
        }

        foreach (var bookmark in due)
        {
            try
            {
                await ResumeAsync(bookmark, cancellationToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // One timer that cannot be resumed keeps none of the others waiting.
                logger.TimersFailed(failure);
            }
        }

        return due.Count;
    }

    private async Task ResumeAsync(Guid bookmark, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var engine = scope.ServiceProvider.GetRequiredService<WorkflowEngine>();
        var transaction = scope.ServiceProvider.GetRequiredService<TurnTransaction>();
        await scope.ServiceProvider.GetRequiredService<TurnTelemetry>().MeasureAsync(TurnTrigger.Timer, null, () => transaction.RunAsync(ct => engine.ResumeTimerAsync(bookmark, ct), cancellationToken));
    }
}
