using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Alerts;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;

namespace Smartcard.SelfService.Alerts;

/// <summary>Sends an alert that means nothing, to see whether alerts arrive.</summary>
public sealed class TestAlerts(SmartcardDbContext database, TurnTransaction turn, AlertNews news, AuditLog audit, TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    public Task<TestAlertResult> SendAsync(UserId actor, CancellationToken cancellationToken) => turn.RunAsync(
        TurnScope.OfAlerts,
        async ct =>
        {
            var now = time.GetUtcNow();
            var since = now - Between;
            if (!news.HasWebhook && !news.HasMail)
            {
                return TestAlertResult.NobodyToTell;
            }

            if (await database.Set<Alert>()
                .AnyAsync(a => a.Condition == AlertCondition.Test && a.RaisedAt > since && a.RaisedAt <= now, ct))
            {
                return TestAlertResult.TooSoon;
            }

            var test = Alert.Test(now);
            database.Add(test);
            news.TellTest(test);
            audit.AddForUser("alert-test-sent", actor, subjectId: null);
            return TestAlertResult.Sent;
        },
        cancellationToken);
}

public enum TestAlertResult
{
    Sent,

    /// <summary>One was sent within the last minute.</summary>
    TooSoon,

    /// <summary>Neither a webhook nor an address is configured.</summary>
    NobodyToTell,
}
