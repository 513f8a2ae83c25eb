namespace Smartcard.Domain.Booth;

/// <summary>Decides whether booth staff may close the cases of a card that need nothing more. It opens no self-service.</summary>
public static class CaseClosing
{
    /// <param name="isClosed">Whether the case was closed before.</param>
    /// <param name="isOwnCard">Whether the card is that of the user who closes it.</param>
    /// <param name="isBeingHelped">Whether a reset in person is under way for the card.</param>
    /// <param name="isCardChanging">Whether the card is being changed at this moment.</param>
    /// <returns>Why not; null = they may.</returns>
    public static CaseRefusal? RefusalOf(bool isClosed, bool isOwnCard, bool isBeingHelped, bool isCardChanging) =>
        isClosed ? CaseRefusal.IsClosed
        : isOwnCard ? CaseRefusal.OwnCard
        : isCardChanging ? CaseRefusal.CardIsChanging
        : isBeingHelped ? CaseRefusal.IsBeingHelped
        : null;
}

/// <summary>Why a case needs nothing more.</summary>
public enum CaseReason
{
    SolvedElsewhere,
    OpenedByMistake,
    CardIsReplaced,
}

public enum CaseRefusal
{
    /// <summary>No reason of the list was chosen.</summary>
    ReasonMissing,

    /// <summary>There is a case that whoever closes them has not seen.</summary>
    SomethingNew,

    IsClosed,
    OwnCard,
    CardIsChanging,

    /// <summary>Somebody resets the card in person at this moment.</summary>
    IsBeingHelped,
}
