using Smartcard.Domain.CardTasks;

namespace Smartcard.Domain.Booth;

/// <summary>A passcode reset at the IT booth: who helps whom with which card, and how the holder showed who they are. P-U6, S14.</summary>
/// <remarks>Its journey has the same id. Evidence, card tasks, mails and the audit name it by that.</remarks>
public sealed class InPersonReset : IDeskPairing
{
    public const int MaxCheckLength = 100;

    /// <summary>Of <see cref="Seen"/>.</summary>
    public const int MaxSeenLength = 200;

    public required JourneyId Id { get; init; }

    public required CardId CardId { get; init; }

    /// <summary>The member of booth staff who helps.</summary>
    public required UserId HelpedBy { get; init; }

    /// <summary>How the holder showed who they are: one of the organisation's list.</summary>
    public required string IdentityCheck { get; init; }

    /// <summary>What was seen, for example the number of a badge; empty where there is nothing to note.</summary>
    public required string Seen { get; init; }

    /// <summary>The pairing code that the booth's helper is connected by, protected; null once it is connected.</summary>
    public byte[]? SealedPairing { get; set; }

    /// <summary>Until when that code works.</summary>
    public DateTimeOffset? PairingUntil { get; set; }
}
