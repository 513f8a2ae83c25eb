using Smartcard.Domain.Cards;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Users;

namespace Smartcard.Domain.Booth;

/// <summary>
/// Decides whether a reset at the IT booth may be released: by recorded evidence and the organisation's rules alone. S14.
/// </summary>
/// <remarks>
/// It needs no registration, no answers and no code. It is also for a card whose self-service is stopped. If the holder stops
/// self-service meanwhile, the identity has to be checked again, because the evidence from before no longer counts.
/// </remarks>
public static class InPersonRelease
{
    /// <summary>Who may help in person, and confirm.</summary>
    public const BackOfficeRoles Roles = BackOfficeRoles.RaAdmin | BackOfficeRoles.Booth | BackOfficeRoles.SiteLead;

    /// <param name="helperSession">
    /// The session that asks; null leaves out what only the helper's own call can show, to tell booth staff beforehand.
    /// </param>
    /// <param name="isCardInUse">Whether the card is neither suspended nor revoked.</param>
    /// <param name="cardType">The kind on record. A PIV card has to show that it is there.</param>
    /// <param name="mayHelp">Whether the user who helps may still work at the booth.</param>
    /// <param name="scope">Whose people the user who helps may see.</param>
    /// <param name="organisation">The holder's.</param>
    /// <param name="isOwnCard">Whether the card is that of the user who helps.</param>
    /// <param name="releasedBefore">How many resets this user has released within the last hour.</param>
    /// <returns>Why it is refused; empty = released.</returns>
    public static IReadOnlyList<InPersonRefusal> Refusals(
        InPersonReset reset,
        Journey journey,
        IReadOnlyList<EvidenceItem> evidence,
        HelperSessionId? helperSession,
        CardLockout? lockout,
        bool isCardInUse,
        CardType cardType,
        InPersonRules rules,
        bool mayHelp,
        OrganisationScope scope,
        string? organisation,
        bool isOwnCard,
        int releasedBefore,
        DateTimeOffset now)
    {
        if (journey.Kind != JourneyKind.InPerson
            || journey.Id != reset.Id
            || journey.CardId != reset.CardId
            || journey.EndedAt is not null)
        {
            return [InPersonRefusal.NotAnOpenReset];
        }

        var refusals = new List<InPersonRefusal>();
        bool Has(EvidenceKind kind, Func<EvidenceItem, bool> also) => evidence.Any(e =>
            e.Kind == kind && e.JourneyId == reset.Id && e.CardId == reset.CardId && e.CountsAt(now, lockout) && also(e));

        if (!isCardInUse)
        {
            refusals.Add(InPersonRefusal.CardNotInUse);
        }

        if (!mayHelp)
        {
            refusals.Add(InPersonRefusal.MayNotHelp);
        }

        if (!scope.Includes(organisation))
        {
            refusals.Add(InPersonRefusal.OtherOrganisation);
        }

        if (isOwnCard)
        {
            refusals.Add(InPersonRefusal.OwnCard);
        }

        if (!Has(EvidenceKind.IdentityChecked, e => e.UserId == reset.HelpedBy))
        {
            refusals.Add(InPersonRefusal.IdentityNotChecked);
        }

        if (rules.NeedsSecondPerson && !Has(EvidenceKind.IdentityConfirmed, e => e.UserId is { } second && second != reset.HelpedBy))
        {
            refusals.Add(InPersonRefusal.NotConfirmed);
        }

        if (helperSession is not null && !Has(EvidenceKind.CardIdentified, e => e.HelperSessionId == helperSession))
        {
            refusals.Add(InPersonRefusal.CardNotIdentified);
        }

        if (helperSession is not null
            && cardType == CardType.Piv
            && !Has(EvidenceKind.CardPresent, e => e.HelperSessionId == helperSession))
        {
            refusals.Add(InPersonRefusal.CardNotPresent);
        }

        if (releasedBefore >= rules.MostPerHour)
        {
            refusals.Add(InPersonRefusal.TooMany);
        }

        return refusals;
    }
}

/// <summary>What the organisation wants of resets in person.</summary>
/// <param name="NeedsSecondPerson">Whether another user confirms who the holder is.</param>
/// <param name="MostPerHour">How many resets one user may release within an hour.</param>
public sealed record InPersonRules(bool NeedsSecondPerson, int MostPerHour);

public enum InPersonRefusal
{
    NotAnOpenReset,

    /// <summary>The card is suspended or revoked.</summary>
    CardNotInUse,

    /// <summary>The user who helps was disabled, or has no role for it any more.</summary>
    MayNotHelp,

    /// <summary>The user who helps is limited to another organisation than the holder's.</summary>
    OtherOrganisation,

    /// <summary>Nobody resets their own card.</summary>
    OwnCard,

    IdentityNotChecked,

    /// <summary>The second person has not confirmed it.</summary>
    NotConfirmed,

    /// <summary>The card was not read in the booth's reader, in this very session.</summary>
    CardNotIdentified,

    /// <summary>A PIV card has not shown, in this very session, that it is there.</summary>
    CardNotPresent,

    /// <summary>This user has released as many resets as are allowed within an hour.</summary>
    TooMany,
}
