using Smartcard.Domain;

namespace Smartcard.SelfService.Booth;

/// <summary>What became of an act in a reset in person.</summary>
public abstract record InPersonAct
{
    private InPersonAct()
    {
    }

    public sealed record Done(JourneyId Id) : InPersonAct;

    public sealed record Refused(InPersonProblem Problem) : InPersonAct;

    /// <summary>There is no such card, or no such reset.</summary>
    public sealed record Unknown : InPersonAct;
}

public enum InPersonProblem
{
    /// <summary>No check of the organisation's list was chosen.</summary>
    CheckMissing,

    SeenTooLong,

    /// <summary>Whoever helps may not work at the booth any more.</summary>
    MayNotHelp,

    /// <summary>Whoever helps is limited to another organisation than the holder's.</summary>
    OtherOrganisation,

    /// <summary>The card is suspended or revoked.</summary>
    CardNotInUse,

    OwnCard,
    TooMany,

    /// <summary>Whoever checked the identity cannot confirm it too.</summary>
    SamePerson,

    NotConfirmed,

    /// <summary>The identity was checked too long ago, or self-service was stopped since.</summary>
    TooOld,

    /// <summary>Another member of staff helps this person.</summary>
    AnotherHelps,

    CardIsChanging,

    /// <summary>No passcode keeps both the installation's rule and that of this kind of card.</summary>
    NoPasscode,

    /// <summary>A PIV card whose PUK is blocked, or that has none we know.</summary>
    NoPukLeft,

    /// <summary>The reset has ended.</summary>
    IsOver,
}
