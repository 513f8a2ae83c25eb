namespace Smartcard.Domain.Users;

/// <summary>Whose people somebody of the back office may see: those of one organisation, or everybody.</summary>
/// <remarks>
/// Organisations are the same when their names are, letter by letter: a limit that is spelt differently shows nobody. A holder without an
/// organisation is seen only by those who see everybody. Where no card is known, nobody is named, and everybody at the booth may look.
/// </remarks>
public sealed record OrganisationScope
{
    /// <summary>Who looks after the whole installation sees everybody.</summary>
    public const BackOfficeRoles LimitableRoles = BackOfficeRoles.Booth | BackOfficeRoles.SiteLead;

    private OrganisationScope(string? organisation) => Organisation = organisation;

    public static OrganisationScope Everybody { get; } = new(organisation: null);

    /// <summary>Of somebody who is not known.</summary>
    public static OrganisationScope Nobody { get; } = new("");

    /// <summary>The only one whose people are seen; null = everybody is.</summary>
    public string? Organisation { get; }

    public bool IsLimited => Organisation is not null;

    /// <param name="organisation">Null = everybody.</param>
    public static OrganisationScope Of(string? organisation) => organisation is null ? Everybody : new OrganisationScope(organisation);

    /// <summary>Whether somebody with these roles can be limited to one organisation.</summary>
    public static bool MayLimit(BackOfficeRoles roles) => (roles & ~LimitableRoles) == 0;

    /// <param name="organisation">Of the card's holder; null or empty = they have none, or are not known.</param>
    public bool Includes(string? organisation) =>
        Organisation is null || (Organisation.Length > 0 && string.Equals(Organisation, organisation, StringComparison.Ordinal));
}
