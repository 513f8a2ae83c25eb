namespace Smartcard.Domain.CardTasks;

public enum CardTaskStep
{
    Waiting,

    /// <summary>The card's challenge was answered: the reset is released.</summary>
    Released,

    /// <summary>The card showed that it holds its key.</summary>
    CardAnswered,

    /// <summary>The card's second challenge was answered.</summary>
    Confirming,
    Over,
}
