using Smartcard.Domain;
using Smartcard.Domain.Journeys;
using Smartcard.Storage;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Telemetry;

/// <summary>Counts journeys as they begin and end, and how late timers are. It comes after <see cref="Journeys.JourneyObserver"/>, which says how a journey ended.</summary>
public sealed class JourneyCounter(SmartcardDbContext database, SelfServiceMetrics metrics) : ITurnObserver
{
    public ValueTask OnStartingAsync(Turn turn, CancellationToken cancellationToken)
    {
        if (JourneyKinds.Of(turn.State.DefinitionId) is { } kind)
        {
            metrics.JourneyStarted(kind);
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask OnTurnAsync(Turn turn, CancellationToken cancellationToken)
    {
        if (turn.DueAt is { } dueAt)
        {
            metrics.TimerWentOff(dueAt);
        }

        if (turn.State.Status != WorkflowStatus.Suspended && await database.FindAsync<Journey>([new JourneyId(turn.InstanceId)], cancellationToken) is { } journey)
        {
            metrics.JourneyEnded(journey);
        }
    }
}
