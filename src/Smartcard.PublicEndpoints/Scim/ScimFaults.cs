using Smartcard.Domain.Cards;
using Smartcard.SelfService.People;

namespace Smartcard.PublicEndpoints.Scim;

/// <summary>What is wrong with a person's record, each at its attribute.</summary>
internal static class ScimFaults
{
    private static readonly ScimFault Taken = new(
        StatusCodes.Status409Conflict,
        "uniqueness",
        "Somebody has this staff number, or had it before they left. Find them with the filter `userName eq`, then change them.");

    public static ScimFault Of(IReadOnlyList<StaffFault> faults) => faults.Contains(StaffFault.NumberTaken)
        ? Taken
        : ScimFault.Value(string.Join(
            ' ', ["Nothing was changed.", .. faults.Select(fault => $"{AttributeOf(fault)}: {StaffFaultWords.Of(fault)}")]));

    private static string AttributeOf(StaffFault fault) => fault switch
    {
        StaffFault.NameMissing or StaffFault.NameTooLong or StaffFault.NameHidden or StaffFault.NameWithoutLetters => "displayName",
        StaffFault.OrganisationMissing or StaffFault.OrganisationTooLong or StaffFault.OrganisationHidden => "organization",
        StaffFault.SiteTooLong or StaffFault.SiteHidden => "department",
        _ => "userName",
    };
}
