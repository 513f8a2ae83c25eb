using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain.Alerts;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Mail;
using Smartcard.Storage;

namespace Smartcard.SelfService.Alerts;

/// <summary>Puts news of alerts on their way, in the turn that makes them: to the webhook at once, by mail from time to time.</summary>
public sealed class AlertNews(
    SmartcardDbContext database, Outbox outbox, AlertDigest digest, IOptions<AlertOptions> options, TimeProvider time)
{
    /// <summary>At most one mail in this time, which has all that happened since the one before.</summary>
    private static readonly TimeSpan BetweenMails = TimeSpan.FromMinutes(15);

    /// <summary>Nobody is mailed what is older.</summary>
    private static readonly TimeSpan StillNews = TimeSpan.FromDays(1);

    public bool HasWebhook => options.Value.Webhook.Host is not null;

    public bool HasMail => options.Value.Mail.To.Count > 0;

    /// <summary>Whether an alert is raised, or nobody was mailed yet that one is over.</summary>
    public Task<bool> IsAnythingOpenAsync(CancellationToken cancellationToken)
    {
        var (since, isMailed) = (time.GetUtcNow() - StillNews, HasMail);
        return database.Set<Alert>().AnyAsync(
            a => a.ClearedAt == null || (isMailed && a.ClearMailedAt == null && a.ClearedAt > since), cancellationToken);
    }

    /// <summary>In a turn, after it has changed the alerts.</summary>
    public async Task TellAsync(IEnumerable<(Alert Alert, AlertChange Change)> changes, CancellationToken cancellationToken)
    {
        if (HasWebhook)
        {
            database.AddRange(changes.Select(c => AlertDelivery.Of(c.Alert, c.Change, time.GetUtcNow())));
        }

        if (HasMail)
        {
            await MailAsync(cancellationToken);
        }
    }

    /// <summary>That somebody asked for a test.</summary>
    public void TellTest(Alert test)
    {
        if (HasWebhook)
        {
            database.Add(AlertDelivery.Of(test, AlertChange.Test, time.GetUtcNow()));
        }

        Mail(digest.Test());
    }

    private async Task MailAsync(CancellationToken cancellationToken)
    {
        var (now, since) = (time.GetUtcNow(), time.GetUtcNow() - StillNews);
        await database.Set<Alert>()
            .Where(a => a.ClearedAt == null || (a.ClearMailedAt == null && a.ClearedAt > since))
            .LoadAsync(cancellationToken);
        var alerts = database.Set<Alert>().Local.OrderBy(a => a.RaisedAt).ToList(); // with those that this turn has raised
        var raised = alerts.FindAll(a => a.RaiseMailedAt is null);
        var over = alerts.FindAll(a => a is { ClearedAt: not null, ClearMailedAt: null });
        if (raised.Count + over.Count == 0 || await WasMailedLatelyAsync(now, cancellationToken))
        {
            return;
        }

        Mail(digest.Of(raised, over, alerts.FindAll(a => a is { ClearedAt: null, RaiseMailedAt: not null })));
        raised.ForEach(a => a.RaiseMailedAt = now);
        over.ForEach(a => a.ClearMailedAt = now);
    }

    private void Mail(string text)
    {
        foreach (var address in options.Value.Mail.To.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            outbox.TellOfAlerts(EmailAddress.Parse(address), text);
        }
    }

    /// <summary>A clock that was wrong may have left a time that is still to come. It keeps no mail back.</summary>
    private Task<bool> WasMailedLatelyAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var since = now - BetweenMails;
        return database.Set<Alert>().AnyAsync(
            a => a.Condition != AlertCondition.Test
                && ((a.RaiseMailedAt > since && a.RaiseMailedAt <= now) || (a.ClearMailedAt > since && a.ClearMailedAt <= now)),
            cancellationToken);
    }
}
