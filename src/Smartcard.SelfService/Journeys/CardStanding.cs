namespace Smartcard.SelfService.Journeys;

/// <summary>What a journey has found out about the card in the reader.</summary>
public enum CardStanding
{
    Good,
    NotKnown,
    NotRegistered,

    /// <summary>The card is suspended or revoked: the journey ends, see <see cref="Cards.CardGate"/>.</summary>
    NotInUse,

    /// <summary>Self-service has stopped for the card.</summary>
    Stopped,

    /// <summary>It is not the kind of card that is on record, or does not show that it is there.</summary>
    NotBelieved,

    /// <summary>The signature is not the enrolled card's.</summary>
    NotProved,
}
