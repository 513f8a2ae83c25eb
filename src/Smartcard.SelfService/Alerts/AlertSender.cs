using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Smartcard.Domain;
using Smartcard.Domain.Alerts;
using Smartcard.Storage;

namespace Smartcard.SelfService.Alerts;

/// <summary>Sends news of alerts to the webhook: claims the row, posts it, notes what became of it.</summary>
/// <remarks>
/// Safe on many hosts at once. A host that dies after the post and before its commit leaves the row as it was: it is
/// posted again, with the same id.
/// </remarks>
public sealed class AlertSender(
    SmartcardDbContext database, TurnTransaction turn, AlertWebhook webhook, TimeProvider time, ILogger<AlertSender> logger)
{
    /// <summary>A host that died while sending is replaced after this; a post takes ten seconds at most.</summary>
    private static readonly TimeSpan Claimed = TimeSpan.FromMinutes(1);

    private const int Batch = 20;

    /// <summary>Sends what is due: first what was never tried, then what has been due the longest.</summary>
    /// <remarks>
    /// When the receiver does not answer, the others wait until the next time: it would not answer them either. A host without a
    /// webhook leaves all to the others, while the settings of one after another are changed. It ends what nobody has sent in time.
    /// </remarks>
    public async Task SendDueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (isSet, tooOld) = (webhook.IsSet, now - AlertDelivery.TriedFor);
        var due = await database.Set<AlertDelivery>().AsNoTracking()
            .Where(d => d.State == AlertDeliveryState.Waiting && (d.Attempts == 0 || d.DueAt <= now))
            .Where(d => isSet || d.CreatedAt <= tooOld)
            .OrderBy(d => d.Attempts > 0)
            .ThenBy(d => d.DueAt)
            .Select(d => d.Id)
            .Take(Batch)
            .ToListAsync(cancellationToken);
        foreach (var id in due)
        {
            if (await SendAsync(id, cancellationToken) is AlertProblem.TimedOut or AlertProblem.Unreachable)
            {
                return;
            }
        }
    }

    /// <returns>Why the receiver did not take it; null = it did, or there was nothing to do.</returns>
    private async Task<AlertProblem?> SendAsync(AlertDeliveryId id, CancellationToken cancellationToken)
    {
        var scope = TurnScope.OfAlertDelivery(id.Value);
        if (await turn.RunAsync(scope, ct => ClaimAsync(id, ct), cancellationToken) is not { } delivery)
        {
            return null;
        }

        var answer = await webhook.PostAsync(delivery, cancellationToken);
        var noted = await turn.RunAsync(scope, ct => NoteAsync(id, answer, ct), CancellationToken.None);
        Log(noted);
        return answer.Problem;
    }

    /// <returns>Null when there is nothing to do.</returns>
    private async Task<AlertDelivery?> ClaimAsync(AlertDeliveryId id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var delivery = await database.Set<AlertDelivery>().SingleOrDefaultAsync(d => d.Id == id, cancellationToken);
        if (delivery?.IsDueAt(now) != true)
        {
            return null;
        }

        delivery.Claim(now + Claimed);
        return delivery;
    }

    private async Task<AlertDelivery?> NoteAsync(AlertDeliveryId id, AlertAnswer answer, CancellationToken cancellationToken)
    {
        var delivery = await database.Set<AlertDelivery>()
            .SingleOrDefaultAsync(d => d.Id == id && d.State == AlertDeliveryState.Waiting, cancellationToken);
        if (delivery is null)
        {
            return null; // another host was faster, or the row is gone
        }

        var now = time.GetUtcNow();
        var again = now + AlertPauses.After(delivery.Attempts, RandomNumberGenerator.GetInt32(1000) / 1000.0);
        if (answer.Problem is null or AlertProblem.NotConfigured || again > delivery.NotAfter)
        {
            delivery.End(answer, now);
        }
        else
        {
            delivery.Retry(answer, again);
        }

        return delivery;
    }

    private void Log(AlertDelivery? delivery)
    {
        switch (delivery)
        {
            case { State: AlertDeliveryState.Delivered }:
                logger.AlertDelivered(delivery.Id, delivery.Condition.ToWord(), delivery.Change);
                break;
            case { State: AlertDeliveryState.GivenUp, Problem: { } problem }:
                logger.AlertGivenUp(delivery.Id, delivery.Condition.ToWord(), delivery.Attempts, problem, delivery.Status);
                break;
            case { Problem: { } problem }:
                logger.AlertWillBeRetried(delivery.Id, delivery.Attempts, problem, delivery.Status);
                break;
        }
    }
}
