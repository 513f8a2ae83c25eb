using Smartcard.Domain.CardTasks;

namespace Smartcard.Domain.Cards.Readings;

/// <summary>An RA administrator reads a card in the reader of their own computer, to give it to somebody or to see whose it is.</summary>
/// <remarks>Its journey has the same id, and no card: what a reading says of a card is nothing that a journey relies on.</remarks>
public sealed class CardReading : IDeskPairing
{
    /// <summary>After it, nothing is done with what was read: the card may be in other hands.</summary>
    /// <remarks>Its journey ends <see cref="Journeys.Journey.Patience"/> later at the latest. Then what was read is forgotten.</remarks>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(15);

    public required JourneyId Id { get; init; }

    /// <summary>The RA administrator whose reading it is, and nobody else's.</summary>
    public required UserId ReadBy { get; init; }

    /// <summary>Who is to get the card, where the reading was begun on their page; null = nobody yet.</summary>
    public StaffId? ForStaff { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <inheritdoc/>
    public byte[]? SealedPairing { get; set; }

    /// <inheritdoc/>
    public DateTimeOffset? PairingUntil { get; set; }

    /// <summary>What kind of card was in the reader; null = not known.</summary>
    public CardType? Type { get; private set; }

    /// <summary>Null = no card was read yet that we can use.</summary>
    public CardIdentifier? Identifier { get; private set; }

    /// <summary>Of the passcode; null = the card did not say.</summary>
    public int? AttemptsLeft { get; private set; }

    /// <summary>SubjectPublicKeyInfo; null = the card has none.</summary>
    public byte[]? PublicKey { get; private set; }

    /// <summary>Null = the card has none.</summary>
    public byte[]? Certificate { get; private set; }

    /// <summary>Which version of a derived key is checked; null = none is.</summary>
    public int? KeyVersion { get; private set; }

    /// <summary>When the vault was let answer the card; null = it was not.</summary>
    public DateTimeOffset? KeyCheckedAt { get; private set; }

    /// <summary>Whether the card has the key that the vault derives for it; null = nobody saw it.</summary>
    public bool? KeyFits { get; private set; }

    /// <summary>The card that was given, once it was.</summary>
    public CardId? GivenCard { get; private set; }

    public bool IsExpiredAt(DateTimeOffset now) => now >= StartedAt + Lifetime;

    /// <summary>A card that was read before counts no longer.</summary>
    public void Take(ReadCard card)
    {
        (Type, Identifier, AttemptsLeft) = (card.Type, card.Identifier, card.AttemptsLeft);
        (PublicKey, Certificate) = (card.PublicKey, card.Certificate);
        (KeyVersion, KeyFits) = (null, null); // that the vault answered once stays
    }

    /// <summary>The key is to be checked, when the helper comes for it.</summary>
    public void WantKeyCheck(int version) => KeyVersion = version;

    /// <summary>The vault is let answer the card, once in a reading.</summary>
    public void ReleaseKeyCheck(DateTimeOffset now) => KeyCheckedAt = now;

    public void KeyWasSeen(bool fits) => KeyFits = fits;

    public void Give(CardId card) => GivenCard = card;

    /// <summary>It has ended. What the rules need later stays: which card it was, and what a check of its key showed.</summary>
    public void Forget()
    {
        (SealedPairing, PairingUntil) = (null, null);
        (AttemptsLeft, PublicKey, Certificate) = (null, null, null);
    }
}

/// <summary>What a reader helper says of a card.</summary>
/// <param name="Identifier">Null = it is no card that we can use.</param>
/// <param name="AttemptsLeft">Null = the card did not say.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo; null = it has none.</param>
/// <param name="Certificate">Null = it has none.</param>
public sealed record ReadCard(
    CardType? Type, CardIdentifier? Identifier, int? AttemptsLeft, byte[]? PublicKey, byte[]? Certificate);
