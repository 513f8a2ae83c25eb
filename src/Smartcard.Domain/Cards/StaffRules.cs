using System.Globalization;
using System.Text;

namespace Smartcard.Domain.Cards;

/// <summary>What may be kept of a member of staff, whoever says it: the page of the RA desk and each way of importing ask here.</summary>
/// <remarks>That nobody else has the number only the database knows; see <see cref="StaffFault.NumberTaken"/>.</remarks>
public static class StaffRules
{
    /// <returns>At most one for each field; empty = it may be kept.</returns>
    public static IReadOnlyList<StaffFault> FaultsOf(StaffFields fields)
    {
        StaffFault?[] faults =
        [
            fields.Name.Length == 0 ? StaffFault.NameMissing
            : fields.Name.Length > Staff.MaxNameLength ? StaffFault.NameTooLong
            : HasHidden(fields.Name) ? StaffFault.NameHidden
            : NameWords.Typed(fields.Name).Count == 0 ? StaffFault.NameWithoutLetters
            : null,
            fields.Organisation.Length == 0 ? StaffFault.OrganisationMissing
            : fields.Organisation.Length > Staff.MaxNameLength ? StaffFault.OrganisationTooLong
            : HasHidden(fields.Organisation) ? StaffFault.OrganisationHidden
            : null,
            fields.Site is not { } site ? null
            : site.Length > Staff.MaxNameLength ? StaffFault.SiteTooLong
            : HasHidden(site) ? StaffFault.SiteHidden
            : null,
            fields.Number is not { } number ? null
            : number.Length > Staff.MaxNumberLength ? StaffFault.NumberTooLong
            : HasHidden(number) ? StaffFault.NumberHidden
            : null,
        ];
        return [.. faults.OfType<StaffFault>()];
    }

    /// <summary>
    /// Whether something in it cannot be seen, breaks its line, turns the direction of what follows, or is no character at all.
    /// </summary>
    public static bool HasHidden(string text)
    {
        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != System.Buffers.OperationStatus.Done
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
                    or UnicodeCategory.Format
                    or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator
                    or UnicodeCategory.OtherNotAssigned)
            {
                return true;
            }

            rest = rest[length..];
        }

        return false;
    }
}

/// <summary>Why something is not kept of a member of staff.</summary>
public enum StaffFault
{
    NameMissing,
    NameTooLong,

    /// <summary>See <see cref="StaffRules.HasHidden"/>.</summary>
    NameHidden,

    /// <summary>There is no letter and no digit in it, so nobody would find them by it.</summary>
    NameWithoutLetters,

    OrganisationMissing,
    OrganisationTooLong,
    OrganisationHidden,
    SiteTooLong,
    SiteHidden,
    NumberTooLong,
    NumberHidden,

    /// <summary>Somebody else in the installation has it.</summary>
    NumberTaken,
}
