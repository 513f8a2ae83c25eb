namespace Smartcard.BackOffice.Booth;

/// <param name="Alarm">The audit was changed, which is the first thing to know; only for whoever may see it.</param>
/// <param name="Find">What is searched for; null for nothing.</param>
public sealed record BoothModel(AuditAlarm? Alarm, string? Find, BoothLists Lists);

/// <summary>What changes while somebody looks.</summary>
public sealed record BoothLists(IReadOnlyList<BoothLine> Waiting, IReadOnlyList<JourneyLine> Journeys);

/// <param name="Entry">The first that is wrong.</param>
public sealed record AuditAlarm(long Entry, string? Reason);

/// <param name="Id">Of the case.</param>
/// <param name="Holder">A dash where that is not known.</param>
/// <param name="Reset">Where to send that the passcode was reset in person; null where this person may not or there is no card.</param>
public sealed record BoothLine(Guid Id, DateTimeOffset Since, string Holder, Guid? Card, string Why, string? Reset);

/// <param name="Page">Of its record; null where that is no longer kept.</param>
public sealed record JourneyLine(Guid Id, string? Page, DateTimeOffset Started, string Kind, string Holder, string Now);
