using Smartcard.Domain.Cards;
using Smartcard.Look;
using Smartcard.SelfService.People;

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
            errors.Add(FieldOf(fault, organisation), StaffFaultWords.Of(fault));
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
}
