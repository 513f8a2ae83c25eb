using Smartcard.Domain.Cards;
using Smartcard.Domain.Cards.Readings;
using Smartcard.Domain.CardTasks;
using Smartcard.SelfService.Cards.Readings;
using Smartcard.SelfService.Import;
using Smartcard.Wording;

namespace Smartcard.BackOffice.People.Readings;

/// <summary>A card reading in words for the RA desk.</summary>
internal static class ReadingWords
{
    /// <summary>What the reader helper is doing, as it told us last.</summary>
    public static string Of(CardTaskPlace? place, CardWork? work) => place switch
    {
        null => Catalogue.Readings["place.none"],
        CardTaskPlace.WaitingForReader => Catalogue.Readings["place.waitingForReader"],
        CardTaskPlace.WaitingForCard => Catalogue.Readings["place.waitingForCard"],
        CardTaskPlace.WrongCard => Catalogue.Readings["place.wrongCard"],
        CardTaskPlace.CardRemoved => Catalogue.Readings["place.cardRemoved"],
        CardTaskPlace.CardInUse => Catalogue.Readings["place.cardInUse"],
        CardTaskPlace.VaultAway => Catalogue.Readings["place.vaultAway"],
        CardTaskPlace.Working when work == CardWork.CheckKey => Catalogue.Readings["place.checking"],
        CardTaskPlace.Working => Catalogue.Readings["place.working"],
        _ => Catalogue.Readings["place.other"], // whatever a helper may say
    };

    /// <summary>How the last try to read a card ended, and what to do.</summary>
    public static string OfEnd(CardReadingStanding standing) => (standing.LastEnd, standing.Reading.Type) switch
    {
        (null, _) => Catalogue.Readings["end.none"],
        (CardTaskEnd.NoCard or CardTaskEnd.HelperLost, _) => Catalogue.Readings["end.noCard"],
        (CardTaskEnd.CardRemoved, _) => Catalogue.Readings["end.cardRemoved"],
        (CardTaskEnd.CardNotSupported or CardTaskEnd.Done, CardType.Piv) => Catalogue.Readings["end.piv"],
        (CardTaskEnd.CardNotSupported, _) => Catalogue.Readings["end.unknownKind"],
        (CardTaskEnd.Cancelled, _) => Catalogue.Readings["end.cancelled"],
        (CardTaskEnd.Done, _) => Catalogue.Readings["end.unreadable"],
        _ => Catalogue.Readings["end.refused"],
    };

    public static string Of(CardReadingProblem problem) => problem switch
    {
        CardReadingProblem.IsOver => Catalogue.Readings["refused.isOver"],
        CardReadingProblem.IsWorking => Catalogue.Readings["refused.isWorking"],
        CardReadingProblem.KeyWasChecked => Catalogue.Readings["refused.keyWasChecked"],
        CardReadingProblem.NoHelper => Catalogue.Readings["check.noHelper"],
        CardReadingProblem.ChangedMeanwhile => Catalogue.Readings["refused.changed"],
        CardReadingProblem.VersionWrong => Catalogue.Readings["refused.version"],
        CardReadingProblem.VaultAway => Catalogue.Readings["give.vaultAway"],
        _ => throw new ArgumentOutOfRangeException(nameof(problem), problem, null),
    };

    public static string Of(CardGivingRefusal refusal) => refusal switch
    {
        CardGivingRefusal.MayNotRead => Catalogue.Readings["refused.MayNotRead"],
        CardGivingRefusal.GivenAlready => Catalogue.Readings["refused.GivenAlready"],
        CardGivingRefusal.Expired => Catalogue.Readings["refused.Expired"],
        CardGivingRefusal.NotRead => Catalogue.Readings["refused.NotRead"],
        CardGivingRefusal.WithoutKey => Catalogue.Readings["refused.WithoutKey"],
        CardGivingRefusal.KeyDiffers => Catalogue.Readings["refused.KeyDiffers"],
        CardGivingRefusal.HolderLeft => Catalogue.Readings["refused.HolderLeft"],
        CardGivingRefusal.OwnRecord => Catalogue.Readings["refused.OwnRecord"],
        CardGivingRefusal.TheirsAlready => Catalogue.Readings["refused.TheirsAlready"],
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, null),
    };

    public static string Of(KeyCheckRefusal refusal) => refusal switch
    {
        KeyCheckRefusal.KnownCard => Catalogue.Readings["check.no.known"],
        KeyCheckRefusal.TwoPeople => Catalogue.Readings["check.no.two"],
        KeyCheckRefusal.CheckedOnce => Catalogue.Readings["check.no.once"],
        KeyCheckRefusal.CheckedLately => Catalogue.Readings["check.no.lately"],
        KeyCheckRefusal.TooMany => Catalogue.Readings["check.no.tooMany"],
        KeyCheckRefusal.MayNotRead => Catalogue.Readings["check.no.mayNot"],
        _ => Catalogue.Readings["check.no.other"],
    };

    /// <summary>Null = it was done, or there is nothing to say of it.</summary>
    public static string? Of(CardReadingAct act) => act switch
    {
        CardReadingAct.Refused(var problem) => Of(problem),
        CardReadingAct.NotGiven(var refusal) => Of(refusal),
        CardReadingAct.NotChecked(var refusal) => Of(refusal),
        CardReadingAct.NotTaken(var fault) => ImportWords.WhyOf(fault),
        _ => null,
    };

    public static string Of(HolderChange reason) => reason switch
    {
        HolderChange.Reissued => Catalogue.Readings["give.reason.Reissued"],
        HolderChange.Swapped => Catalogue.Readings["give.reason.Swapped"],
        HolderChange.Corrected => Catalogue.Readings["give.reason.Corrected"],
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };
}
