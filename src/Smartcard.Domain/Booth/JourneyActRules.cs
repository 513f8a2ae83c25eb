using Smartcard.Domain.Codes;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;

namespace Smartcard.Domain.Booth;

/// <summary>Decides what booth staff may do for a journey under way: by what is on record, and the organisation's rules alone.</summary>
public static class JourneyActRules
{
    /// <summary>So that nobody floods a chat. A journey can be ended all the same.</summary>
    public const int MostPerJourney = 10;

    /// <summary>Between two messages, and between two attempts at a mail.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromMinutes(1);

    public static IReadOnlyList<JourneyActKind> Allowed(JourneyActFacts facts, DateTimeOffset now) =>
        [.. Enum.GetValues<JourneyActKind>().Where(kind => RefusalOf(kind, facts, now) is null)];

    /// <returns>Why it is refused; null = it may be done.</returns>
    public static ActRefusal? RefusalOf(JourneyActKind kind, JourneyActFacts facts, DateTimeOffset now) =>
        facts.IsOfOtherOrganisation ? ActRefusal.OtherOrganisation
        : !facts.IsUnderWay ? ActRefusal.IsOver
        : kind != JourneyActKind.End && facts.Acts.Count >= MostPerJourney ? ActRefusal.TooManyActs
        : kind is not JourneyActKind.Message and not JourneyActKind.End && facts.IsOwnCard ? ActRefusal.OwnCard
        : kind switch
        {
            JourneyActKind.Message => OfMessage(facts, now),
            JourneyActKind.SendMail => OfMail(facts, now),
            JourneyActKind.AllowCode => OfCode(facts),
            JourneyActKind.ClearQuestions => OfQuestions(facts),
            JourneyActKind.End => facts.IsCardChanging ? ActRefusal.CardIsChanging : null,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };

    private static ActRefusal? OfMessage(JourneyActFacts facts, DateTimeOffset now) =>
        !facts.IsRead ? ActRefusal.NobodyReads
        : WasJustDone(JourneyActKind.Message, facts, now) ? ActRefusal.TooSoon
        : null;

    private static ActRefusal? OfMail(JourneyActFacts facts, DateTimeOffset now) =>
        WasJustDone(JourneyActKind.SendMail, facts, now) ? ActRefusal.TooSoon
        : facts.MailToSend(now) is null ? ActRefusal.NoMailToSend
        : null;

    /// <summary>
    /// Whoever still has codes in this journey asks for one in the chat. In an unlock alone: its code goes to the registered address,
    /// and that of a registration to the one that was typed.
    /// </summary>
    private static ActRefusal? OfCode(JourneyActFacts facts) =>
        facts.Acts.Any(a => a.Kind == JourneyActKind.AllowCode) ? ActRefusal.CodeWasAllowed
        : facts.Journey is not { Kind: JourneyKind.Unlock, Stage: JourneyStage.Code } ? ActRefusal.NotAtCode
        : EmailCode.MayBeMade(facts.Codes.Count, isOneMoreAllowed: false, facts.CodesOfCard) ? ActRefusal.CodesAreLeft
        : !EmailCode.MayBeMade(facts.Codes.Count, isOneMoreAllowed: true, facts.CodesOfCard) ? ActRefusal.CardHasNoCodes
        : !facts.IsRead ? ActRefusal.NobodyReads
        : null;

    private static ActRefusal? OfQuestions(JourneyActFacts facts) =>
        facts.Journey.Kind != JourneyKind.Unlock || !facts.IsRegistered ? ActRefusal.NotRegistered
        : facts.IsStopped ? ActRefusal.SelfServiceStopped
        : facts.Rules.NeedsSecondPerson ? ActRefusal.NeedsSecondPerson
        : facts.IsCardChanging ? ActRefusal.CardIsChanging
        : facts.CheckedBefore >= facts.Rules.MostPerHour ? ActRefusal.TooMany
        : null;

    private static bool WasJustDone(JourneyActKind kind, JourneyActFacts facts, DateTimeOffset now) =>
        facts.Acts.Any(a => a.Kind == kind && now - a.At < Pause);
}

public enum ActRefusal
{
    /// <summary>Nothing of the list was chosen.</summary>
    ChoiceMissing,

    /// <summary>No identity check of the organisation's list was chosen.</summary>
    CheckMissing,

    SeenTooLong,

    /// <summary>The journey has ended.</summary>
    IsOver,

    /// <summary>So much was done for this journey that only ending it is left.</summary>
    TooManyActs,

    OwnCard,

    /// <summary>The user is limited to another organisation than the holder's.</summary>
    OtherOrganisation,

    CardIsChanging,

    /// <summary>The person is not in the journey's chat any more.</summary>
    NobodyReads,

    /// <summary>The same was done less than a minute ago.</summary>
    TooSoon,

    NoMailToSend,

    /// <summary>One more code was allowed in this journey already.</summary>
    CodeWasAllowed,

    /// <summary>The journey does not wait for a code.</summary>
    NotAtCode,

    /// <summary>The person can ask for a new code without help.</summary>
    CodesAreLeft,

    /// <summary>As many codes were sent for the card as are allowed in 24 hours.</summary>
    CardHasNoCodes,

    /// <summary>There are no questions in force to be cleared, or this is not an unlock.</summary>
    NotRegistered,

    SelfServiceStopped,

    /// <summary>The organisation wants a second person where an identity is checked, and nobody can confirm this act.</summary>
    NeedsSecondPerson,

    /// <summary>This user has checked as many identities as are allowed within an hour.</summary>
    TooMany,
}
