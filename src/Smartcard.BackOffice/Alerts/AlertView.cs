using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain.Alerts;
using Smartcard.Domain.Mail;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.SelfService.Alerts;
using Smartcard.Storage;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Alerts;

/// <summary>Puts together what is shown of alerts.</summary>
internal sealed class AlertView(SmartcardDbContext database, IOptions<AlertOptions> options)
{
    private const int Shown = 20;

    public async Task<AlertsModel> ModelAsync(bool isTestSent, Errors errors, CancellationToken cancellationToken) => new(
        await ListsAsync(cancellationToken),
        options.Value.Webhook.Host,
        options.Value.Mail.To.Count,
        isTestSent && !errors.Any,
        errors);

    public async Task<AlertLists> ListsAsync(CancellationToken cancellationToken)
    {
        var raised = await OpenAsync(cancellationToken);
        var ended = await database.Set<Alert>().AsNoTracking()
            .Where(a => a.ClearedAt != null && a.Condition != AlertCondition.Test)
            .OrderByDescending(a => a.RaisedAt)
            .Take(Shown)
            .ToListAsync(cancellationToken);
        var deliveries = await database.Set<AlertDelivery>().AsNoTracking()
            .OrderByDescending(d => d.CreatedAt)
            .Take(Shown)
            .ToListAsync(cancellationToken);
        var mails = await database.Set<OutgoingMail>().AsNoTracking()
            .Where(m => m.Kind == MailKind.Alert)
            .OrderByDescending(m => m.CreatedAt)
            .Take(Shown)
            .ToListAsync(cancellationToken);
        return new AlertLists(
            [
                .. AlertConditions.Watched
                    .OrderByDescending(c => raised.Exists(a => a.Condition == c))
                    .Select(c => LineOf(c, raised.Find(a => a.Condition == c))),
            ],
            [
                .. ended.Select(a => new EndedAlertLine(
                    a.Id.Value,
                    a.Condition == AlertCondition.AuditBroken
                        ? AlertWords.Of(a.Condition, AlertChange.Cleared)
                        : AlertWords.Of(a.Condition),
                    a.RaisedAt,
                    a.ClearedAt,
                    AlertWords.ValueOf(a.Condition, a.Highest))),
            ],
            [.. deliveries.Select(d => new AlertDeliveryLine(d.Id.Value, d.CreatedAt, AlertWords.Of(d.Condition, d.Change), BecameOf(d)))],
            [
                .. mails.Select(m => new AlertMailLine(
                    m.Id.Value, m.CreatedAt, MailWords.MaskedAddressOf(m), MailWords.StateOf(m), MailWords.DeliveryOf(m))),
            ]);
    }

    /// <summary>What is raised now. Of what users may have done, those hear who may see the audit.</summary>
    public async Task<RaisedAlerts> RaisedAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var raised = await OpenAsync(cancellationToken);
        var seesAll = http.User.May(Policies.SeeAudit);
        return new RaisedAlerts(
            [
                .. raised.Where(a => seesAll || !a.Condition.IsAboutUsers()).Select(a => new Telling(
                    a.Condition == AlertCondition.AuditBroken
                        ? Catalogue.Alerts["audit.raised", ("changed", Catalogue.Alerts["audit.broken"])]
                        : Catalogue.Alerts["line.one", ("condition", AlertWords.Of(a.Condition)), ("value", ValueOf(a))],
                    a.RaisedAt,
                    ".")),
            ],
            http.User.May(Policies.TendAlerts) ? AlertPages.Path : null);
    }

    private Task<List<Alert>> OpenAsync(CancellationToken cancellationToken) => database.Set<Alert>().AsNoTracking()
        .Where(a => a.ClearedAt == null)
        .OrderBy(a => a.RaisedAt)
        .ToListAsync(cancellationToken);

    private ConditionLine LineOf(AlertCondition condition, Alert? raised) => new(
        condition.ToWord(),
        AlertWords.Of(condition),
        AlertWords.LimitOf(condition, options.Value.ThresholdOf(condition)),
        raised switch
        {
            { Condition: AlertCondition.AuditBroken } => new Telling(
                Catalogue.Alerts["audit.raised", ("changed", Catalogue.Alerts["audit.broken"])], raised.RaisedAt),
            not null => new Telling(Catalogue.Alerts["state.raised", ("value", ValueOf(raised))], raised.RaisedAt),
            null when options.Value.IsOff(condition) => new Telling(Catalogue.Alerts["state.off"]),
            null => new Telling(Catalogue.Alerts["state.none"]),
        });

    private static string ValueOf(Alert alert) => AlertWords.ValueOf(alert.Condition, alert.Value);

    private static Telling BecameOf(AlertDelivery delivery) => delivery switch
    {
        { State: AlertDeliveryState.Delivered } => new Telling(Catalogue.Alerts["delivery.delivered"], delivery.EndedAt),
        { State: AlertDeliveryState.GivenUp } => new Telling(
            Catalogue.Alerts["delivery.givenUp"],
            delivery.EndedAt,
            Catalogue.Alerts["delivery.givenUpAfter", ("times", delivery.Attempts), ("problem", ProblemOf(delivery))]),
        { Problem: not null } => new Telling(
            Catalogue.Alerts["delivery.retried", ("times", delivery.Attempts), ("problem", ProblemOf(delivery))], delivery.DueAt),
        _ => new Telling(Catalogue.Alerts["delivery.waiting"]),
    };

    private static string ProblemOf(AlertDelivery delivery) => delivery.Problem switch
    {
        AlertProblem.Refused => Catalogue.Alerts["problem.refused", ("status", delivery.Status)],
        AlertProblem.Redirected => Catalogue.Alerts["problem.redirected"],
        AlertProblem.TimedOut => Catalogue.Alerts["problem.timedOut"],
        AlertProblem.Unreachable => Catalogue.Alerts["problem.unreachable"],
        AlertProblem.NotConfigured => Catalogue.Alerts["problem.notConfigured"],
        var other => throw new InvalidOperationException($"There are no words for {other}."),
    };
}
