using Microsoft.Extensions.Options;
using Smartcard.Server.Jobs;
using Smartcard.Server.Mail;
using Smartcard.Server.Setup;
using Smartcard.Server.Versions;
using Smartcard.Storage.Workflows;

namespace Smartcard.Server.SignIn;

/// <summary>The links of the back office, those that this person may follow.</summary>
internal static class Navigation
{
    public static Html For(HttpContext http) => Html.Of($"""
        <nav aria-label="Back office">{Link(http, "/backoffice", "Booth", Policies.SeeBooth)}{Link(http, MailPages.Path, "Mails", Policies.TendMails)}{Link(http, "/backoffice/workflows", "Workflows", Policies.SeeWorkflows)}{Approvals(http)}{Link(http, "/backoffice/instances", "Instances", Policies.SeeWorkflows)}{Link(http, "/backoffice/policies", "Policies", Policies.SeeWorkflows)}{Link(http, "/backoffice/audit", "Audit", Policies.SeeAudit)}{Link(http, "/backoffice/users", "Users", Policies.ManageUsers)}{Link(http, JobsDashboard.Path, "Jobs", Policies.ManageJobs)}{Link(http, "/backoffice/account", "My account")}{Forms.Button(http, "/backoffice/sign-out", "Sign out")}</nav>
        """);

    /// <summary>With how many wait for this person, where publishing needs a second one.</summary>
    private static Html Approvals(HttpContext http)
    {
        var services = http.RequestServices;
        if (!services.GetRequiredService<IOptions<PublishingOptions>>().Value.PublishingNeedsApproval || !http.User.May(Policies.EditWorkflows) || Policies.IdOf(http.User) is not { } user)
        {
            return default;
        }

        var count = services.GetRequiredService<PublishingRequests>().CountFor(user);
        return Link(http, ApprovalPages.Path, count > 0 ? $"Approvals ({count})" : "Approvals");
    }

    private static Html Link(HttpContext http, string path, string words, string? policy = null) =>
        policy is not null && !http.User.May(policy)
            ? default
            : Html.Of($"<a href=\"{path}\"{(http.Request.Path == path ? new Html(" aria-current=\"page\"") : default)}>{words}</a>");
}
