using System.Globalization;
using Microsoft.Extensions.Options;
using Smartcard.Domain.Alerts;
using Smartcard.Domain.Figures;
using Smartcard.SelfService.Mail;
using Smartcard.Wording;

namespace Smartcard.SelfService.Alerts;

/// <summary>What a mail about alerts says, a paragraph a line. No names, and nothing that leads to a person.</summary>
public sealed class AlertDigest(IOptions<MailOptions> mail)
{
    /// <summary>Of the page that has the alerts.</summary>
    private const string Path = "/backoffice/alerts";

    /// <summary>Of those that are over, so that the text is never longer than a mail may be. Of the others there are few.</summary>
    private const int MostOver = 20;

    public string Page => mail.Value.PublicAddress.TrimEnd('/') + Path;

    public string Of(IReadOnlyList<Alert> raised, IReadOnlyList<Alert> over, IReadOnlyList<Alert> still) => string.Join(
        '\n',
        [
            .. Part(Catalogue.Alerts["mail.raised"], raised.Where(a => a.ClearedAt is null), Raised),
            .. Part(Catalogue.Alerts["mail.over"], over.TakeLast(MostOver), Over),
            .. over.Count > MostOver ? [Catalogue.Alerts["mail.overMore", ("count", over.Count - MostOver)]] : Array.Empty<string>(),
            .. Part(Catalogue.Alerts["mail.still"], still, Raised),
            Catalogue.Alerts["mail.page", ("page", Page)],
            Catalogue.Alerts["mail.why"],
        ]);

    public string Test() => string.Join(
        '\n', [Catalogue.Alerts["mail.test"], Catalogue.Alerts["mail.page", ("page", Page)], Catalogue.Alerts["mail.why"]]);

    private static IEnumerable<string> Part(string heading, IEnumerable<Alert> alerts, Func<Alert, string> line)
    {
        var lines = alerts.Select(line).ToList();
        return lines.Count == 0 ? [] : [heading, .. lines];
    }

    private static string Raised(Alert alert) => alert.Condition == AlertCondition.AuditBroken
        ? Catalogue.Alerts["mail.auditLine", ("changed", Catalogue.Alerts["audit.broken"]), ("since", Words(alert.RaisedAt))]
        : Catalogue.Alerts[
            "mail.raisedLine",
            ("what", AlertWords.Of(alert.Condition)),
            ("value", AlertWords.ValueOf(alert.Condition, alert.Value)),
            ("since", Words(alert.RaisedAt)),
            ("limit", AlertWords.LimitOf(alert.Condition, alert.Threshold))];

    private static string Over(Alert alert)
    {
        var (since, until) = (Words(alert.RaisedAt), Words(alert.ClearedAt!.Value));
        return alert.Condition == AlertCondition.AuditBroken
            ? Catalogue.Alerts[
                "mail.auditOverLine", ("whole", Catalogue.Alerts["audit.whole"]), ("since", since), ("until", until)]
            : Catalogue.Alerts[
                "mail.overLine",
                ("what", AlertWords.Of(alert.Condition)),
                ("since", since),
                ("until", until),
                ("highest", AlertWords.ValueOf(alert.Condition, alert.Highest))];
    }

    /// <summary>As clocks in the UK have it.</summary>
    private static string Words(DateTimeOffset at) => UkTime.Of(at).ToString("d MMMM, HH:mm", CultureInfo.InvariantCulture);
}
