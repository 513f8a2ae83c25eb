using Smartcard.Domain.Cards;
using Smartcard.Wording;

namespace Smartcard.SelfService.People;

/// <summary>What is wrong with a record in words.</summary>
public static class StaffFaultWords
{
    public static string Of(StaffFault fault) => fault switch
    {
        StaffFault.NameMissing => Catalogue.People["fault.nameMissing"],
        StaffFault.NameTooLong => Catalogue.People["fault.nameTooLong", ("max", Staff.MaxNameLength)],
        StaffFault.NameHidden => Catalogue.People["fault.nameHidden"],
        StaffFault.NameWithoutLetters => Catalogue.People["fault.nameWithoutLetters"],
        StaffFault.OrganisationMissing => Catalogue.People["fault.organisationMissing"],
        StaffFault.OrganisationTooLong => Catalogue.People["fault.organisationTooLong", ("max", Staff.MaxNameLength)],
        StaffFault.OrganisationHidden => Catalogue.People["fault.organisationHidden"],
        StaffFault.SiteTooLong => Catalogue.People["fault.siteTooLong", ("max", Staff.MaxNameLength)],
        StaffFault.SiteHidden => Catalogue.People["fault.siteHidden"],
        StaffFault.NumberTooLong => Catalogue.People["fault.numberTooLong", ("max", Staff.MaxNumberLength)],
        StaffFault.NumberHidden => Catalogue.People["fault.numberHidden"],
        StaffFault.NumberTaken => Catalogue.People["fault.numberTaken"],
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
    };
}
