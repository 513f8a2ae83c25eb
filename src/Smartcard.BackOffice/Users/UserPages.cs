using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.BackOffice.SignIn;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Registrations;
using Smartcard.Domain.Users;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.Look.Limits;
using Smartcard.SelfService.People;
using Smartcard.Storage;
using Smartcard.Storage.Users;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Users;

/// <summary>The accounts of the back office, for RA administrators.</summary>
internal static class UserPages
{
    public const string Path = "/backoffice/users";
    public static readonly BackOfficeRoles[] All =
        [BackOfficeRoles.RaAdmin, BackOfficeRoles.Booth, BackOfficeRoles.SiteLead, BackOfficeRoles.Auditor];

    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Path).GuardForms().RequireAuthorization(Policies.ManageUsers);
        pages.MapGet("", ListAsync);
        pages.MapGet("/add", (HttpContext http, StaffOrganisations organisations, CancellationToken cancellationToken) =>
            ShowAddAsync(http, organisations, new Typed("", "", BackOfficeRoles.None, null), new Errors(), cancellationToken));
        pages.MapPost("/add", AddAsync);
        pages.MapGet(
            "/{id:guid}",
            async (
                    Guid id,
                    HttpContext http,
                    SmartcardDbContext database,
                    UserManager<BackOfficeUser> users,
                    StaffOrganisations organisations) =>
                await UserPageAsync(id, http, database, users, organisations, new Errors()));
        Map(
            "roles",
            async (accounts, actor, id, http, ct) =>
                await accounts.SetRolesAsync(actor, id, RolesOf(await http.Request.ReadFormAsync(ct)), ct));
        Map(
            "organisation",
            async (accounts, actor, id, http, ct) =>
                await accounts.SetOrganisationAsync(actor, id, OrganisationOf(await http.Request.ReadFormAsync(ct)), ct));
        Map(
            "own-card",
            async (accounts, actor, id, http, ct) =>
                await accounts.SetOwnCardAsync(actor, id, (await http.Request.ReadFormAsync(ct))["card"].ToString().Trim(), ct))
            .Heavy(); // it looks for the card
        Map("disable", (accounts, actor, id, _, ct) => accounts.DisableAsync(actor, id, ct));
        Map("enable", (accounts, actor, id, _, ct) => accounts.EnableAsync(actor, id, ct));
        Map("reset-second-step", (accounts, actor, id, _, ct) => accounts.ResetSecondStepAsync(actor, id, ct));
        Map("one-time-password", (accounts, actor, id, _, ct) => accounts.NewOneTimePasswordAsync(actor, id, ct));

        RouteHandlerBuilder Map(
            string action,
            Func<UserAccounts, UserId, Guid, HttpContext, CancellationToken, Task<UserChange>> change) =>
            pages.MapPost(
                $"/{{id:guid}}/{action}",
                async (
                    Guid id,
                    HttpContext http,
                    UserAccounts accounts,
                    SmartcardDbContext database,
                    UserManager<BackOfficeUser> users,
                    StaffOrganisations organisations,
                    CancellationToken cancellationToken) =>
                    await change(accounts, Policies.IdOf(http.User)!.Value, id, http, cancellationToken) switch
                    {
                        UserChange.Done { OneTimePassword: { } password } done => ShowOneTimePassword(
                            http,
                            done.User,
                            password),
                        UserChange.Done => Results.Redirect($"{Path}/{id}"),
                        UserChange.Refused refused => await UserPageAsync(
                            id,
                            http,
                            database,
                            users,
                            organisations,
                            new Errors().Add(refused.Field, refused.Why)),
                        UserChange.Unknown => Results.NotFound(),
                        var other => throw new InvalidOperationException($"Unexpected change {other}."),
                    });
    }

    public static string WordsOf(string role) => role switch
    {
        nameof(BackOfficeRoles.RaAdmin) => Catalogue.Users["role.raAdmin"],
        nameof(BackOfficeRoles.Booth) => Catalogue.Users["role.booth"],
        nameof(BackOfficeRoles.SiteLead) => Catalogue.Users["role.siteLead"],
        _ => Catalogue.Users["role.auditor"],
    };

    private static async Task<IResult> ListAsync(
        HttpContext http,
        SmartcardDbContext database,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var users = await database.Users.AsNoTracking().OrderBy(u => u.DisplayName).ToListAsync(cancellationToken);
        var now = time.GetUtcNow();
        return Pages.Show<UsersPage, IReadOnlyList<UserLine>>(
            new PageFrame(Catalogue.Users["title"]) { Menu = Navigation.For(http) },
            [
                .. users.Select(user => new UserLine(
                    $"{Path}/{user.Id}",
                    user.DisplayName,
                    NameOf(user),
                    RoleWords(user.Roles),
                    user.Organisation,
                    StateOf(user, now))),
            ]);
    }

    private static async Task<IResult> AddAsync(
        HttpContext http, UserAccounts accounts, StaffOrganisations organisations, CancellationToken cancellationToken)
    {
        var form = await http.Request.ReadFormAsync(cancellationToken);
        var typed = new Typed(form["name"].ToString().Trim(), form["email"].ToString().Trim(), RolesOf(form), OrganisationOf(form));
        var (name, email, roles, organisation) = typed;
        var errors = new Errors();
        if (name.Length is 0 or > BackOfficeUser.MaxNameLength)
        {
            errors.Add("name", Catalogue.Users["name.wrong", ("max", BackOfficeUser.MaxNameLength)]);
        }

        if (!EmailAddress.TryParse(email, out var address))
        {
            errors.Add("email", InWords(TypedAddress.FaultOf(email)!));
        }

        if (roles == BackOfficeRoles.None)
        {
            errors.Add("roles", Catalogue.Users["roles.missing"]);
        }

        if (errors.Any)
        {
            return await ShowAddAsync(http, organisations, typed, errors, cancellationToken);
        }

        var actor = Policies.IdOf(http.User)!.Value;
        return await accounts.AddAsync(actor, name, address!.Value, roles, organisation, cancellationToken) switch
        {
            UserChange.Done { OneTimePassword: { } password } done => ShowOneTimePassword(http, done.User, password),
            UserChange.Refused refused => await ShowAddAsync(
                http, organisations, typed, errors.Add(refused.Field, refused.Why), cancellationToken),
            var other => throw new InvalidOperationException($"Unexpected change {other}."),
        };
    }

    private static string InWords(AddressFault fault) => fault.Kind switch
    {
        AddressFaultKind.Space => Catalogue.Users["email.space"],
        AddressFaultKind.Character => Catalogue.Users["email.character", ("character", fault.Character)],
        AddressFaultKind.Dots => Catalogue.Users["email.dots"],
        AddressFaultKind.Several => Catalogue.Users["email.several"],
        AddressFaultKind.MoreThanTheAddress => Catalogue.Users["email.more"],
        AddressFaultKind.TooLong => Catalogue.Users["email.tooLong", ("max", EmailAddress.MaxLength)],
        _ => Catalogue.Users["email.missing"],
    };

    private static async Task<IResult> UserPageAsync(
        Guid id,
        HttpContext http,
        SmartcardDbContext database,
        UserManager<BackOfficeUser> users,
        StaffOrganisations organisations,
        Errors errors)
    {
        if (await database.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, http.RequestAborted) is not { } user)
        {
            return Results.NotFound();
        }

        var second = user.IsExternal
            ? Catalogue.Users["second.external"]
            : SecondStep(user, (await users.GetPasskeysAsync(user)).Count, await users.CountRecoveryCodesAsync(user));
        var settings = http.RequestServices.GetRequiredService<IOptions<SignIn.SignInOptions>>().Value.OpenIdConnect;
        var state = StateOf(user, http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        return Pages.Show<UserPage, UserModel>(
            new PageFrame(user.DisplayName) { Menu = Navigation.For(http), Errors = errors },
            new UserModel(
                $"{Path}/{id}",
                NameOf(user),
                state,
                second,
                user.IsExternal,
                user.IsEnabled,
                user.Roles,
                RoleWords(user.Roles),
                user.Organisation,
                await organisations.ListAsync(http.RequestAborted),
                user.IsExternal && settings.GivesOrganisations,
                await OwnCardAsync(database, user.StaffId, http.RequestAborted),
                errors));
    }

    private static async Task<string?> OwnCardAsync(SmartcardDbContext database, StaffId? id, CancellationToken cancellationToken) =>
        id is { } staff
            ? await database.Set<Staff>().Where(s => s.Id == staff).Select(s => s.DisplayName).SingleOrDefaultAsync(cancellationToken)
            : null;

    private static string SecondStep(BackOfficeUser user, int passkeys, int codes) => Catalogue.Users[
        "second.all",
        ("app", user.TwoFactorEnabled ? Catalogue.Users["second.app"] : Catalogue.Users["second.noApp"]),
        ("passkeys", Catalogue.Users["second.passkeys", ("count", passkeys)]),
        ("codes", Catalogue.Users["second.codes", ("count", codes)])];

    private static async Task<IResult> ShowAddAsync(
        HttpContext http, StaffOrganisations organisations, Typed typed, Errors errors, CancellationToken cancellationToken)
    {
        var all = await organisations.ListAsync(cancellationToken);
        return Pages.Show<AddUserPage, AddUserModel>(
            new PageFrame(Catalogue.Users["add"]) { Menu = Navigation.For(http), Errors = errors },
            new AddUserModel(
                typed.Name, typed.Email, typed.Roles, all.FirstOrDefault(o => o == typed.Organisation), all, errors));
    }

    private static IResult ShowOneTimePassword(HttpContext http, BackOfficeUser user, string password) =>
        Pages.Show<OneTimePasswordPage, OneTimePasswordModel>(
            new PageFrame(Catalogue.Users["password.title"]) { Menu = Navigation.For(http) },
            new OneTimePasswordModel(
                user.DisplayName,
                NameOf(user),
                password,
                FirstAdministrator.OneTimePasswordLifetime.Days));

    private static BackOfficeRoles RolesOf(IFormCollection form) =>
        All.Where(role => form["role"].Contains(role.ToString())).Aggregate(BackOfficeRoles.None, (roles, role) => roles | role);

    /// <summary>Null = everybody.</summary>
    private static string? OrganisationOf(IFormCollection form) =>
        form["organisation"].ToString() is { Length: > 0 } chosen ? chosen : null;

    private static string RoleWords(BackOfficeRoles roles) =>
        roles == BackOfficeRoles.None ? Catalogue.Pages["roles.none"] : string.Join(", ", Policies.NamesOf(roles).Select(WordsOf));

    private static string NameOf(BackOfficeUser user) => user.IsExternal ? user.Email ?? "OpenID Connect" : user.UserName!;

    private static string StateOf(BackOfficeUser user, DateTimeOffset now) => user switch
    {
        { IsEnabled: false } => Catalogue.Users["state.disabled"],
        _ when user.IsLockedOut(now) => Catalogue.Users["state.locked"],
        { OneTimePasswordUntil: { } until } => until > now
            ? Catalogue.Users["state.oneTimePassword"]
            : Catalogue.Users["state.oneTimePasswordOver"],
        _ => Catalogue.Users["state.inUse"],
    };

    /// <summary>What came with the form, to be shown again.</summary>
    private sealed record Typed(string Name, string Email, BackOfficeRoles Roles, string? Organisation);
}
