using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Cards.Readings;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;
using Smartcard.Domain.Retention;

namespace Smartcard.SelfService.People.Disclosures;

/// <summary>All that is on record of a member of staff, for them to read: each list with the oldest first.</summary>
/// <param name="Accounts">In the back office, of whoever holds a card of ours themselves.</param>
/// <param name="UserNames">Of everybody of the back office who is named in it.</param>
public sealed record PersonData(
    Staff Staff,
    IReadOnlyList<Card> Cards,
    IReadOnlyList<CardLockout> Lockouts,
    IReadOnlyList<Registration> Registrations,
    IReadOnlyList<JourneyTrace> Journeys,
    IReadOnlyList<OutgoingMail> Mails,
    IReadOnlyList<BoothCase> Cases,
    IReadOnlyList<ReadNote> Notes,
    IReadOnlyList<InPersonReset> InPerson,
    IReadOnlyList<AddressChange> AddressChanges,
    IReadOnlyList<JourneyAct> Acts,
    IReadOnlyList<CardReading> Readings,
    IReadOnlyList<ChatLine> Chats,
    IReadOnlyList<AuditEntry> Audit,
    IReadOnlyList<string> Accounts,
    IReadOnlyList<LegalHold> Holds,
    IReadOnlyDictionary<UserId, string> UserNames);

/// <summary>What booth staff wrote about a case.</summary>
/// <param name="Text">Null where it cannot be opened any more.</param>
public sealed record ReadNote(DateTimeOffset At, UserId WrittenBy, string? Text);

/// <summary>What was said in a chat. What somebody typed into a form is not kept.</summary>
public sealed record ChatLine(DateTimeOffset At, bool IsFromPerson, string Text);
