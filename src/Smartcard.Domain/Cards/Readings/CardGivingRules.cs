namespace Smartcard.Domain.Cards.Readings;

/// <summary>Whether a card that was read may be given to somebody, before the rules of an import are asked.</summary>
public static class CardGivingRules
{
    /// <param name="mayRead">Whether whose reading it is may still read cards.</param>
    /// <param name="known">The card as it is on record; null = it is new.</param>
    /// <param name="isOtherKey">Whether the last check of this version, in whatever reading, shows that the card has another key.</param>
    /// <param name="isOwn">Whether the holder, or the card, is of whose reading it is.</param>
    /// <returns>Null = as far as these rules go, it may.</returns>
    public static CardGivingRefusal? Refusal(
        CardReading reading, bool mayRead, Staff holder, Card? known, bool isOtherKey, bool isOwn, DateTimeOffset now) =>
        !mayRead ? CardGivingRefusal.MayNotRead
        : reading.GivenCard is not null ? CardGivingRefusal.GivenAlready
        : reading.IsExpiredAt(now) ? CardGivingRefusal.Expired
        : reading.Identifier is null ? CardGivingRefusal.NotRead
        : reading.PublicKey is null ? CardGivingRefusal.WithoutKey
        : reading.KeyFits == false || isOtherKey ? CardGivingRefusal.KeyDiffers
        : holder.LeftAt is not null || holder.ErasedAt is not null ? CardGivingRefusal.HolderLeft
        : isOwn ? CardGivingRefusal.OwnRecord
        : known?.StaffId == holder.Id ? CardGivingRefusal.TheirsAlready
        : null;
}

public enum CardGivingRefusal
{
    MayNotRead,
    GivenAlready,
    Expired,
    NotRead,

    /// <summary>There is no key on the card that it could sign with.</summary>
    WithoutKey,

    /// <summary>The card has another administrator key than the vault derives: nobody could ever unlock it.</summary>
    KeyDiffers,

    HolderLeft,

    /// <summary>Nobody gives a card to themselves, or their own card to somebody else.</summary>
    OwnRecord,

    TheirsAlready,
}
