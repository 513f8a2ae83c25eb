namespace Smartcard.Domain.CardTasks;

/// <summary>How a card task ended: as the reader helper reported it, or as the host ended it.</summary>
public enum CardTaskEnd
{
    Done,
    NoCard,
    CardRemoved,
    WrongCard,
    PasscodeLocked,
    CardNotSupported,
    Refused,

    /// <summary>By the person, or with the journey.</summary>
    Cancelled,

    /// <summary>The card is as it was, or has the new passcode: nobody saw which.</summary>
    Unknown,

    /// <summary>Nothing more was heard of the helper.</summary>
    HelperLost,

    /// <summary>Self-service was stopped for the card, or a stop was lifted.</summary>
    Stopped,
}
