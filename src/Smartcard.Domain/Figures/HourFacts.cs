using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Prompts;

namespace Smartcard.Domain.Figures;

/// <summary>What is on record of one hour.</summary>
/// <param name="Journeys">That began in it, whenever they ended.</param>
/// <param name="Mails">That were made in it.</param>
public sealed record HourFacts(
    IReadOnlyList<JourneyFact> Journeys,
    IReadOnlyList<StopFact> Stops,
    IReadOnlyList<OpenedFact> Opened,
    IReadOnlyList<ClosedFact> Closed,
    IReadOnlyList<MailFact> Mails)
{
    public bool IsEmpty => Journeys.Count + Stops.Count + Opened.Count + Closed.Count + Mails.Count == 0;
}

/// <param name="EndedAt">Null while it is under way.</param>
/// <param name="Proved">What it has proved so far.</param>
public sealed record JourneyFact(
    JourneyKind Kind,
    string? Organisation,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    JourneyEnd? End,
    JourneyStage? Stage,
    IReadOnlyCollection<EvidenceKind> Proved);

/// <summary>A card's self-service was stopped.</summary>
/// <param name="IsFrozen">By its holder, and not by wrong answers.</param>
public sealed record StopFact(string? Organisation, bool IsFrozen);

/// <summary>A case of the booth was opened.</summary>
/// <param name="Card">Null where none is known.</param>
/// <param name="IsFirst">The card had no case that was older and open.</param>
public sealed record OpenedFact(CardId? Card, string? Organisation, DateTimeOffset OpenedAt, bool IsFirst);

/// <summary>A case of the booth was closed.</summary>
/// <param name="Card">Null where none is known.</param>
/// <param name="TakenAt">When the first colleague took it; null = nobody did.</param>
public sealed record ClosedFact(
    CardId? Card, string? Organisation, DateTimeOffset OpenedAt, DateTimeOffset ClosedAt, DateTimeOffset? TakenAt);

/// <param name="Provider">As <see cref="MailFigures.Provider"/>.</param>
public sealed record MailFact(string? Organisation, string Provider, MailState State, MailDelivery Delivery)
{
    public MailOutcome Outcome => (State, Delivery) switch
    {
        (_, MailDelivery.Bounced or MailDelivery.Dropped) => MailOutcome.CameBack,
        (_, MailDelivery.Delivered) => MailOutcome.Delivered,
        (MailState.Failed, _) => MailOutcome.Failed,
        (_, MailDelivery.Deferred) => MailOutcome.Deferred,
        (MailState.Sent, _) => MailOutcome.Accepted,
        _ => MailOutcome.Waiting,
    };
}
