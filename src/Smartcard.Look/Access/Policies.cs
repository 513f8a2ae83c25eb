using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Users;

namespace Smartcard.Look.Access;

/// <summary>Who may do what: a policy for each thing that is done, so that an endpoint names what it is and not who comes.</summary>
public static class Policies
{
    /// <summary>Path of everything that wants somebody signed in, whether or not its endpoint says so.</summary>
    public const string BackOffice = "/backoffice";

    public const string SeeBooth = "see-booth";
    public const string ActAtBooth = "act-at-booth";
    public const string TendMails = "tend-mails";
    public const string TendAlerts = "tend-alerts";
    public const string SeeAudit = "see-audit";
    /// <summary>Of staff and their cards: change what is on record of them, suspend, resume and revoke.</summary>
    public const string ManageStaff = "manage-staff";

    public const string ManageUsers = "manage-users";
    public const string ImportStaff = "import-staff";
    public const string ManageJobs = "manage-jobs";
    public const string SeeWorkflows = "see-workflows";
    public const string EditWorkflows = "edit-workflows";
    public const string SeeHealth = "see-health";
    public const string SeeFigures = "see-figures";

    private const BackOfficeRoles Everybody =
        BackOfficeRoles.RaAdmin | BackOfficeRoles.Booth | BackOfficeRoles.Auditor | BackOfficeRoles.SiteLead;

    private static readonly Dictionary<string, BackOfficeRoles> Allowed = new(StringComparer.Ordinal)
    {
        [SeeBooth] = Everybody,
        [ActAtBooth] = InPersonRelease.Roles,
        [TendMails] = BackOfficeRoles.RaAdmin | BackOfficeRoles.Booth | BackOfficeRoles.SiteLead,
        [TendAlerts] = BackOfficeRoles.RaAdmin,
        [SeeAudit] = BackOfficeRoles.RaAdmin | BackOfficeRoles.Auditor,
        [ManageStaff] = BackOfficeRoles.RaAdmin,
        [ManageUsers] = BackOfficeRoles.RaAdmin,
        [ImportStaff] = BackOfficeRoles.RaAdmin,
        [ManageJobs] = BackOfficeRoles.RaAdmin,
        [SeeWorkflows] = Everybody,
        [EditWorkflows] = BackOfficeRoles.RaAdmin,
        [SeeHealth] = BackOfficeRoles.RaAdmin,
        [SeeFigures] = BackOfficeRoles.RaAdmin | BackOfficeRoles.Auditor | BackOfficeRoles.SiteLead,
    };

    public static void AddPolicies(this IServiceCollection services)
    {
        var authorization = services
            .AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(IsOutsideOrSignedIn).Build());
        foreach (var (name, roles) in Allowed)
        {
            authorization.AddPolicy(name, policy => policy.RequireRole(NamesOf(roles)));
        }
    }

    /// <summary>For links and buttons; the endpoint behind them has its own policy.</summary>
    public static bool May(this ClaimsPrincipal user, string policy) => NamesOf(Allowed[policy]).Any(user.IsInRole);

    public static UserId? IdOf(ClaimsPrincipal user) =>
        Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? new UserId(id) : null;

    public static IEnumerable<string> NamesOf(BackOfficeRoles roles) =>
        Enum.GetValues<BackOfficeRoles>()
            .Where(r => r != BackOfficeRoles.None && roles.HasFlag(r))
            .Select(r => r.ToString());

    private static bool IsOutsideOrSignedIn(AuthorizationHandlerContext context) =>
        context.User.Identity is { IsAuthenticated: true }
        || (context.Resource is HttpContext http && !http.Request.Path.StartsWithSegments(BackOffice, StringComparison.OrdinalIgnoreCase));
}
