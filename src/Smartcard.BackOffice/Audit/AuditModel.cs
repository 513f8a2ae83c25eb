using Smartcard.Look;

namespace Smartcard.BackOffice.Audit;

/// <param name="Chain">Whether the chain is whole.</param>
/// <param name="Shown">At most so many entries are.</param>
/// <param name="Find">What is searched for; null for nothing.</param>
/// <param name="Days">Of the entries that are looked at.</param>
public sealed record AuditModel(Telling Chain, int Shown, string? Find, TypedDays Days, IReadOnlyList<AuditLine> Entries);

/// <param name="Event">As the audit has it.</param>
/// <param name="Holder">Of the card; null where there is none.</param>
public sealed record AuditLine(
    long Entry, DateTimeOffset At, string Event, string By, string Account, Guid? Journey, Guid? Card, string? Holder);
