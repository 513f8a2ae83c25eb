using Smartcard.Server.Look;

namespace Smartcard.Server.BackOffice;

/// <param name="Alarm">The audit was changed, which is the first thing to know; only for whoever may see it.</param>
public sealed record BoothModel(AuditAlarm? Alarm, IReadOnlyList<BoothLine> Waiting, IReadOnlyList<JourneyLine> Journeys);

/// <param name="Entry">The first that is wrong.</param>
public sealed record AuditAlarm(long Entry, string? Reason);

/// <param name="Reset">Where to send that the passcode was reset in person; null where this person may not or there is no card.</param>
public sealed record BoothLine(DateTimeOffset Since, string Holder, string Why, string? Reset);

public sealed record JourneyLine(DateTimeOffset Started, string Kind, string Holder, string Now);

/// <param name="Chain">Whether the chain is whole.</param>
/// <param name="Shown">At most so many entries are.</param>
public sealed record AuditModel(Telling Chain, int Shown, IReadOnlyList<AuditLine> Entries);

public sealed record AuditLine(long Entry, DateTimeOffset At, string What, string By, string Account, string Card);
