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

    /// <summary>Reads what it says of itself: identity, tries, public key and certificate.</summary>
    Read,

    /// <summary>Has it show that it has the key that the vault derives for it, and forget the answer at once.</summary>
    CheckKey,
}
