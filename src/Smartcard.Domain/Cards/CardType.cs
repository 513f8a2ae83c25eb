namespace Smartcard.Domain.Cards;

/// <summary>What kind of card it is: by the application that answers on it.</summary>
public enum CardType
{
    Gids,

    /// <summary>It shows that it is there before any question. Its PUK is seen by the workstation, and is changed right after.</summary>
    Piv,
}
