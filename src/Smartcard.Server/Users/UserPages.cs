using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Registrations;
using Smartcard.Server.Setup;
using Smartcard.Server.SignIn;
using Smartcard.Storage;
using Smartcard.Storage.Users;

namespace Smartcard.Server.Users;

/// <summary>The accounts of the back office, for RA administrators.</summary>
internal static class UserPages
{
    private const string Path = "/backoffice/users";
    private static readonly BackOfficeRoles[] All = [BackOfficeRoles.RaAdmin, BackOfficeRoles.Booth, BackOfficeRoles.Auditor];

    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Path).AddEndpointFilter<FormGuard>().RequireAuthorization(Policies.ManageUsers);
        pages.MapGet("", ListAsync);
        pages.MapGet("/add", (HttpContext http) => AddPage(http, "", "", BackOfficeRoles.None, new Errors()));
        pages.MapPost("/add", AddAsync);
        pages.MapGet("/{id:guid}", async (Guid id, HttpContext http, SmartcardDbContext database, UserManager<BackOfficeUser> users) => await UserPageAsync(id, http, database, users, new Errors()));
        Map("roles", async (desk, actor, id, http, ct) => await desk.SetRolesAsync(actor, id, RolesOf(await http.Request.ReadFormAsync(ct)), ct));
        Map("disable", (desk, actor, id, _, ct) => desk.DisableAsync(actor, id, ct));
        Map("enable", (desk, actor, id, _, ct) => desk.EnableAsync(actor, id, ct));
        Map("reset-second-step", (desk, actor, id, _, ct) => desk.ResetSecondStepAsync(actor, id, ct));
        Map("one-time-password", (desk, actor, id, _, ct) => desk.NewOneTimePasswordAsync(actor, id, ct));

        void Map(string action, Func<UserDesk, UserId, Guid, HttpContext, CancellationToken, Task<UserChange>> change) =>
            pages.MapPost($"/{{id:guid}}/{action}", async (
                Guid id, HttpContext http, UserDesk desk, SmartcardDbContext database, UserManager<BackOfficeUser> users, CancellationToken cancellationToken) =>
                await change(desk, Policies.IdOf(http.User)!.Value, id, http, cancellationToken) switch
                {
                    UserChange.Done { OneTimePassword: { } password } done => OneTimePasswordPage(http, done.User, password),
                    UserChange.Done => Results.Redirect($"{Path}/{id}"),
                    UserChange.Refused refused => await UserPageAsync(id, http, database, users, new Errors().Add(refused.Field, refused.Why)),
                    UserChange.Unknown => Results.NotFound(),
                    var other => throw new InvalidOperationException($"Unexpected change {other}."),
                });
    }

    public static string WordsOf(string role) => role switch
    {
        nameof(BackOfficeRoles.RaAdmin) => "RA administrator",
        nameof(BackOfficeRoles.Booth) => "IT booth",
        _ => "Auditor",
    };

    private static async Task<IResult> ListAsync(HttpContext http, SmartcardDbContext database, TimeProvider time, CancellationToken cancellationToken)
    {
        var users = await database.Users.AsNoTracking().OrderBy(u => u.DisplayName).ToListAsync(cancellationToken);
        var rows = users.Select(user => Html.Of(
            $"<tr><td><a href=\"{Path}/{user.Id.ToString()}\">{user.DisplayName}</a><td>{NameOf(user)}<td>{RoleWords(user.Roles)}<td>{StateOf(user, time.GetUtcNow())}</tr>"));
        return Pages.Html(
            "Users",
            Html.Of($"""
                <p><a class="nhsuk-button" href="{Path}/add">Add a user</a></p>
                <div class="wide" tabindex="0" role="region" aria-label="Users"><table><tr><th>Name<th>Signs in as<th>Roles<th>State</tr>{Html.Join(rows)}</table></div>
                """),
            Navigation.For(http));
    }

    private static async Task<IResult> AddAsync(HttpContext http, UserDesk desk, CancellationToken cancellationToken)
    {
        var form = await http.Request.ReadFormAsync(cancellationToken);
        var (name, email, roles, errors) = (form["name"].ToString().Trim(), form["email"].ToString().Trim(), RolesOf(form), new Errors());
        if (name.Length is 0 or > BackOfficeUser.MaxNameLength)
        {
            errors.Add("name", $"Enter the person’s name, up to {BackOfficeUser.MaxNameLength} characters.");
        }

        if (!EmailAddress.TryParse(email, out var address))
        {
            errors.Add("email", InWords(TypedAddress.FaultOf(email)!));
        }

        if (roles == BackOfficeRoles.None)
        {
            errors.Add("roles", "Choose at least one role.");
        }

        if (errors.Any)
        {
            return AddPage(http, name, email, roles, errors);
        }

        return await desk.AddAsync(Policies.IdOf(http.User)!.Value, name, address!.Value, roles, cancellationToken) switch
        {
            UserChange.Done { OneTimePassword: { } password } done => OneTimePasswordPage(http, done.User, password),
            UserChange.Refused refused => AddPage(http, name, email, roles, errors.Add(refused.Field, refused.Why)),
            var other => throw new InvalidOperationException($"Unexpected change {other}."),
        };
    }

    private static string InWords(AddressFault fault) => fault.Kind switch
    {
        AddressFaultKind.Space => "There is a space in that address. Take it out.",
        AddressFaultKind.Character => $"“{fault.Character}” cannot be in an email address here. Delete it and type it again without an accent.",
        AddressFaultKind.Dots => "There is a dot too many in that address. Take out the one at the start, beside the @ or beside another dot.",
        AddressFaultKind.Several => "There is more than one @. Enter one email address.",
        AddressFaultKind.MoreThanTheAddress => "Enter the email address alone, without a name or brackets around it.",
        AddressFaultKind.TooLong => $"That address is too long: at most {EmailAddress.MaxLength} characters.",
        _ => "Enter an email address, like nia.jones@trust.nhs.uk.",
    };

    private static async Task<IResult> UserPageAsync(Guid id, HttpContext http, SmartcardDbContext database, UserManager<BackOfficeUser> users, Errors errors)
    {
        if (await database.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, http.RequestAborted) is not { } user)
        {
            return Results.NotFound();
        }

        var action = $"{Path}/{id}";
        var state = StateOf(user, http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        var second = user.IsExternal
            ? "at the organisation’s provider"
            : $"{(user.TwoFactorEnabled ? "authenticator app" : "no authenticator app")}, {(await users.GetPasskeysAsync(user)).Count} passkeys, {await users.CountRecoveryCodesAsync(user)} recovery codes";
        var own = user.IsExternal
            ? Html.Of($"<h2>Roles</h2><p>Roles come from the organisation’s provider with each sign-in: {RoleWords(user.Roles)}.</p>")
            : Forms.Form(http, action + "/roles", Html.Of($"{RoleFields(user.Roles, errors)}<button class=\"nhsuk-button\">Save roles</button>"));
        var sign = user.IsExternal
            ? default
            : Html.Of($"""
                <article><h2>Help with signing in</h2><p>Only for somebody whose identity you have checked.</p><div class="row">
                {Forms.Button(http, action + "/one-time-password", "Make a one-time password", "second")}{Forms.Button(http, action + "/reset-second-step", "Remove the second step", "second")}</div>
                <p class="nhsuk-hint">Without the second step, the next sign-in sets up a new one.</p></article>
                """);
        var disable = user.IsEnabled
            ? Forms.Button(http, action + "/disable", "Disable this account", "warn")
            : Forms.Button(http, action + "/enable", "Enable this account");
        return Pages.Html(
            user.DisplayName,
            Html.Of($"""
                <article><p>Signs in as: {NameOf(user)}<br>State: {state}<br>Second step: {second}</p></article>
                <article class="form">{own}</article>{sign}<article><h2>Account</h2><p>A disabled account is signed out at once and cannot sign in. What it did stays in the audit.</p>{disable}</article>
                <p><a href="{Path}">All users</a></p>
                """),
            Navigation.For(http),
            errors: errors);
    }

    private static IResult AddPage(HttpContext http, string name, string email, BackOfficeRoles roles, Errors errors) => Pages.Html(
        "Add a user",
        Html.Of($"""
            <article class="form">{Forms.Form(http, Path + "/add", Html.Of($"""
                {Forms.Field("name", "Name", value: name, errors: errors)}{Forms.Field("email", "Email address", "email", value: email, hint: "They sign in with it. No mail is sent.", errors: errors)}
                {RoleFields(roles, errors)}<button class="nhsuk-button">Add this user</button>
                """))}</article>
            """),
        Navigation.For(http),
        errors: errors);

    private static IResult OneTimePasswordPage(HttpContext http, BackOfficeUser user, string password) => Pages.Html(
        "One-time password",
        Html.Of($"""
            <article class="form"><p>Hand this to {user.DisplayName} yourself. It is good for {FirstAdministrator.OneTimePasswordLifetime.Days} days, and they choose their own when they sign in as {NameOf(user)}.</p>
            <p class="key">{password}</p><p><strong>It is shown this once.</strong></p><p><a class="nhsuk-button" href="{Path}">Done</a></p></article>
            """),
        Navigation.For(http));

    private static Html RoleFields(BackOfficeRoles chosen, Errors errors) => Html.Of(
        $"<fieldset class=\"nhsuk-fieldset nhsuk-form-group{(errors.Of("roles") is null ? "" : " nhsuk-form-group--error")}\" id=\"roles\" tabindex=\"-1\"><legend class=\"nhsuk-fieldset__legend nhsuk-fieldset__legend--m\">Roles</legend>{(errors.Of("roles") is { } why ? Html.Of($"<p class=\"nhsuk-error-message\">{why}</p>") : default)}<div class=\"nhsuk-checkboxes\">{Html.Join(All.Select(role => Forms.Choice("role", role.ToString(), WordsOf(role.ToString()), chosen.HasFlag(role))))}</div></fieldset>");

    private static BackOfficeRoles RolesOf(IFormCollection form) =>
        All.Where(role => form["role"].Contains(role.ToString())).Aggregate(BackOfficeRoles.None, (roles, role) => roles | role);

    private static string RoleWords(BackOfficeRoles roles) => roles == BackOfficeRoles.None ? "none" : string.Join(", ", Policies.NamesOf(roles).Select(WordsOf));

    private static string NameOf(BackOfficeUser user) => user.IsExternal ? user.Email ?? "OpenID Connect" : user.UserName!;

    private static string StateOf(BackOfficeUser user, DateTimeOffset now) => user switch
    {
        { IsEnabled: false } => "disabled",
        _ when user.IsLockedOut(now) => "locked for 15 minutes after wrong tries",
        { OneTimePasswordUntil: { } until } => until > now ? "has a one-time password" : "one-time password too old",
        _ => "in use",
    };
}
