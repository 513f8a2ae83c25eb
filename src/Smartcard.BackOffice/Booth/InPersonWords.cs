using Smartcard.Domain.Booth;
using Smartcard.Domain.CardTasks;
using Smartcard.SelfService.Booth;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Booth;

/// <summary>A reset in person in words for those at the desk.</summary>
internal static class InPersonWords
{
    public static string Of(InPersonProblem problem) => problem switch
    {
        InPersonProblem.CheckMissing => Catalogue.Booth["refused.checkMissing"],
        InPersonProblem.SeenTooLong => Catalogue.Booth["refused.seenTooLong", ("max", InPersonReset.MaxSeenLength)],
        InPersonProblem.MayNotHelp => Catalogue.Booth["refused.mayNotHelp"],
        InPersonProblem.OtherOrganisation => Catalogue.Booth["refused.otherOrganisation"],
        InPersonProblem.CardNotInUse => Catalogue.Booth["refused.cardNotInUse"],
        InPersonProblem.OwnCard => Catalogue.Booth["refused.ownCard"],
        InPersonProblem.TooMany => Catalogue.Booth["refused.tooMany"],
        InPersonProblem.SamePerson => Catalogue.Booth["refused.samePerson"],
        InPersonProblem.NotConfirmed => Catalogue.Booth["refused.notConfirmed"],
        InPersonProblem.TooOld => Catalogue.Booth["refused.tooOld"],
        InPersonProblem.AnotherHelps => Catalogue.Booth["refused.anotherHelps"],
        InPersonProblem.CardIsChanging => Catalogue.Booth["refused.cardIsChanging"],
        InPersonProblem.NoPasscode => Catalogue.Booth["refused.noPasscode"],
        InPersonProblem.NoPukLeft => Catalogue.Booth["refused.noPukLeft"],
        InPersonProblem.IsOver => Catalogue.Booth["refused.isOver"],
        _ => throw new ArgumentOutOfRangeException(nameof(problem), problem, null),
    };

    /// <summary>Why a reset may not be made, to its helper or to a colleague.</summary>
    public static string OfRefusal(InPersonProblem? problem, bool isHelper) => problem switch
    {
        InPersonProblem.OtherOrganisation when !isHelper => Catalogue.Booth["refused.helpersOrganisation"],
        InPersonProblem.OwnCard when !isHelper => Catalogue.Booth["refused.helpersCard"],
        InPersonProblem.TooMany when !isHelper => Catalogue.Booth["refused.helpersLimit"],
        { } why => Of(why),
        null => throw new ArgumentNullException(nameof(problem), "A reset that is refused has a reason."),
    };

    /// <param name="isInDoubt">An earlier reset may have changed the card.</param>
    public static string Of(CardTaskEnd? end, CardTaskPlace? place, bool isInDoubt) => (end, place) switch
    {
        (null, _) => Catalogue.Booth["taskEnd.none"],
        (CardTaskEnd.NoCard, _) when isInDoubt => Catalogue.Booth["taskEnd.inDoubt.noCard"],
        (CardTaskEnd.CardRemoved, _) when isInDoubt => Catalogue.Booth["taskEnd.inDoubt.cardRemoved"],
        (CardTaskEnd.WrongCard, _) when isInDoubt => Catalogue.Booth["taskEnd.inDoubt.wrongCard"],
        (CardTaskEnd.Refused, _) when isInDoubt => Catalogue.Booth["taskEnd.inDoubt.refused"],
        (CardTaskEnd.Cancelled, _) when isInDoubt => Catalogue.Booth["taskEnd.inDoubt.cancelled"],
        (CardTaskEnd.NoCard, _) => Catalogue.Booth["taskEnd.noCard"],
        (CardTaskEnd.CardRemoved, _) => Catalogue.Booth["taskEnd.cardRemoved"],
        (CardTaskEnd.WrongCard, _) => Catalogue.Booth["taskEnd.wrongCard"],
        (CardTaskEnd.CardNotSupported, _) => Catalogue.Booth["taskEnd.cardNotSupported"],
        (CardTaskEnd.Refused, CardTaskPlace.VaultAway) => Catalogue.Booth["taskEnd.vaultAway"],
        (CardTaskEnd.Refused, CardTaskPlace.KeyLimit) => Catalogue.Booth["taskEnd.keyLimit"],
        (CardTaskEnd.Refused, _) => Catalogue.Booth["taskEnd.refused"],
        (CardTaskEnd.Cancelled, _) => Catalogue.Booth["taskEnd.cancelled"],
        (CardTaskEnd.Unknown or CardTaskEnd.HelperLost, _) => Catalogue.Booth["taskEnd.unknown"],
        (CardTaskEnd.Stopped, _) => Catalogue.Booth["taskEnd.stopped"],
        _ when isInDoubt => Catalogue.Booth["taskEnd.inDoubt.other"],
        _ => Catalogue.Booth["taskEnd.other"],
    };

    /// <summary>What the reader helper is doing, as it told us last.</summary>
    public static string Of(CardTaskPlace? place) => place switch
    {
        null => Catalogue.Booth["place.none"],
        CardTaskPlace.WaitingForReader => Catalogue.Booth["place.waitingForReader"],
        CardTaskPlace.WaitingForCard => Catalogue.Booth["place.waitingForCard"],
        CardTaskPlace.WrongCard => Catalogue.Booth["place.wrongCard"],
        CardTaskPlace.CardRemoved => Catalogue.Booth["place.cardRemoved"],
        CardTaskPlace.WaitingForPasscode => Catalogue.Booth["place.waitingForPasscode"],
        CardTaskPlace.Working => Catalogue.Booth["place.working"],
        CardTaskPlace.CardInUse => Catalogue.Booth["place.cardInUse"],
        CardTaskPlace.VaultAway => Catalogue.Booth["place.vaultAway"],
        CardTaskPlace.KeyLimit => Catalogue.Booth["place.keyLimit"],
        _ => Catalogue.Booth["place.other"], // whatever a helper may say
    };
}
