namespace Smartcard.Domain.Registrations;

/// <summary>A registration as it is shown: without its answers.</summary>
public sealed record RegistrationStanding(
    CardId CardId,
    JourneyId JourneyId,
    RegistrationState State,
    EmailAddress? Address,
    DateTimeOffset CreatedAt,
    DateTimeOffset? CompletedAt);
