using Smartcard.Domain.Cards;
using Smartcard.SelfService.Cards;
using Smartcard.Wording;

namespace Smartcard.BackOffice.People.CardActs;

/// <summary>Acts on a card in words for the RA desk.</summary>
internal static class CardActWords
{
    public static string Of(CardAct act) => act switch
    {
        CardAct.Suspend => Catalogue.People["suspend"],
        CardAct.Resume => Catalogue.People["resume"],
        CardAct.Revoke => Catalogue.People["revoke"],
        _ => throw new ArgumentOutOfRangeException(nameof(act), act, null),
    };

    public static string MeaningOf(CardAct act) => act switch
    {
        CardAct.Suspend => Catalogue.People["suspend.meaning"],
        CardAct.Resume => Catalogue.People["resume.meaning"],
        CardAct.Revoke => Catalogue.People["revoke.meaning"],
        _ => throw new ArgumentOutOfRangeException(nameof(act), act, null),
    };

    public static IReadOnlyList<CardStateReason> ReasonsFor(CardAct act) => act switch
    {
        CardAct.Suspend => CardStateReasons.OfSuspension,
        CardAct.Revoke => CardStateReasons.OfRevocation,
        _ => [],
    };

    /// <summary>As it stands alone, to be chosen.</summary>
    public static string Of(CardStateReason reason)
    {
        var words = CardWords.Of(reason);
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    public static string Of(CardStateResult refusal) => refusal switch
    {
        CardStateResult.Revoked => Catalogue.People["act.isRevoked"],
        CardStateResult.OwnCard => Catalogue.People["act.ownCard"],
        CardStateResult.HolderLeft => Catalogue.People["act.holderLeft"],
        CardStateResult.ChangedMeanwhile => Catalogue.People["act.changed"],
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, null),
    };
}
