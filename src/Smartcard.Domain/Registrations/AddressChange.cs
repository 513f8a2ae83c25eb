using Smartcard.Domain.Booth;

namespace Smartcard.Domain.Registrations;

/// <summary>
/// The RA desk changes the address of a registration, because its holder cannot get to the old one: who helps, how the holder showed
/// who they are, and the new address. It counts once its code was read out at the desk.
/// </summary>
/// <remarks>Its journey has the same id. Evidence, codes, mails and the audit name it by that.</remarks>
public sealed class AddressChange
{
    public required JourneyId Id { get; init; }

    public required CardId CardId { get; init; }

    /// <summary>The RA administrator who helps.</summary>
    public required UserId HelpedBy { get; init; }

    public required AddressChangeReason Reason { get; init; }

    /// <inheritdoc cref="InPersonReset.IdentityCheck" />
    public required string IdentityCheck { get; init; }

    /// <inheritdoc cref="InPersonReset.Seen" />
    public required string Seen { get; init; }

    /// <summary>To which the last code went; null until one was typed.</summary>
    public EmailAddress? NewAddress { get; set; }
}

/// <summary>Why the old address will not do.</summary>
public enum AddressChangeReason
{
    /// <summary>The holder has no access to it any more.</summary>
    NoAccess,

    /// <summary>It no longer exists, for example since the organisation has another name.</summary>
    Closed,

    /// <summary>Somebody else may read what comes to it.</summary>
    OthersRead,

    Other,
}
