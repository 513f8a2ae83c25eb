namespace Smartcard.Domain;

/// <summary>An id of its own type over a UUIDv7, so that ids of different things cannot be mixed up and sort by time.</summary>
public interface IEntityId
{
    Guid Value { get; init; }
}

public readonly record struct StaffId(Guid Value) : IEntityId
{
    public static StaffId New() => new(Guid.CreateVersion7());

    public static bool operator <(StaffId one, StaffId other) => one.Value < other.Value;

    public static bool operator >(StaffId one, StaffId other) => one.Value > other.Value;
}

public readonly record struct CardId(Guid Value) : IEntityId
{
    public static CardId New() => new(Guid.CreateVersion7());
}

/// <summary>A journey is one workflow instance: the same id names both.</summary>
public readonly record struct JourneyId(Guid Value) : IEntityId
{
    public static JourneyId New() => new(Guid.CreateVersion7());
}

public readonly record struct RegistrationId(Guid Value) : IEntityId
{
    public static RegistrationId New() => new(Guid.CreateVersion7());
}

public readonly record struct CodeId(Guid Value) : IEntityId
{
    public static CodeId New() => new(Guid.CreateVersion7());
}

public readonly record struct PairingId(Guid Value) : IEntityId
{
    public static PairingId New() => new(Guid.CreateVersion7());
}

public readonly record struct HelperSessionId(Guid Value) : IEntityId
{
    public static HelperSessionId New() => new(Guid.CreateVersion7());
}

public readonly record struct CardTaskId(Guid Value) : IEntityId
{
    public static CardTaskId New() => new(Guid.CreateVersion7());
}

public readonly record struct EvidenceId(Guid Value) : IEntityId
{
    public static EvidenceId New() => new(Guid.CreateVersion7());
}

public readonly record struct BoothCaseId(Guid Value) : IEntityId
{
    public static BoothCaseId New() => new(Guid.CreateVersion7());
}

/// <summary>A line of the booth: a card with all its open cases, or one case that has no card. Its value is the id of that.</summary>
public readonly record struct MatterId(Guid Value) : IEntityId
{
    public static MatterId Of(CardId card) => new(card.Value);

    public static MatterId Of(CardId? card, BoothCaseId @case) => new(card?.Value ?? @case.Value);
}

public readonly record struct BoothNoteId(Guid Value) : IEntityId
{
    public static BoothNoteId New() => new(Guid.CreateVersion7());
}

public readonly record struct JourneyActId(Guid Value) : IEntityId
{
    public static JourneyActId New() => new(Guid.CreateVersion7());
}

public readonly record struct MailId(Guid Value) : IEntityId
{
    public static MailId New() => new(Guid.CreateVersion7());
}

/// <summary>Somebody who works in the back office; staff with a card have their own id.</summary>
public readonly record struct UserId(Guid Value) : IEntityId
{
    public static UserId New() => new(Guid.CreateVersion7());
}

public readonly record struct AlertId(Guid Value) : IEntityId
{
    public static AlertId New() => new(Guid.CreateVersion7());
}

public readonly record struct AlertDeliveryId(Guid Value) : IEntityId
{
    public static AlertDeliveryId New() => new(Guid.CreateVersion7());
}

public readonly record struct WrappingKeyId(Guid Value) : IEntityId
{
    public static WrappingKeyId New() => new(Guid.CreateVersion7());
}

/// <summary>A file of staff and cards that somebody brought.</summary>
public readonly record struct ImportId(Guid Value) : IEntityId
{
    public static ImportId New() => new(Guid.CreateVersion7());
}

public readonly record struct LegalHoldId(Guid Value) : IEntityId
{
    public static LegalHoldId New() => new(Guid.CreateVersion7());
}
