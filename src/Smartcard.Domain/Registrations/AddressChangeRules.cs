using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Users;

namespace Smartcard.Domain.Registrations;

/// <summary>Decides whether the RA desk may change the address of a registration: by recorded evidence and the rules alone.</summary>
/// <remarks>That the code of the new address was read out is asked when it is typed, and not here.</remarks>
public static class AddressChangeRules
{
    /// <summary>Who may.</summary>
    public const BackOfficeRoles Roles = BackOfficeRoles.RaAdmin;

    /// <returns>Why it is refused; empty = it may be changed.</returns>
    public static IReadOnlyList<AddressChangeRefusal> Refusals(AddressChangeFacts facts)
    {
        if (facts.Journey is not { Kind: JourneyKind.AddressChange, EndedAt: null } journey
            || journey.Id != facts.Change.Id
            || journey.CardId != facts.Change.CardId)
        {
            return [AddressChangeRefusal.IsOver];
        }

        bool Has(EvidenceKind kind, Func<EvidenceItem, bool> also) => facts.Evidence.Any(e =>
            e.Kind == kind
            && e.JourneyId == journey.Id
            && e.CardId == facts.Change.CardId
            && e.CountsAt(facts.Now, facts.Lockout)
            && also(e));

        AddressChangeRefusal?[] refusals =
        [
            RefusalOf(facts.Card),
            facts.MayChange ? null : AddressChangeRefusal.MayNotChange,
            journey.RegistrationId == facts.Card.Registration?.Id ? null : AddressChangeRefusal.RegisteredAnew,
            Has(EvidenceKind.IdentityChecked, e => e.UserId == facts.Change.HelpedBy) ? null : AddressChangeRefusal.TooOld,
            !facts.NeedsSecondPerson
                || Has(EvidenceKind.IdentityConfirmed, e => e.UserId is { } second && second != facts.Change.HelpedBy)
                ? null
                : AddressChangeRefusal.NotConfirmed,
        ];
        return [.. refusals.OfType<AddressChangeRefusal>()];
    }

    /// <summary>Before anything is recorded.</summary>
    public static AddressChangeRefusal? RefusalOf(AddressChangeCard card) =>
        card.HasHolderLeft ? AddressChangeRefusal.HolderLeft
        : !card.IsInUse ? AddressChangeRefusal.CardNotInUse
        : card.IsChanging ? AddressChangeRefusal.CardIsChanging
        : card.Registration is null ? AddressChangeRefusal.NotRegistered
        : card.IsStopped ? AddressChangeRefusal.SelfServiceStopped
        : card.IsOwn ? AddressChangeRefusal.OwnCard
        : card.ChangedBefore >= card.MostPerHour ? AddressChangeRefusal.TooMany
        : null;
}

/// <summary>The card whose address is to be changed, as it stands for whoever wants it.</summary>
/// <param name="IsInUse">Whether it is neither suspended nor revoked.</param>
/// <param name="IsChanging">Whether its passcode is being changed at this moment.</param>
/// <param name="Registration">The one in force; null = it is not registered.</param>
/// <param name="IsStopped">Whether self-service is stopped for it.</param>
/// <param name="IsOwn">Whether it is that of the user who wants it.</param>
/// <param name="ChangedBefore">What this user has released after a check of identity within the last hour.</param>
public sealed record AddressChangeCard(
    bool HasHolderLeft,
    bool IsInUse,
    bool IsChanging,
    Registration? Registration,
    bool IsStopped,
    bool IsOwn,
    int ChangedBefore,
    int MostPerHour);

/// <param name="MayChange">Whether the user who helps may still change addresses.</param>
/// <param name="Evidence">Without what users confirmed who may not.</param>
public sealed record AddressChangeFacts(
    AddressChange Change,
    Journey Journey,
    AddressChangeCard Card,
    IReadOnlyList<EvidenceItem> Evidence,
    CardLockout? Lockout,
    bool MayChange,
    bool NeedsSecondPerson,
    DateTimeOffset Now);

public enum AddressChangeRefusal
{
    /// <summary>It has ended.</summary>
    IsOver,

    HolderLeft,

    /// <summary>The card is suspended or revoked.</summary>
    CardNotInUse,

    /// <summary>Its passcode is being changed at this moment.</summary>
    CardIsChanging,

    NotRegistered,

    /// <summary>The holder registered again since: that has an address of its own.</summary>
    RegisteredAnew,

    SelfServiceStopped,

    /// <summary>Nobody changes the address of their own card.</summary>
    OwnCard,

    /// <summary>This user has checked as many people as are allowed within an hour.</summary>
    TooMany,

    /// <summary>The user who helps was disabled, or has no role for it any more.</summary>
    MayNotChange,

    /// <summary>The identity was checked too long ago, or self-service was stopped since.</summary>
    TooOld,

    /// <summary>The second person has not confirmed it.</summary>
    NotConfirmed,

    /// <summary>Whoever checked the identity cannot confirm it too.</summary>
    SamePerson,

    /// <summary>Another RA administrator helps this person.</summary>
    AnotherHelps,
}
