using System.Text;

namespace Smartcard.Domain.Cards;

/// <summary>What people, or another system, say of a member of staff: as it is kept, with nothing around it.</summary>
/// <param name="Name">Empty where nothing is said.</param>
/// <param name="Organisation">Empty where nothing is said.</param>
/// <param name="Site">Null where there is none.</param>
/// <param name="Number">Null where there is none.</param>
public sealed record StaffFields(string Name, string Organisation, string? Site, string? Number)
{
    /// <summary>
    /// Without spaces around it, with one between words, and each accented letter as one character: what looks the same is the same.
    /// </summary>
    public static StaffFields Of(string? name, string? organisation, string? site, string? number) =>
        new(Tidy(name) ?? "", Tidy(organisation) ?? "", Tidy(site), Tidy(number));

    public static StaffFields Of(Staff staff) => new(staff.DisplayName, staff.Organisation, staff.Site, staff.Number);

    /// <returns>Null where nothing is left.</returns>
    private static string? Tidy(string? text)
    {
        if (text is null || StaffRules.HasHidden(text))
        {
            return text; // it is refused for that, so it stays as it was given
        }

        var tidy = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Normalized(NormalizationForm.FormC);
        return tidy.Length == 0 ? null : tidy;
    }
}
