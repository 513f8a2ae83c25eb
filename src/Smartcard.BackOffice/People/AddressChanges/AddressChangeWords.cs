using System.Globalization;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Registrations.AddressChanges;
using Smartcard.Wording;

namespace Smartcard.BackOffice.People.AddressChanges;

/// <summary>A change of address in words for those at the RA desk.</summary>
internal static class AddressChangeWords
{
    public static string Of(AddressChangeReason reason) => reason switch
    {
        AddressChangeReason.NoAccess => Catalogue.People["address.noAccess"],
        AddressChangeReason.Closed => Catalogue.People["address.closed"],
        AddressChangeReason.OthersRead => Catalogue.People["address.othersRead"],
        AddressChangeReason.Other => Catalogue.People["address.other"],
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };

    public static string Of(AddressChangeRefusal refusal) => refusal switch
    {
        AddressChangeRefusal.IsOver => Catalogue.People["address.isOver"],
        AddressChangeRefusal.HolderLeft => Catalogue.People["address.holderLeft"],
        AddressChangeRefusal.CardNotInUse => Catalogue.People["address.cardNotInUse"],
        AddressChangeRefusal.CardIsChanging => Catalogue.People["address.cardIsChanging"],
        AddressChangeRefusal.NotRegistered => Catalogue.People["address.notRegistered"],
        AddressChangeRefusal.RegisteredAnew => Catalogue.People["address.registeredAnew"],
        AddressChangeRefusal.SelfServiceStopped => Catalogue.People["address.stopped"],
        AddressChangeRefusal.OwnCard => Catalogue.People["address.ownCard"],
        AddressChangeRefusal.TooMany => Catalogue.People["address.tooMany"],
        AddressChangeRefusal.MayNotChange => Catalogue.People["address.mayNotChange"],
        AddressChangeRefusal.TooOld => Catalogue.People["address.tooOld"],
        AddressChangeRefusal.SamePerson => Catalogue.People["address.samePerson"],
        AddressChangeRefusal.AnotherHelps => Catalogue.People["address.anotherHelps"],
        AddressChangeRefusal.NotConfirmed => Catalogue.People["address.notConfirmed"],
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, null),
    };

    /// <param name="providers">Those that are approved.</param>
    public static string Of(AddressChangeFault fault, IEnumerable<string> providers) => fault switch
    {
        AddressChangeFault.ReasonMissing => Catalogue.People["address.reasonMissing"],
        AddressChangeFault.CheckMissing => Catalogue.Booth["refused.checkMissing"],
        AddressChangeFault.SeenTooLong => Catalogue.Booth["refused.seenTooLong", ("max", InPersonReset.MaxSeenLength)],
        AddressChangeFault.NotApproved => Catalogue.People["address.notApproved", ("providers", string.Join(", ", providers))],
        AddressChangeFault.SameAddress => Catalogue.People["address.same"],
        AddressChangeFault.OfAnAccount => Catalogue.People["address.ofAnAccount"],
        AddressChangeFault.OfSomebodyElse => Catalogue.People["address.ofSomebodyElse"],
        AddressChangeFault.CodeLimit => Catalogue.People["address.limit"],
        AddressChangeFault.NoCode => Catalogue.People["address.noCode"],
        AddressChangeFault.CodeExpired => Catalogue.People["address.expired"],
        AddressChangeFault.CodeDead => Catalogue.People["address.dead"],
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
    };

    /// <summary>As the chat says it.</summary>
    public static string Of(AddressFault fault) => fault.Kind switch
    {
        AddressFaultKind.NoAddress => Chat("email.invalid"),
        AddressFaultKind.Space => Chat("email.space"),
        AddressFaultKind.Character => Chat("email.character", ("character", fault.Character!)),
        AddressFaultKind.Dots => Chat("email.dots"),
        AddressFaultKind.Several => Chat("email.several"),
        AddressFaultKind.MoreThanTheAddress => Chat("email.onlyTheAddress"),
        AddressFaultKind.TooLong => Chat("email.tooLong", ("max", EmailAddress.MaxLength.ToString(CultureInfo.InvariantCulture))),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, null),
    };

    /// <summary>Of the form that it is about.</summary>
    public static string FieldOf(AddressChangeFault fault) => fault switch
    {
        AddressChangeFault.ReasonMissing => "reason",
        AddressChangeFault.CheckMissing => "check",
        AddressChangeFault.SeenTooLong => "seen",
        AddressChangeFault.NoCode or AddressChangeFault.CodeExpired or AddressChangeFault.CodeDead => "code",
        _ => "address",
    };

    private static string Chat(string key, params (string Place, string Value)[] values) => Catalogue.Chat.Get(key, "en", values);
}
