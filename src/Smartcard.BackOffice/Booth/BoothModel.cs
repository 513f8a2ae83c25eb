namespace Smartcard.BackOffice.Booth;

/// <param name="Alarm">The audit was changed, which is the first thing to know; only for whoever may see it.</param>
/// <param name="Find">What is searched for; null for nothing.</param>
public sealed record BoothModel(AuditAlarm? Alarm, string? Find, BoothLists Lists);

/// <summary>What changes while somebody looks.</summary>
/// <param name="Stalls">Journeys that stand still; null while something is searched for.</param>
/// <param name="Holders">Whose names or cards match what is searched for; null = nothing is searched for.</param>
public sealed record BoothLists(
    IReadOnlyList<HolderLine>? Holders,
    IReadOnlyList<BoothLine> Waiting,
    IReadOnlyList<InPersonLine> InPerson,
    IReadOnlyList<StallLine>? Stalls,
    IReadOnlyList<JourneyLine> Journeys);

/// <param name="Entry">The first that is wrong.</param>
public sealed record AuditAlarm(long Entry, string? Reason);

/// <param name="Id">Of the card's oldest case.</param>
/// <param name="Why">Each reason once.</param>
/// <param name="Holder">A dash where that is not known.</param>
/// <param name="Help">Where to help the holder in person; null where this person may not or there is no card.</param>
/// <param name="Close">Where to close the card's cases; null where this person may not.</param>
public sealed record BoothLine(
    Guid Id, DateTimeOffset Since, string Holder, Guid? Card, IReadOnlyList<string> Why, string? Help, string? Close);

/// <param name="Page">Of its record; null where that is no longer kept.</param>
/// <param name="Acts">Where to help with it; null where it has ended or this person may not.</param>
public sealed record JourneyLine(Guid Id, string? Page, DateTimeOffset Started, string Kind, string Holder, string Now, string? Acts);

/// <param name="Where">How far it has come, in words.</param>
/// <param name="Why">Why it stands still, in one sentence.</param>
/// <param name="Advice">What can be done.</param>
/// <param name="Help">Where to help the holder in person; null where this person may not or no card is known yet.</param>
/// <param name="Acts">Where to help with the journey; null where this person may not.</param>
public sealed record StallLine(
    Guid Id, string? Page, DateTimeOffset Since, string Holder, string Where, string Why, string Advice, string? Help, string? Acts);
