using Smartcard.Look;

namespace Smartcard.BackOffice.Alerts;

/// <param name="IsTestSent">Whether a test alert was, just now.</param>
/// <param name="Host">Where alerts are posted to; null = nowhere.</param>
/// <param name="Addresses">How many get them by mail.</param>
public sealed record AlertsModel(AlertLists Lists, string? Host, int Addresses, bool IsTestSent, Errors Errors);

/// <summary>What changes while somebody looks.</summary>
public sealed record AlertLists(
    IReadOnlyList<ConditionLine> Conditions,
    IReadOnlyList<EndedAlertLine> Ended,
    IReadOnlyList<AlertDeliveryLine> Deliveries,
    IReadOnlyList<AlertMailLine> Mails);

/// <param name="Name">As in settings and webhooks, e.g. <c>booth-waiting</c>.</param>
/// <param name="Limit">When there is an alert.</param>
/// <param name="Now">Whether there is one, with its value and since when.</param>
public sealed record ConditionLine(string Name, string Words, string Limit, Telling Now);

public sealed record EndedAlertLine(Guid Id, string Words, DateTimeOffset Raised, DateTimeOffset? Cleared, string Highest);

/// <param name="Became">What became of it, in words.</param>
public sealed record AlertDeliveryLine(Guid Id, DateTimeOffset Made, string News, Telling Became);

/// <param name="To">A part of the address.</param>
public sealed record AlertMailLine(Guid Id, DateTimeOffset Made, string To, Telling State, Telling? Delivery);

/// <summary>What is raised now, for the booth.</summary>
/// <param name="Page">Where there is more; null for whoever may not see it.</param>
public sealed record RaisedAlerts(IReadOnlyList<Telling> Alerts, string? Page);
