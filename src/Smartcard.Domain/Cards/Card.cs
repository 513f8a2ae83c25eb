namespace Smartcard.Domain.Cards;

/// <summary>A card that the Registration Authority issued.</summary>
public sealed class Card
{
    public required CardId Id { get; init; }

    public required CardIdentifier Identifier { get; init; }

    /// <summary>Who holds it.</summary>
    public required StaffId StaffId { get; set; }

    /// <summary>Since when, where somebody else held it before; null = from the beginning.</summary>
    public DateTimeOffset? HeldSince { get; private set; }

    public CardType Type { get; init; } = CardType.Gids;

    /// <summary>The key that proves the passcode, SubjectPublicKeyInfo. GIDS: the card's first key; PIV: 9A.</summary>
    public required byte[] PublicKey { get; init; }

    /// <summary>PIV: the key that shows, without the passcode, that the card is there, 9E, SubjectPublicKeyInfo. GIDS: null.</summary>
    public byte[]? PresenceKey { get; init; }

    public required DateTimeOffset EnrolledAt { get; init; }

    /// <summary>The import that brought it; null where none did.</summary>
    public ImportId? ImportId { get; init; }

    public CardState State { get; private set; } = CardState.InUse;

    /// <summary>Why it is not in use; null while it is.</summary>
    public CardStateReason? StateReason { get; private set; }

    /// <summary>Since when; null = since it was enrolled.</summary>
    public DateTimeOffset? StateSince { get; private set; }

    public bool IsInUse => State == CardState.InUse;

    /// <summary>What was before belongs to whoever held it then.</summary>
    public void GiveTo(StaffId holder, DateTimeOffset now) => (StaffId, HeldSince) = (holder, now);

    /// <summary>It may be resumed. Of a card that is suspended already, the reason is the new one.</summary>
    /// <returns>False where nothing changes: it is revoked, or suspended for this reason.</returns>
    public bool Suspend(CardStateReason reason, DateTimeOffset now) =>
        State != CardState.Revoked && StateReason != reason && Turn(CardState.Suspended, reason, now);

    /// <returns>False where nothing changes: it is in use, or revoked.</returns>
    public bool Resume(DateTimeOffset now) => State == CardState.Suspended && Turn(CardState.InUse, reason: null, now);

    /// <summary>For good: no card comes back from here.</summary>
    /// <returns>False where it is revoked already.</returns>
    public bool Revoke(CardStateReason reason, DateTimeOffset now) => State != CardState.Revoked && Turn(CardState.Revoked, reason, now);

    private bool Turn(CardState state, CardStateReason? reason, DateTimeOffset now)
    {
        (State, StateReason, StateSince) = (state, reason, now);
        return true;
    }
}

public enum CardState
{
    InUse,

    /// <summary>Nobody unlocks or registers it until it is resumed.</summary>
    Suspended,

    /// <summary>Nobody unlocks or registers it ever again.</summary>
    Revoked,
}

public enum CardStateReason
{
    Lost,
    Stolen,
    Damaged,

    /// <summary>Its holder works here no longer.</summary>
    HolderLeft,

    /// <summary>Its holder has a new one.</summary>
    Replaced,

    Other,
}
