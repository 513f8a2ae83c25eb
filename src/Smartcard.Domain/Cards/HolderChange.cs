namespace Smartcard.Domain.Cards;

/// <summary>Why a card that was somebody's is somebody else's.</summary>
public enum HolderChange
{
    /// <summary>It was given to somebody else.</summary>
    Reissued,

    /// <summary>Two cards were mixed up when they were handed out.</summary>
    Swapped,

    /// <summary>The record named the wrong person.</summary>
    Corrected,
}
