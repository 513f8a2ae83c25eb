namespace Smartcard.Domain.CardTasks;

/// <summary>What a card task does with the card.</summary>
public enum CardWork
{
    /// <summary>Reads its identity, without a passcode.</summary>
    Identify,

    /// <summary>Has it check its passcode and sign a challenge.</summary>
    Prove,

    /// <summary>Gives it a new passcode.</summary>
    Reset,
}
