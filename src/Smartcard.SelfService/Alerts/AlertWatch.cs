using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Smartcard.Domain.Alerts;
using Smartcard.Storage;

namespace Smartcard.SelfService.Alerts;

/// <summary>Looks how things stand, raises alerts and ends them, and has the people told who are to know.</summary>
/// <remarks>
/// What was found, who is told, and the news on its way are one transaction: a host that is killed loses nothing, and of
/// two hosts that look at once the second finds what the first has written.
/// </remarks>
public sealed class AlertWatch(
    SmartcardDbContext database,
    TurnTransaction turn,
    AlertFigures figures,
    AlertNews news,
    IOptions<AlertOptions> options,
    TimeProvider time,
    ILogger<AlertWatch> logger)
{
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var found = await figures.ReadAsync(cancellationToken);
        if (!found.Any(f => f.IsAbove) && !await news.IsAnythingOpenAsync(cancellationToken))
        {
            return; // as it is nearly always: no turn is needed to write nothing
        }

        var changes = await turn.RunAsync(TurnScope.OfAlerts, ct => TakeInAsync(found, ct), cancellationToken);
        foreach (var (alert, change) in changes)
        {
            if (change == AlertChange.Raised)
            {
                logger.AlertRaised(alert.Condition.ToWord(), alert.Value, alert.Threshold);
            }
            else
            {
                logger.AlertIsOver(alert.Condition.ToWord(), alert.RaisedAt);
            }
        }
    }

    private async Task<List<(Alert Alert, AlertChange Change)>> TakeInAsync(
        IReadOnlyList<AlertFigure> found, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var open = await database.Set<Alert>().Where(a => a.ClearedAt == null).ToDictionaryAsync(a => a.Condition, cancellationToken);
        var changes = new List<(Alert, AlertChange)>();
        foreach (var figure in found)
        {
            if (open.Remove(figure.Condition, out var alert))
            {
                if (alert.Note(figure, now, options.Value.ClearAfter))
                {
                    changes.Add((alert, AlertChange.Cleared));
                }
            }
            else if (figure.IsAbove)
            {
                var raised = Alert.Raise(figure, now);
                database.Add(raised);
                changes.Add((raised, AlertChange.Raised));
            }
        }

        foreach (var switchedOff in open.Values)
        {
            switchedOff.Clear(now);
            changes.Add((switchedOff, AlertChange.Cleared));
        }

        await news.TellAsync(changes, cancellationToken);
        return changes;
    }
}
