using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;

namespace Smartcard.SelfService.People;

/// <summary>All that is on record of a member of staff and helps those who help them.</summary>
/// <param name="UnderWay">The newest first.</param>
/// <param name="Earlier">Journeys that ended, the newest first.</param>
/// <param name="Mails">The newest first.</param>
/// <param name="Cases">What is open comes first, then the newest.</param>
public sealed record PersonStanding(
    Staff Staff,
    IReadOnlyList<CardStanding> Cards,
    IReadOnlyList<JourneyStanding> UnderWay,
    IReadOnlyList<Journey> Earlier,
    IReadOnlyList<OutgoingMail> Mails,
    IReadOnlyList<BoothCase> Cases);

/// <param name="Registration">The one in force; where there is none, the one that is being made. Null = neither.</param>
/// <param name="Lockout">Null = nobody has answered a question for it yet, or stopped its self-service.</param>
/// <param name="LastUsedAt">When it was last read in a journey that is still on record.</param>
public sealed record CardStanding(Card Card, RegistrationStanding? Registration, CardLockout? Lockout, DateTimeOffset? LastUsedAt)
{
    public CardId Id => Card.Id;

    /// <summary>A PIV card's; null where it has none.</summary>
    public PukCandidates? Puk { get; init; }
}

/// <summary>A journey under way.</summary>
/// <param name="Cause">Why it stands still; null = it does not, as far as we can tell.</param>
public sealed record JourneyStanding(JourneyTrace Trace, StallCause? Cause);
