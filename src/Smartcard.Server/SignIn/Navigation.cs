using Smartcard.Server.Setup;

namespace Smartcard.Server.SignIn;

/// <summary>The links of the back office, those that this person may follow.</summary>
internal static class Navigation
{
    public static Html For(HttpContext http) => Html.Of($"""
        <nav aria-label="Back office">{Link(http, "/backoffice", "Booth", Policies.SeeBooth)}{Link(http, "/backoffice/workflows", "Workflows", Policies.SeeWorkflows)}{Link(http, "/backoffice/instances", "Instances", Policies.SeeWorkflows)}{Link(http, "/backoffice/policies", "Policies", Policies.SeeWorkflows)}{Link(http, "/backoffice/audit", "Audit", Policies.SeeAudit)}{Link(http, "/backoffice/users", "Users", Policies.ManageUsers)}{Link(http, "/backoffice/account", "My account")}{Forms.Button(http, "/backoffice/sign-out", "Sign out")}</nav>
        """);

    private static Html Link(HttpContext http, string path, string words, string? policy = null) =>
        policy is not null && !http.User.May(policy)
            ? default
            : Html.Of($"<a href=\"{path}\"{(http.Request.Path == path ? new Html(" aria-current=\"page\"") : default)}>{words}</a>");
}
