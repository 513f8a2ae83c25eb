using Smartcard.Domain.Codes;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Registrations;
using Smartcard.Look;
using Smartcard.SelfService.People;
using Smartcard.Wording;

namespace Smartcard.BackOffice.People;

/// <summary>A person's cards, and how long things took, in words for those at the desk.</summary>
internal static class PersonWords
{
    public static Telling RegistrationOf(CardStanding card) => card.Registration switch
    {
        { State: RegistrationState.Active } active => new Telling(Catalogue.People["card.registered"], active.CompletedAt),
        { } pending => new Telling(Catalogue.People["card.begun"], pending.CreatedAt),
        null => new Telling(Catalogue.People["card.none"]),
    };

    /// <returns>Null where the card is not registered.</returns>
    public static string? CodesOf(CardStanding card) =>
        AddressOf(card) is { } address ? Catalogue.People["card.codes", ("address", address)] : null;

    /// <summary>Masked.</summary>
    /// <returns>Null where the card is not registered.</returns>
    public static string? AddressOf(CardStanding card) =>
        card.Registration is { State: RegistrationState.Active, Address: { } address } ? address.Masked : null;

    /// <summary>Whether it is stopped, with each reason.</summary>
    public static IReadOnlyList<Telling> SelfServiceOf(CardStanding card)
    {
        var reasons = new List<Telling>();
        if (card.Lockout?.LockedAt is { } locked)
        {
            reasons.Add(new Telling(Catalogue.People["card.locked", ("tries", CardLockout.MaxWrongAttempts)], locked));
        }

        if (card.Lockout?.FrozenAt is { } frozen)
        {
            reasons.Add(new Telling(Catalogue.People["card.frozen"], frozen));
        }

        return reasons.Count > 0 ? reasons
            : !card.Card.IsInUse ? [new Telling(Catalogue.People["card.notInUse"])]
            : card.Lockout is { WrongAttempts: > 0 and var wrong }
                ? [new Telling(Catalogue.People["card.wrong", ("wrong", wrong), ("tries", CardLockout.MaxWrongAttempts)])]
                : [new Telling(Catalogue.People["card.open"])];
    }

    /// <returns>Null = never.</returns>
    public static string? WrongCodesOf(int wrong) =>
        wrong > 0 ? Catalogue.People["step.wrongCodes", ("times", wrong), ("tries", EmailCode.MaxTries)] : null;

    /// <summary>In the two largest of hours, minutes and seconds that count.</summary>
    public static string Of(TimeSpan span) => span switch
    {
        { TotalHours: >= 1 } => Catalogue.People["took.hours", ("hours", (long)span.TotalHours), ("minutes", span.Minutes)],
        { TotalMinutes: >= 1 } => Catalogue.People["took.minutes", ("minutes", span.Minutes), ("seconds", span.Seconds)],
        _ => Catalogue.People["took.seconds", ("seconds", Math.Max(0, (int)span.TotalSeconds))],
    };
}
