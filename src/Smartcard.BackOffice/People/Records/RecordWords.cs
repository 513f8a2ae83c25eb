using Smartcard.Domain.Cards;
using Smartcard.Look;
using Smartcard.Wording;

namespace Smartcard.BackOffice.People.Records;

/// <summary>What is wrong with a record in words, each at its field.</summary>
internal static class RecordWords
{
    /// <param name="organisation">Where the organisation was said: chosen or typed.</param>
    public static Errors Of(IEnumerable<StaffFault> faults, string organisation)
    {
        var errors = new Errors();
        foreach (var fault in faults)
        {
            errors.Add(FieldOf(fault, organisation), Of(fault));
        }

        return errors;
    }

    private static string FieldOf(StaffFault fault, string organisation) => fault switch
    {
        StaffFault.NameMissing or StaffFault.NameTooLong or StaffFault.NameHidden or StaffFault.NameWithoutLetters => "name",
        StaffFault.OrganisationMissing or StaffFault.OrganisationTooLong or StaffFault.OrganisationHidden => organisation,
        StaffFault.SiteTooLong or StaffFault.SiteHidden => "site",
        StaffFault.NumberTooLong or StaffFault.NumberHidden or StaffFault.NumberTaken => "number",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
    };

    private static string Of(StaffFault fault) => fault switch
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
