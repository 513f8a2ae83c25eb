namespace Smartcard.Domain.Booth;

/// <summary>A card that needs help in person.</summary>
public sealed class BoothCase
{
    public required BoothCaseId Id { get; init; }

    public required CardId? CardId { get; init; }

    public required JourneyId? JourneyId { get; init; }

    public required BoothReason Reason { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; set; }
}

public enum BoothReason
{
    SelfServiceStopped,
    QuestionsLockedOut,
    CodeLimit,

    /// <summary>The holder said "this was not me".</summary>
    NotMe,

    /// <summary>After a reset the card did not show its key: somebody may have replaced it.</summary>
    CardKeyDoubtful,

    /// <summary>The journey could not go on for a fault of ours that was not tried again.</summary>
    SetAside,

    /// <summary>Somebody wanted to use a card that is suspended or revoked.</summary>
    CardNotInUse,

    /// <summary>A PIV card whose PUK is blocked, or that has none we know: nobody can set a new passcode on it.</summary>
    NoPukLeft,

    /// <summary>People do not unlock this kind of card themselves here.</summary>
    UnlockAtBooth,

    /// <summary>A card that cannot be used here: of another kind, with something missing, or that did not show itself.</summary>
    CardNotUsable,
}
