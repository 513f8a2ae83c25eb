using Smartcard.Storage;
using Smartcard.Storage.Telemetry;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Server.Timers;

/// <summary>
/// Resumes the journeys whose timer has come due: at that moment, or, where the clock or a note failed it, at the next
/// poll.
/// </summary>
/// <remarks>
/// Timers are rows: a host that dies loses none, and one that starts finds those that came due in the meantime. Hosts
/// share what is due, none taking what another has in hand.
/// </remarks>
internal sealed class DueTimerService(
    IServiceScopeFactory scopes,
    TimerSignal signal,
    TimeProvider time,
    ILogger<DueTimerService> logger
) : BackgroundService
{
    /// <summary>In one transaction: short enough that nobody's message waits noticeably behind them.</summary>
    private const int Batch = 20;

    /// <summary>A timer that could not be resumed is passed over for so long, so that any number of them stand in nobody's way.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);

    private readonly Dictionary<Guid, DateTimeOffset> _passedOver = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var isSet = signal.Next();
            var wait = await ResumeDueAsync(stoppingToken);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(Task.Delay(wait, time, stop.Token), isSet).ConfigureAwait(false);
            await stop.CancelAsync();
        }
    }

    /// <returns>How long nothing is to be done.</returns>
    internal async Task<TimeSpan> ResumeDueAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await using var scope = scopes.CreateAsyncScope();
                if (await scope.ServiceProvider.GetRequiredService<DueTimers>().NextAsync(cancellationToken) is not { } next)
                {
                    return DueTimers.Poll;
                }

                if (next - time.GetUtcNow() is { Ticks: > 0 } rest)
                {
                    return rest < DueTimers.Poll ? rest : DueTimers.Poll;
                }

                if (!await ResumeBatchAsync(scope.ServiceProvider, cancellationToken))
                {
                    return DueTimers.Poll; // what is due is in another host's hands, or could not be resumed
                }
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            logger.TimersFailed(failure);
            return DueTimers.Poll;
        }
    }

    /// <returns>Whether any was resumed.</returns>
    private async Task<bool> ResumeBatchAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        IReadOnlyList<Guid> claimed = [];
        try
        {
            var transaction = services.GetRequiredService<TurnTransaction>();
            return await services
                .GetRequiredService<TurnTelemetry>()
                .MeasureAsync(
                    TurnTrigger.Timer,
                    channel: null,
                    () =>
                        transaction.RunAsync(
                            async ct =>
                            {
                                claimed = await services
                                    .GetRequiredService<DueTimers>()
                                    .ClaimAsync(time.GetUtcNow(), Batch, PassedOver(), ct);
                                var engine = services.GetRequiredService<WorkflowEngine>();
                                foreach (var timer in claimed)
                                {
                                    await engine.ResumeTimerAsync(timer, ct);
                                }

                                return claimed.Count > 0;
                            },
                cancellationToken));
        }
        catch (Exception failure) when (failure is not OperationCanceledException && claimed.Count > 0)
        {
            return await ResumeEachAsync(claimed, cancellationToken);
        }
    }

    /// <summary>One timer that cannot be resumed keeps none of the others waiting.</summary>
    private async Task<bool> ResumeEachAsync(IReadOnlyList<Guid> timers, CancellationToken cancellationToken)
    {
        var isAny = false;
        foreach (var timer in timers)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var engine = scope.ServiceProvider.GetRequiredService<WorkflowEngine>();
                isAny |=
                    await scope
                        .ServiceProvider.GetRequiredService<TurnTransaction>()
                        .RunAsync(ct => engine.ResumeTimerAsync(timer, ct), cancellationToken) is ResumeResult.Resumed;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                _passedOver[timer] = time.GetUtcNow() + Again;
                logger.TimersFailed(failure);
            }
        }

        return isAny;
    }

    private Guid[] PassedOver()
    {
        foreach (var (timer, until) in _passedOver)
        {
            if (until <= time.GetUtcNow())
            {
                _passedOver.Remove(timer);
            }
        }

        return [.. _passedOver.Keys];
    }
}
