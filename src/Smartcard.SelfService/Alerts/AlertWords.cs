using Smartcard.Domain.Alerts;
using Smartcard.Domain.Systems;
using Smartcard.Wording;

namespace Smartcard.SelfService.Alerts;

/// <summary>Alerts in words, for pages and mails.</summary>
public static class AlertWords
{
    private const long Minute = 60;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

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
        AlertCondition.VaultAway => Catalogue.Alerts["condition.vaultAway"],
        AlertCondition.KeyUsesRefused => Catalogue.Alerts["condition.keyUsesRefused"],
        AlertCondition.TokensExpiring => Catalogue.Alerts["condition.tokensExpiring", ("days", ApiToken.AlertNotice.Days)],
        AlertCondition.Test => Catalogue.Alerts["condition.test"],
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, null),
    };

    /// <summary>That it is raised or over.</summary>
    public static string Of(AlertCondition condition, AlertChange change) => (condition, change) switch
    {
        (AlertCondition.AuditBroken, AlertChange.Raised) => Catalogue.Alerts["audit.broken"],
        (AlertCondition.AuditBroken, AlertChange.Cleared) => Catalogue.Alerts["audit.whole"],
        (_, AlertChange.Raised) => Catalogue.Alerts["news.raised", ("condition", Of(condition))],
        (_, AlertChange.Cleared) => Catalogue.Alerts["news.cleared", ("condition", Of(condition))],
        (_, AlertChange.Test) => Of(condition),
        _ => throw new ArgumentOutOfRangeException(nameof(change), change, null),
    };

    /// <summary>A dash where it says nothing.</summary>
    public static string ValueOf(AlertCondition condition, long value) => condition.UnitOf() switch
    {
        "cards" => Catalogue.Alerts["value.cards", ("count", value)],
        "seconds" => TimeOf(value, isExact: false),
        "journeys" => Catalogue.Alerts["value.journeys", ("count", value)],
        "mails" => Catalogue.Alerts["value.mails", ("count", value)],
        "vaults" when value == 0 => Catalogue.Alerts["value.vaultThere"],
        "vaults" => Catalogue.Alerts["value.vaultAway"],
        "uses" => Catalogue.Alerts["value.uses", ("count", value)],
        "tokens" => Catalogue.Alerts["value.tokens", ("count", value)],
        "resets" => Catalogue.Alerts["value.resets", ("count", value)],
        _ => "–",
    };

    /// <summary>When it is raised.</summary>
    public static string LimitOf(AlertCondition condition, long threshold) => condition switch
    {
        AlertCondition.AuditBroken => Catalogue.Alerts["limit.broken"],
        AlertCondition.VaultAway => Catalogue.Alerts["limit.vaultAway"],
        _ => Catalogue.Alerts[
            "limit.above",
            ("value", condition.UnitOf() == "seconds" ? TimeOf(threshold, isExact: true) : ValueOf(condition, threshold))],
    };

    /// <summary>In the largest unit of which there are two or more.</summary>
    /// <param name="isExact">Whether nothing may be left over.</param>
    private static string TimeOf(long seconds, bool isExact)
    {
        bool Fits(long unit) => seconds >= 2 * unit && (!isExact || seconds % unit == 0);
        return Fits(Day) ? Catalogue.Alerts["value.days", ("count", seconds / Day)]
            : Fits(Hour) ? Catalogue.Alerts["value.hours", ("count", seconds / Hour)]
            : Fits(Minute) ? Catalogue.Alerts["value.minutes", ("count", seconds / Minute)]
            : Catalogue.Alerts["value.seconds", ("count", seconds)];
    }
}
