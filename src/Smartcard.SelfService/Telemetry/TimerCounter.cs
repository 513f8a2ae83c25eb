using Smartcard.Workflows;

namespace Smartcard.SelfService.Telemetry;

/// <summary>Measures how late timers are.</summary>
internal sealed class TimerCounter(SelfServiceMetrics metrics) : ITurnObserver
{
    public ValueTask OnTurnAsync(Turn turn, CancellationToken cancellationToken)
    {
        if (turn.DueAt is { } dueAt)
        {
            metrics.TimerWentOff(dueAt);
        }

        return ValueTask.CompletedTask;
    }
}
