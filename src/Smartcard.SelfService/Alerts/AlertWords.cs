using Smartcard.Domain.Alerts;
using Smartcard.Wording;

namespace Smartcard.SelfService.Alerts;

/// <summary>Alerts in words, for pages and mails.</summary>
public static class AlertWords
{
    private const int Minute = 60;

    public static string Of(AlertCondition condition) => condition switch
    {
        AlertCondition.BoothWaiting => Catalogue.Alerts["condition.boothWaiting"],
        AlertCondition.BoothWaitTime => Catalogue.Alerts["condition.boothWaitTime"],
        AlertCondition.JourneysStalled => Catalogue.Alerts["condition.journeysStalled"],
        AlertCondition.MailFailing => Catalogue.Alerts["condition.mailFailing"],
        AlertCondition.AuditBroken => Catalogue.Alerts["condition.auditBroken"],
        AlertCondition.InPersonByUser => Catalogue.Alerts["condition.inPersonByUser"],
        AlertCondition.InPersonTotal => Catalogue.Alerts["condition.inPersonTotal"],
        AlertCondition.TimersLate => Catalogue.Alerts["condition.timersLate"],
        AlertCondition.Test => Catalogue.Alerts["condition.test"],
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, null),
    };

    public static string ValueOf(AlertCondition condition, long value) => condition.UnitOf() switch
    {
        "cards" => Catalogue.Alerts["value.cards", ("count", value)],
        "seconds" when value >= 2 * Minute => Catalogue.Alerts["value.minutes", ("count", value / Minute)],
        "seconds" => Catalogue.Alerts["value.seconds", ("count", value)],
        "journeys" => Catalogue.Alerts["value.journeys", ("count", value)],
        "mails" => Catalogue.Alerts["value.mails", ("count", value)],
        "resets" => Catalogue.Alerts["value.resets", ("count", value)],
        "breaks" when value > 0 => Catalogue.Alerts["value.broken"],
        "breaks" => Catalogue.Alerts["value.whole"],
        _ => "–",
    };

    /// <summary>When it is raised.</summary>
    public static string LimitOf(AlertCondition condition, long threshold) => condition == AlertCondition.AuditBroken
        ? Catalogue.Alerts["limit.broken"]
        : Catalogue.Alerts["limit.above", ("value", ValueOf(condition, threshold))];
}
