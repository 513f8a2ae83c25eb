using Smartcard.Domain.Booth;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Booth.Acts;

/// <summary>Why something cannot be done, in words for those at the desk.</summary>
internal static class RefusalWords
{
    public static string Of(ActRefusal refusal) => refusal switch
    {
        ActRefusal.ChoiceMissing => Catalogue.Acts["refused.choiceMissing"],
        ActRefusal.CheckMissing => Catalogue.Booth["refused.checkMissing"],
        ActRefusal.SeenTooLong => Catalogue.Booth["refused.seenTooLong", ("max", InPersonReset.MaxSeenLength)],
        ActRefusal.IsOver => Catalogue.Acts["refused.isOver"],
        ActRefusal.TooManyActs => Catalogue.Acts["refused.tooManyActs", ("most", JourneyActRules.MostPerJourney)],
        ActRefusal.OtherOrganisation => Catalogue.Booth["refused.otherOrganisation"],
        ActRefusal.OwnCard => Catalogue.Booth["refused.ownCard"],
        ActRefusal.CardIsChanging => Catalogue.Booth["refused.cardIsChanging"],
        ActRefusal.NobodyReads => Catalogue.Acts["refused.nobodyReads"],
        ActRefusal.TooSoon => Catalogue.Acts["refused.tooSoon"],
        ActRefusal.NoMailToSend => Catalogue.Acts["refused.noMailToSend"],
        ActRefusal.CodeWasAllowed => Catalogue.Acts["refused.codeWasAllowed"],
        ActRefusal.NotAtCode => Catalogue.Acts["refused.notAtCode"],
        ActRefusal.CodesAreLeft => Catalogue.Acts["refused.codesAreLeft"],
        ActRefusal.CardHasNoCodes => Catalogue.Acts["refused.cardHasNoCodes"],
        ActRefusal.NotRegistered => Catalogue.Acts["refused.notRegistered"],
        ActRefusal.SelfServiceStopped => Catalogue.Acts["refused.selfServiceStopped"],
        ActRefusal.NeedsSecondPerson => Catalogue.Acts["refused.needsSecondPerson"],
        ActRefusal.TooMany => Catalogue.Acts["refused.tooMany"],
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, null),
    };

    /// <summary>What is wrong with the form of an act.</summary>
    public static string OfFault(ActRefusal fault, JourneyActKind kind) =>
        fault == ActRefusal.ChoiceMissing && kind == JourneyActKind.Message ? Catalogue.Acts["refused.messageMissing"] : Of(fault);

    public static string Of(CaseRefusal refusal) => refusal switch
    {
        CaseRefusal.ReasonMissing => Catalogue.Acts["refused.choiceMissing"],
        CaseRefusal.SomethingNew => Catalogue.Acts["refused.somethingNew"],
        CaseRefusal.IsClosed => Catalogue.Acts["refused.caseIsClosed"],
        CaseRefusal.OtherOrganisation => Catalogue.Booth["refused.otherOrganisation"],
        CaseRefusal.OwnCard => Catalogue.Booth["refused.ownCard"],
        CaseRefusal.CardIsChanging => Catalogue.Booth["refused.cardIsChanging"],
        CaseRefusal.IsBeingHelped => Catalogue.Acts["refused.isBeingHelped"],
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, null),
    };

    /// <summary>The field of the form that a fault is shown beside; null = it is not the form's.</summary>
    public static string? FieldOf(ActRefusal refusal) => refusal switch
    {
        ActRefusal.ChoiceMissing => "choice",
        ActRefusal.CheckMissing => "check",
        ActRefusal.SeenTooLong => "seen",
        _ => null,
    };
}
