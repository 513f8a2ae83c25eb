namespace Smartcard.Domain.Booth;

/// <summary>Decides whether booth staff may close the cases of a card that need nothing more. It opens no self-service.</summary>
public static class CaseClosing
{
    /// <param name="isClosed">Whether the case was closed before.</param>
    /// <param name="isOfOtherOrganisation">Whether the user who closes it may not see the card's holder.</param>
    /// <param name="isOwnCard">Whether the card is that of the user who closes it.</param>
    /// <param name="isBeingHelped">Whether a reset in person is under way for the card.</param>
    /// <param name="isCardChanging">Whether the card is being changed at this moment.</param>
    /// <returns>Why not; null = they may.</returns>
    public static CaseRefusal? RefusalOf(
        bool isClosed, bool isOfOtherOrganisation, bool isOwnCard, bool isBeingHelped, bool isCardChanging) =>
        isOfOtherOrganisation ? CaseRefusal.OtherOrganisation
        : isClosed ? CaseRefusal.IsClosed
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

    /// <summary>The user is limited to another organisation than the holder's.</summary>
    OtherOrganisation,

    OwnCard,
    CardIsChanging,

    /// <summary>Somebody resets the card in person at this moment.</summary>
    IsBeingHelped,
}
