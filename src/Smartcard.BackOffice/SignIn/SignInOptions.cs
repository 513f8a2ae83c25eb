using System.ComponentModel.DataAnnotations;
using System.Net;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Users;

namespace Smartcard.BackOffice.SignIn;

/// <summary>Settings of sign-in to the back office; configuration section <c>SignIn</c>.</summary>
public sealed class SignInOptions : IValidatableObject
{
    public const string Section = "SignIn";

    /// <summary>Accounts that are kept here, with password and second step. Default true; false = OpenID Connect alone.</summary>
    public bool LocalAccounts { get; set; } = true;

    /// <summary>After so long everybody signs in again. Default 8 hours; 15 minutes to 12 hours.</summary>
    public TimeSpan LongestSession { get; set; } = TimeSpan.FromHours(8);

    /// <summary>After so long without a click, too. Default 30 minutes; 5 minutes to 1 hour.</summary>
    public TimeSpan IdleTime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Wrong sign-ins from one address in a minute, before the rest of it is refused. Default 30; 5 to 1000.</summary>
    public int FailuresPerMinute { get; set; } = 30;

    /// <summary>A file or descriptor for the administrator's one-time password, e.g. <c>/dev/fd/3</c>. Null = the console.</summary>
    public string? AnnounceTo { get; set; }

    public OpenIdConnectSettings OpenIdConnect { get; set; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (LongestSession < TimeSpan.FromMinutes(15) || LongestSession > TimeSpan.FromHours(12))
        {
            yield return new ValidationResult(
                $"SignIn:LongestSession is {LongestSession}: give a time between 00:15:00 and 12:00:00, e.g. 08:00:00.");
        }

        if (IdleTime < TimeSpan.FromMinutes(5) || IdleTime > TimeSpan.FromHours(1))
        {
            yield return new ValidationResult($"SignIn:IdleTime is {IdleTime}: give a time between 00:05:00 and 01:00:00, e.g. 00:30:00.");
        }

        if (FailuresPerMinute is < 5 or > 1000)
        {
            yield return new ValidationResult(
                $"SignIn:FailuresPerMinute is {FailuresPerMinute}: give a number between 5 and 1000, e.g. 30.");
        }

        if (!LocalAccounts && !OpenIdConnect.IsOn)
        {
            yield return new ValidationResult(
                "SignIn:LocalAccounts is false and SignIn:OpenIdConnect:Authority is empty, so nobody could sign in: "
                + "name your provider, e.g. https://login.trust.nhs.uk."
            );
        }

        foreach (var wrong in OpenIdConnect.Validate())
        {
            yield return new ValidationResult(wrong);
        }
    }
}

/// <summary>
/// Sign-in by the organisation's own provider; section <c>SignIn:OpenIdConnect</c>. Off while <see cref="Authority"/>
/// is empty.
/// </summary>
public sealed class OpenIdConnectSettings
{
    /// <summary>The provider's address, as its tokens name it, e.g. <c>https://login.trust.nhs.uk</c>; https, or this machine.</summary>
    public string Authority { get; set; } = "";

    public string ClientId { get; set; } = "";

    /// <summary>Null or empty = a public client: code flow with PKCE alone.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>The claim of the identity token that lists somebody's groups. Default <c>groups</c>.</summary>
    public string GroupClaim { get; set; } = "groups";

    /// <summary>The words on the button. Default "your organisation’s account".</summary>
    public string DisplayName { get; set; } = "your organisation’s account";

    public OpenIdConnectGroups Groups { get; set; } = new();

    /// <summary>
    /// The claim of the identity token that says which organisation's people somebody with the roles IT booth and site lead alone may see.
    /// If their token does not have it, they cannot sign in. Null = they see everybody, unless an RA administrator says otherwise.
    /// Default null.
    /// </summary>
    public string? OrganisationClaim { get; set; }

    /// <summary>
    /// Which organisation each value of <see cref="OrganisationClaim"/> means, e.g. <c>RXX</c> = <c>Example Trust</c>. Empty = the claim
    /// has the organisation's name.
    /// </summary>
    public IDictionary<string, string> Organisations { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    internal bool IsOn => Authority.Length > 0;

    /// <summary>Whether the provider, and nobody here, says whose people somebody may see.</summary>
    internal bool GivesOrganisations => IsOn && !string.IsNullOrEmpty(OrganisationClaim);

    /// <summary>Whether somebody would have no limit whom the provider has to give one.</summary>
    internal bool MissesOrganisation(BackOfficeRoles roles, string? organisation) =>
        GivesOrganisations && OrganisationScope.MayLimit(roles) && string.IsNullOrEmpty(organisation);

    /// <param name="claims">What the token says.</param>
    /// <returns>Null where it says nothing, more than one thing, or something that is not in <see cref="Organisations"/>.</returns>
    internal string? OrganisationOf(IEnumerable<string> claims)
    {
        string?[] meant =
        [
            .. claims.Select(claim => claim.Trim())
                .Where(claim => claim.Length > 0)
                .Select(claim => Organisations.Count == 0 ? claim : Organisations.TryGetValue(claim, out var name) ? name : null)
                .Distinct(StringComparer.Ordinal),
        ];
        return meant is [{ Length: > 0 and <= Staff.MaxNameLength } only] ? only : null;
    }

    internal bool IsThisMachine => Uri.TryCreate(Authority, UriKind.Absolute, out var uri) && uri.Scheme == "http"
        && (uri.Host == "localhost" || (IPAddress.TryParse(uri.Host, out var address) && IPAddress.IsLoopback(address)));

    internal BackOfficeRoles RolesOf(IEnumerable<string> groups)
    {
        var all = groups.ToHashSet(StringComparer.Ordinal);
        return (Groups.RaAdmin.Any(all.Contains) ? BackOfficeRoles.RaAdmin : BackOfficeRoles.None)
            | (Groups.Booth.Any(all.Contains) ? BackOfficeRoles.Booth : BackOfficeRoles.None)
            | (Groups.Auditor.Any(all.Contains) ? BackOfficeRoles.Auditor : BackOfficeRoles.None)
            | (Groups.SiteLead.Any(all.Contains) ? BackOfficeRoles.SiteLead : BackOfficeRoles.None);
    }

    internal IEnumerable<string> Validate()
    {
        if (!IsOn)
        {
            if (ClientId.Length > 0 || Groups.Any || OrganisationClaim is { Length: > 0 })
            {
                yield return "SignIn:OpenIdConnect:Authority is empty, and other settings of OpenID Connect are not: "
                    + "write the provider's address, e.g. https://login.trust.nhs.uk.";
            }

            yield break;
        }

        if (!IsThisMachine && (!Uri.TryCreate(Authority, UriKind.Absolute, out var uri) || uri.Scheme != "https"))
        {
            yield return $"SignIn:OpenIdConnect:Authority is '{Authority}': write the provider's https address, e.g. "
                + "https://login.trust.nhs.uk.";
        }

        if (ClientId.Length == 0)
        {
            yield return "SignIn:OpenIdConnect:ClientId is empty: write the name under which the provider knows this "
                + "product, e.g. smartcard.";
        }

        if (GroupClaim.Length == 0)
        {
            yield return "SignIn:OpenIdConnect:GroupClaim is empty: name the claim that lists somebody's groups, e.g. groups.";
        }

        if (Organisations.Count > 0 && !GivesOrganisations)
        {
            yield return "SignIn:OpenIdConnect:OrganisationClaim is empty, and SignIn:OpenIdConnect:Organisations is not: name the claim "
                + "that says which organisation somebody works for, e.g. organisation.";
        }

        foreach (var (value, _) in Organisations.Where(o => string.IsNullOrWhiteSpace(o.Value) || o.Value.Length > Staff.MaxNameLength))
        {
            yield return $"SignIn:OpenIdConnect:Organisations:{value} names no organisation: write its name as cards have it, at most "
                + $"{Staff.MaxNameLength} characters.";
        }

        if (Groups.RaAdmin.Count == 0)
        {
            yield return "SignIn:OpenIdConnect:Groups:RaAdmin names no group, so nobody could manage the back office: "
                + "name one, e.g. SignIn:OpenIdConnect:Groups:RaAdmin:0=smartcard-ra.";
        }
    }
}

/// <summary>Which of the provider's groups have which role.</summary>
public sealed class OpenIdConnectGroups
{
    public IList<string> RaAdmin { get; } = [];

    public IList<string> Booth { get; } = [];

    public IList<string> Auditor { get; } = [];

    public IList<string> SiteLead { get; } = [];

    internal bool Any => RaAdmin.Count + Booth.Count + Auditor.Count + SiteLead.Count > 0;
}
