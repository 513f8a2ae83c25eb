using Smartcard.Look.Access;
using Smartcard.Wording;

namespace Smartcard.Look;

/// <summary>The links of the back office, those that this person may follow.</summary>
public static class Navigation
{
    public const string Account = Policies.BackOffice + "/account";
    public const string SignOut = Policies.BackOffice + "/sign-out";

    public static Menu For(HttpContext http) => new(
        Catalogue.Pages["backOffice"],
        [
            .. http.RequestServices.GetServices<NavigationLink>().OrderBy(link => link.Place)
                .Where(link => http.User.May(link.Policy) && !(link.IsOfAllOrganisations && http.User.ScopeOf().IsLimited))
                .Select(link => link.Now is { } now ? now(http) : link.Link).OfType<MenuLink>(),
        ],
        [new MenuLink(Account, Catalogue.Pages["myAccount"])],
        SignOut);
}
