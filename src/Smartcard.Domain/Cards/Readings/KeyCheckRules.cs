namespace Smartcard.Domain.Cards.Readings;

/// <summary>Whether the vault may answer a card in a reader of the RA desk, to see whether the card has its key.</summary>
/// <remarks>
/// A GIDS card that was answered lets whoever has it in the reader set its passcode, until it is told to forget the answer. So this is
/// only for cards that come in: one that is known is somebody's, and is never answered here. See docs/decisions/0048.
/// </remarks>
public static class KeyCheckRules
{
    /// <summary>A card is answered once in this time, whoever reads it and however often: a wrong key may cost it a try.</summary>
    public static TimeSpan Apart { get; } = TimeSpan.FromHours(1);

    /// <returns>Null = it may.</returns>
    public static KeyCheckRefusal? Refusal(CardReading reading, KeyCheckFacts facts, DateTimeOffset now) =>
        !facts.MayRead ? KeyCheckRefusal.MayNotRead
        : reading.GivenCard is not null || reading.IsExpiredAt(now) ? KeyCheckRefusal.Expired
        : reading.Identifier is null || reading.PublicKey is null ? KeyCheckRefusal.NotRead
        : facts.IsKnown ? KeyCheckRefusal.KnownCard
        : facts.NeedsTwoPeople ? KeyCheckRefusal.TwoPeople
        : reading.KeyCheckedAt is not null ? KeyCheckRefusal.CheckedOnce
        : facts.WasCheckedLately ? KeyCheckRefusal.CheckedLately
        : facts.InLastHour >= facts.MostPerHour ? KeyCheckRefusal.TooMany
        : null;
}

/// <param name="MayRead">Whether whose reading it is may still read cards.</param>
/// <param name="IsKnown">Whether the card is on record, in whatever state.</param>
/// <param name="NeedsTwoPeople">Whether the organisation wants two people for each reset at a desk.</param>
/// <param name="WasCheckedLately">Whether this card was answered within <see cref="KeyCheckRules.Apart"/>, in another reading.</param>
/// <param name="InLastHour">Resets and key checks that the same user had released.</param>
public sealed record KeyCheckFacts(
    bool MayRead, bool IsKnown, bool NeedsTwoPeople, bool WasCheckedLately, int InLastHour, int MostPerHour);

public enum KeyCheckRefusal
{
    MayNotRead,

    /// <summary>The reading is older than <see cref="CardReading.Lifetime"/>, or the card was given.</summary>
    Expired,

    NotRead,

    /// <summary>It is somebody's card: to be answered takes the evidence of an unlock or of a reset in person.</summary>
    KnownCard,

    TwoPeople,

    /// <summary>In this reading, and how that went may not be known.</summary>
    CheckedOnce,

    CheckedLately,
    TooMany,
}
