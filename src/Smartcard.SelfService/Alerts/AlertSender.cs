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

    /// <summary>Sends what is due, oldest first.</summary>
    public async Task SendDueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = await database.Set<AlertDelivery>().AsNoTracking()
            .Where(d => d.State == AlertDeliveryState.Waiting && d.DueAt <= now)
            .OrderBy(d => d.DueAt)
            .Select(d => d.Id)
            .Take(Batch)
            .ToListAsync(cancellationToken);
        foreach (var id in due)
        {
            await SendAsync(id, cancellationToken);
        }
    }

    public async Task SendAsync(AlertDeliveryId id, CancellationToken cancellationToken)
    {
        var scope = TurnScope.OfAlertDelivery(id.Value);
        if (await turn.RunAsync(scope, ct => ClaimAsync(id, ct), cancellationToken) is not { } delivery)
        {
            return;
        }

        var answer = await webhook.PostAsync(delivery, cancellationToken);
        var noted = await turn.RunAsync(scope, ct => NoteAsync(id, answer, ct), CancellationToken.None);
        Log(noted);
    }

    /// <returns>Null when there is nothing to do.</returns>
    private async Task<AlertDelivery?> ClaimAsync(AlertDeliveryId id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var delivery = await database.Set<AlertDelivery>().SingleOrDefaultAsync(d => d.Id == id, cancellationToken);
        if (delivery is not { State: AlertDeliveryState.Waiting } || delivery.DueAt > now)
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
        again = answer.NotBefore > again ? answer.NotBefore.Value : again;
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
