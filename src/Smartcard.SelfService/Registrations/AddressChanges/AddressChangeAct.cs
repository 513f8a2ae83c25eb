using Smartcard.Domain;
using Smartcard.Domain.Registrations;

namespace Smartcard.SelfService.Registrations.AddressChanges;

/// <summary>What became of an act in a change of address.</summary>
public abstract record AddressChangeAct
{
    private AddressChangeAct()
    {
    }

    /// <summary>It is done, by this call or by an earlier one.</summary>
    public sealed record Done(JourneyId Id) : AddressChangeAct;

    /// <summary>The rules refuse it.</summary>
    public sealed record Refused(AddressChangeRefusal Refusal) : AddressChangeAct;

    /// <summary>Something that was chosen or typed will not do.</summary>
    public sealed record Faulty(AddressChangeFault Fault) : AddressChangeAct;

    /// <summary>What was typed is no address.</summary>
    public sealed record NoAddress(AddressFault Fault) : AddressChangeAct;

    /// <summary>The code was another.</summary>
    public sealed record WrongCode(int TriesLeft) : AddressChangeAct;

    /// <summary>There is no such card, or no such change.</summary>
    public sealed record Unknown : AddressChangeAct;
}

public enum AddressChangeFault
{
    ReasonMissing,

    /// <summary>No check of the organisation's list was chosen.</summary>
    CheckMissing,

    SeenTooLong,

    /// <summary>Its provider is not one of the approved ones.</summary>
    NotApproved,

    /// <summary>Codes go to this address already.</summary>
    SameAddress,

    /// <summary>Mails to it come to a user of the back office who is not known to be the holder.</summary>
    OfAnAccount,

    /// <summary>Somebody else's card is registered with it.</summary>
    OfSomebodyElse,

    /// <summary>No more codes may be made in this change, or for this card today.</summary>
    CodeLimit,

    /// <summary>It does not have the shape of a code; no try was counted.</summary>
    NoCode,

    CodeExpired,

    /// <summary>It was entered wrongly too often, or another took its place.</summary>
    CodeDead,
}
