namespace Smartcard.Domain.CardTasks;

public enum ChallengeRefusal
{
    /// <summary>It is one of ours, or was seen before.</summary>
    NotTheCards,

    /// <summary>The card is being changed for another journey at this moment.</summary>
    AnotherResetIsOpen,
}
