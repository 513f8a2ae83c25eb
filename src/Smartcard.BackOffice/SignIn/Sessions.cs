using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Look.Access;
using Smartcard.Storage;
using Smartcard.Storage.Users;

namespace Smartcard.BackOffice.SignIn;

/// <summary>Two cookies: one of somebody signed in, and one of somebody half-way there, which opens nothing but the next step.</summary>
internal sealed class Sessions(SmartcardDbContext database, IOptions<SignInOptions> options, TimeProvider time)
{
    public const string SignedIn = "BackOffice";
    public const string HalfWay = "BackOfficeHalfWay";

    /// <summary>Changing how one signs in wants a sign-in no older than this.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(15);

    private const string Stamp = "stamp";
    private const string Method = "method";
    private const string Started = "started";
    private const string Second = "second-step";
    private const string To = "to";

    public Task StartAsync(HttpContext http, BackOfficeUser user, string method)
    {
        var (principal, properties) = Begin(user, method);
        return http.SignInAsync(SignedIn, principal, properties);
    }

    /// <summary>What the cookie of a new session holds, also for a handler that writes it itself.</summary>
    public (ClaimsPrincipal Principal, AuthenticationProperties Properties) Begin(BackOfficeUser user, string method)
    {
        var properties = new AuthenticationProperties();
        properties.Items[Started] = time.GetUtcNow().UtcTicks.ToString(CultureInfo.InvariantCulture);
        return (PrincipalOf(user, method, SignedIn), properties);
    }

    /// <summary>
    /// With every request: whoever was disabled, signed out elsewhere or is over time is out at once, and roles are as
    /// they are now.
    /// </summary>
    public async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var user = await FindAsync(context.Principal, context.HttpContext.RequestAborted);
        if (user is null
            || StartedAt(context.Properties) + options.Value.LongestSession <= time.GetUtcNow()
            || (user.IsExternal && options.Value.OpenIdConnect.MissesOrganisation(user.Roles, user.Organisation))
            || !(user.IsExternal ? options.Value.OpenIdConnect.IsOn : options.Value.LocalAccounts))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(SignedIn);
            return;
        }

        context.ReplacePrincipal(PrincipalOf(user, context.Principal?.FindFirstValue(Method) ?? "", SignedIn));
    }

    public async Task<bool> IsFreshAsync(HttpContext http) =>
        await http.AuthenticateAsync(SignedIn) is { Succeeded: true } session && StartedAt(session.Properties) + Fresh > time.GetUtcNow();

    /// <param name="to">Where the person was going.</param>
    public static Task GoHalfWayAsync(HttpContext http, BackOfficeUser user, bool hasShownSecondStep, string? to)
    {
        var properties = new AuthenticationProperties();
        properties.Items[Second] = hasShownSecondStep ? "shown" : "";
        properties.Items[To] = to;
        return http.SignInAsync(HalfWay, PrincipalOf(user, "password", HalfWay), properties);
    }

    public async Task<HalfWayUser?> FindHalfWayAsync(HttpContext http)
    {
        var ticket = await http.AuthenticateAsync(HalfWay);
        return ticket.Succeeded && await FindAsync(ticket.Principal, http.RequestAborted) is { } user
            ? new HalfWayUser(
                user,
                ticket.Properties.Items.TryGetValue(Second, out var second) && second == "shown",
                ticket.Properties.Items.TryGetValue(To, out var to) ? to : null)
            : null;
    }

    private async Task<BackOfficeUser?> FindAsync(ClaimsPrincipal? principal, CancellationToken cancellationToken) =>
        Policies.IdOf(principal ?? new ClaimsPrincipal()) is { } id
        && await database.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id.Value, cancellationToken) is { IsEnabled: true } user
        && user.SecurityStamp == principal!.FindFirstValue(Stamp)
            ? user
            : null;

    private static DateTimeOffset StartedAt(AuthenticationProperties? properties) =>
        properties?.Items.TryGetValue(Started, out var ticks) == true && long.TryParse(ticks, CultureInfo.InvariantCulture, out var at)
            ? new DateTimeOffset(at, TimeSpan.Zero)
            : DateTimeOffset.UnixEpoch;

    private static ClaimsPrincipal PrincipalOf(BackOfficeUser user, string method, string scheme) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, user.Id.ToString()),
            new Claim(ClaimTypes.Name, user.DisplayName),
            new Claim(Stamp, user.SecurityStamp ?? ""),
            new Claim(Method, method),
            .. Policies.NamesOf(user.Roles).Select(role => new Claim(ClaimTypes.Role, role)),
            .. user.Organisation is { } organisation ? [new Claim(OrganisationMarks.Claim, organisation)] : Array.Empty<Claim>(),
        ],
        scheme));
}

/// <summary>Somebody whose password was right, and who has more to do before they are signed in.</summary>
internal sealed record HalfWayUser(BackOfficeUser User, bool HasShownSecondStep, string? To);

/// <summary>
/// Gives cookies the <c>__Host-</c> prefix where the page came by https: no other host, path or plain connection can
/// then set them.
/// </summary>
internal sealed class HostCookies : ICookieManager
{
    private readonly ChunkingCookieManager _inner = new();

    public string? GetRequestCookie(HttpContext context, string key) => _inner.GetRequestCookie(context, NameOf(context, key));

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        _inner.AppendResponseCookie(context, NameOf(context, key), value, options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) =>
        _inner.DeleteCookie(context, NameOf(context, key), options);

    private static string NameOf(HttpContext context, string key) => context.Request.IsHttps ? "__Host-" + key : key;
}
