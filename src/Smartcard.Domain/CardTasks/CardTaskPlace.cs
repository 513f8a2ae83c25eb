namespace Smartcard.Domain.CardTasks;

/// <summary>Where the reader helper is with a card task, as it told last.</summary>
public enum CardTaskPlace
{
    /// <summary>No reader is connected, or the computer's smartcard service does not run.</summary>
    WaitingForReader,

    WaitingForCard,
    WrongCard,

    /// <summary>The card was taken out too early.</summary>
    CardRemoved,

    WaitingForPasscode,

    /// <summary>The card refused the passcode, and attempts are left.</summary>
    WrongPasscode,

    Working,

    /// <summary>Another program has the card.</summary>
    CardInUse,

    /// <summary>The helper waits for us: the vault does not answer. The host notes it, and no helper tells it.</summary>
    VaultAway,

    /// <summary>The card's key was used as often as it may be within an hour, which the host notes too.</summary>
    KeyLimit,
}
