using Smartcard.BackOffice.Audit;
using Smartcard.Look;

namespace Smartcard.BackOffice.People;

/// <param name="NowPath">Of the part that changes, alone.</param>
/// <param name="Site">Null where nobody has said.</param>
/// <param name="Number">Null where there is none.</param>
/// <param name="LeftAt">Null = they work here.</param>
/// <param name="ErasedAt">When their name was erased; null = it was not.</param>
/// <param name="Record">Where their record is changed; null where this person may not.</param>
/// <param name="Holds">Legal holds; empty for whoever may not see them.</param>
/// <param name="Audit">What it says of the person's cards, the newest first; null for whoever may not see it.</param>
public sealed record PersonModel(
    string NowPath,
    string Organisation,
    string? Site,
    string? Number,
    DateTimeOffset? LeftAt,
    DateTimeOffset? ErasedAt,
    RecordLinks? Record,
    IReadOnlyList<HoldLine> Holds,
    PersonNowModel Now,
    IReadOnlyList<AuditLine>? Audit);

/// <param name="Leave">Where somebody says that they have left.</param>
/// <param name="Return">Where somebody says that they are back.</param>
/// <param name="Data">Where a copy of all that is held about them is made.</param>
/// <param name="Hold">Where they are put on legal hold.</param>
/// <param name="Erase">Where what is held about them is erased.</param>
/// <param name="GiveCard">Where a card is read that they are to get.</param>
public sealed record RecordLinks(string Change, string Leave, string Return, string Data, string Hold, string Erase, string GiveCard);

/// <param name="Lift">Where it is taken off; null where this person may not.</param>
public sealed record HoldLine(Guid Id, string Reference, string By, DateTimeOffset At, string? Lift);

/// <summary>What changes while somebody looks.</summary>
public sealed record PersonNowModel(
    string Name,
    IReadOnlyList<CardLine> Cards,
    IReadOnlyList<UnderWayLine> UnderWay,
    IReadOnlyList<PersonMailLine> Mails,
    IReadOnlyList<CaseLine> Cases,
    IReadOnlyList<EarlierLine> Earlier);

/// <param name="State">Why it is not in use, and since when; null = it is.</param>
/// <param name="Codes">Where codes go, masked; null where the card is not registered.</param>
/// <param name="SelfService">Open, or why it is stopped and since when.</param>
/// <param name="Help">Where to help the holder in person; null where this person may not.</param>
/// <param name="IsOwn">Whether it is the card of whoever looks, who could help otherwise.</param>
/// <param name="Acts">What can be done to the card; empty where this person may not.</param>
public sealed record CardLine(
    Guid Id,
    Telling? State,
    Telling Registration,
    string? Codes,
    IReadOnlyList<Telling> SelfService,
    DateTimeOffset? LastUsed,
    string? Help,
    bool IsOwn,
    IReadOnlyList<CardActLink> Acts)
{
    /// <summary>What kind of card it is.</summary>
    public required string Kind { get; init; }

    /// <summary>What is wrong with its PUK and what to do; null where nothing is.</summary>
    public string? Puk { get; init; }
}

/// <param name="Name">Short and the only one of its kind for a card.</param>
public sealed record CardActLink(string Name, string Address, string Words);

/// <summary>A journey under way.</summary>
/// <param name="Page">Of its record with the painted drawing, or of the reset in person; null where there is none to be seen.</param>
/// <param name="PageWords">Of the link to it.</param>
/// <param name="Where">What it is and how far it has come.</param>
/// <param name="Silent">How long nothing has been heard, in words.</param>
/// <param name="WrongCodes">How often the open code was entered wrongly; null = never.</param>
/// <param name="Why">Why it stands still, in one sentence; null = it does not, as far as we can tell.</param>
/// <param name="Acts">Where to help with it; null where this person may not.</param>
public sealed record UnderWayLine(
    Guid Id,
    string? Page,
    string PageWords,
    string Where,
    IReadOnlyList<StepLine> Steps,
    string Silent,
    string? WrongCodes,
    string? Why,
    string? Advice,
    string? Acts);

/// <param name="Took">In words; null for the first.</param>
public sealed record StepLine(DateTimeOffset At, string Words, string? Took);

/// <param name="To">Masked.</param>
/// <param name="Delivery">What is known of its arrival, if anything.</param>
public sealed record PersonMailLine(Guid Id, DateTimeOffset Made, string Kind, string To, Telling State, Telling? Delivery);

/// <param name="Closed">Null = it is open.</param>
public sealed record CaseLine(Guid Id, DateTimeOffset Opened, DateTimeOffset? Closed, Guid? Card, string Why);

/// <param name="Page">Of its record; null where that is no longer kept.</param>
public sealed record EarlierLine(Guid Id, string? Page, DateTimeOffset Started, string Kind, string End, string Took);
