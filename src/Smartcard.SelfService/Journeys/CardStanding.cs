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

    /// <summary>The signature is not the enrolled card's.</summary>
    NotProved,
}
