using Smartcard.Domain.Retention;
using Smartcard.Wording;

namespace Smartcard.BackOffice.People.Erasure;

/// <summary>Why a person's data cannot be erased now, in words for the RA desk.</summary>
internal static class ErasureWords
{
    public static string Of(ErasureRefusal refusal) => refusal switch
    {
        ErasureRefusal.OwnRecord => Catalogue.People["erase.own"],
        ErasureRefusal.OnHold => Catalogue.People["erase.onHold"],
        ErasureRefusal.CardsNotRevoked => Catalogue.People["erase.cards"],
        ErasureRefusal.UnderWay => Catalogue.People["erase.underWay"],
        ErasureRefusal.MailOnItsWay => Catalogue.People["erase.mail"],
        ErasureRefusal.MailWaits => Catalogue.People["erase.mailWaits"],
        ErasureRefusal.EndedLately => Catalogue.People["erase.endedLately"],
        ErasureRefusal.ChatInUse => Catalogue.People["erase.chat"],
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, null),
    };
}
