using Microsoft.Extensions.Options;
using Smartcard.Server.Jobs;
using Smartcard.Server.Look;
using Smartcard.Server.Mail;
using Smartcard.Server.Versions;
using Smartcard.Storage.Workflows;

namespace Smartcard.Server.SignIn;

/// <summary>The links of the back office, those that this person may follow.</summary>
internal static class Navigation
{
    private static readonly (MenuLink Link, string Policy)[] Links =
    [
        (new MenuLink(Policies.BackOffice, "Booth"), Policies.SeeBooth),
        (new MenuLink(MailPages.Path, "Mails"), Policies.TendMails),
        (new MenuLink(Policies.BackOffice + "/workflows", "Workflows"), Policies.SeeWorkflows),
        (new MenuLink(ApprovalPages.Path, "Approvals"), Policies.EditWorkflows),
        (new MenuLink(Policies.BackOffice + "/instances", "Instances"), Policies.SeeWorkflows),
        (new MenuLink(Policies.BackOffice + "/policies", "Policies"), Policies.SeeWorkflows),
        (new MenuLink(Policies.BackOffice + "/audit", "Audit"), Policies.SeeAudit),
        (new MenuLink(Policies.BackOffice + "/users", "Users"), Policies.ManageUsers),
        (new MenuLink(JobsDashboard.Path, "Jobs"), Policies.ManageJobs),
    ];

    public static Menu For(HttpContext http) => new(
        "Back office",
        [.. Links.Where(l => http.User.May(l.Policy)).Select(l => l.Link.Address == ApprovalPages.Path ? Approvals(http) : l.Link).OfType<MenuLink>()],
        [new MenuLink(AccountPages.Path, "My account")],
        Policies.BackOffice + "/sign-out");

    /// <summary>With how many wait for this person, where publishing needs a second one.</summary>
    private static MenuLink? Approvals(HttpContext http)
    {
        var services = http.RequestServices;
        if (!services.GetRequiredService<IOptions<PublishingOptions>>().Value.PublishingNeedsApproval || Policies.IdOf(http.User) is not { } user)
        {
            return null;
        }

        var count = services.GetRequiredService<PublishingRequests>().CountFor(user);
        return new MenuLink(ApprovalPages.Path, count > 0 ? $"Approvals ({count})" : "Approvals");
    }
}
