namespace Smartcard.BackOffice.Booth;

/// <param name="Alarm">The audit was changed, which is the first thing to know; only for whoever may see it.</param>
/// <param name="Sites">The organisations of those who are in the queue now.</param>
/// <param name="Only">The only organisation whose people this viewer sees; null = they see everybody.</param>
public sealed record BoothModel(
    AuditAlarm? Alarm, BoothFilter Filter, IReadOnlyList<string> Sites, string? Only, BoothLists Lists);

/// <summary>What changes while somebody looks.</summary>
/// <param name="Stalls">Journeys that stand still.</param>
public sealed record BoothLists(
    QueuePart Waiting,
    IReadOnlyList<InPersonLine> InPerson,
    StallPart Stalls,
    IReadOnlyList<JourneyLine> Journeys);

/// <param name="Entry">The first that is wrong.</param>
public sealed record AuditAlarm(long Entry, string? Reason);

/// <summary>Cards that need help, as many as one page has.</summary>
/// <param name="Count">That match what was chosen, on all pages.</param>
/// <param name="Free">That nobody has taken, of those.</param>
/// <param name="Longest">How long the first of them has waited, in words; null = none waits.</param>
/// <param name="Of">Without what was chosen.</param>
/// <param name="First">The number of the first line here.</param>
/// <param name="Newest">When the newest of their reasons came, in milliseconds; 0 = none waits.</param>
/// <param name="IsWhole">Whether all open cases were read.</param>
public sealed record QueuePart(
    IReadOnlyList<BoothLine> Lines,
    int Count,
    int Free,
    string? Longest,
    int Of,
    int First,
    string? Before,
    string? After,
    long Newest,
    bool IsWhole);

/// <summary>A card with all its open cases, or a case without a card.</summary>
/// <param name="Page">Of the case.</param>
/// <param name="Holder">A dash where that is not known.</param>
/// <param name="Why">Each reason once.</param>
/// <param name="Take">Where the button to take it goes; null = somebody has it, or this person may not.</param>
/// <param name="Help">Where to help the holder in person; null where this person may not or there is no card.</param>
/// <param name="Close">Where to close the card's cases; null where this person may not.</param>
/// <param name="IsOwn">Whether it is the card of whoever looks, who could act otherwise.</param>
public sealed record BoothLine(
    Guid Id,
    string Page,
    DateTimeOffset Since,
    string Waited,
    string Holder,
    string? Organisation,
    Guid? Card,
    IReadOnlyList<string> Why,
    bool IsDanger,
    string? ClaimedBy,
    bool IsMine,
    string? Take,
    string? Help,
    string? Close,
    bool IsOwn = false);

/// <summary>Journeys that stand still, the first of them.</summary>
/// <param name="Count">That match what was chosen.</param>
/// <param name="Of">Without what was chosen.</param>
/// <param name="IsWhole">Whether all silent journeys were looked at.</param>
public sealed record StallPart(IReadOnlyList<StallLine> Lines, int Count, string? Longest, int Of, bool IsWhole);

/// <param name="Page">Of its record; null where that is no longer kept.</param>
/// <param name="Card">Null where none is known yet.</param>
/// <param name="Acts">Where to help with it; null where it has ended or this person may not.</param>
public sealed record JourneyLine(
    Guid Id, string? Page, DateTimeOffset Started, string Kind, string Holder, Guid? Card, string Now, string? Acts);

/// <param name="Silent">For how long, in words.</param>
/// <param name="Card">Null where none is known yet.</param>
/// <param name="Where">How far it has come, in words.</param>
/// <param name="Why">Why it stands still, in one sentence.</param>
/// <param name="Advice">What can be done.</param>
/// <param name="Help">Where to help the holder in person; null where this person may not or no card is known yet.</param>
/// <param name="Acts">Where to help with the journey; null where this person may not.</param>
/// <param name="IsOwn">Whether it is the card of whoever looks, who could act otherwise.</param>
public sealed record StallLine(
    Guid Id,
    string? Page,
    DateTimeOffset Since,
    string Silent,
    string Holder,
    Guid? Card,
    string Where,
    string Why,
    string Advice,
    string? Help,
    string? Acts,
    bool IsOwn = false);
