using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using QRCoder;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.Storage;
using Smartcard.Storage.Users;
using Smartcard.Wording;

namespace Smartcard.BackOffice.SignIn;

/// <summary>What somebody may see and change of their own sign-in: password, authenticator and recovery codes.</summary>
internal static class AccountPages
{
    public const string Path = Navigation.Account;
    public const string PasswordPath = Path + "/password";
    public const string RecoveryCodesPath = Path + "/recovery-codes";

    public static void MapAccount(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Policies.BackOffice).GuardForms().NamesNobody();
        pages.MapGet("/account", AccountAsync);
        pages.MapGet("/account/password", (HttpContext http) => ShowPassword(http, new Errors()));
        pages.MapPost("/account/password", PasswordAsync);
        pages.MapGet(
            "/account/recovery-codes",
            (HttpContext http, Credentials _) => SignedInAsync(http, who => Task.FromResult(ShowNewCodes(http))));
        pages.MapPost(
            "/account/recovery-codes",
            (HttpContext http, Credentials credentials, CancellationToken cancellationToken) =>
                SignedInAsync(
                    http,
                    async who =>
                        await CodesPageAsync(
                            http,
                            who,
                            await credentials.NewRecoveryCodesAsync(who.User, cancellationToken))));

        // Also for somebody half-way, who has no second step yet.
        pages
            .MapGet(
                "/authenticator",
                (HttpContext http, Credentials credentials) =>
                    WithOwnerAsync(
                        http,
                        who => Task.FromResult(ShowAuthenticator(http, who, credentials, Totp.NewKey(), new Errors()))))
            .AllowAnonymous();
        pages.MapPost("/authenticator", AuthenticatorAsync).AllowAnonymous();
    }

    /// <summary>
    /// Runs a page that changes how somebody signs in: for whoever signed in just now, or is about to set up their
    /// first second step.
    /// </summary>
    public static async Task<IResult> WithOwnerAsync(HttpContext http, Func<Owner, Task<IResult>> page)
    {
        var sessions = http.RequestServices.GetRequiredService<Sessions>();
        if (await sessions.FindHalfWayAsync(http) is not { } halfWay)
        {
            return http.User.Identity is { IsAuthenticated: true } ? await SignedInAsync(http, page) : Results.Redirect(SignInPages.Path);
        }

        var isReady =
            halfWay.User.OneTimePasswordUntil is null
            && !await http.RequestServices.GetRequiredService<SignInAttempts>().HasSecondStepAsync(halfWay.User);
        return isReady ? await page(new Owner(halfWay.User, halfWay)) : Results.Redirect(SignInPages.Path);
    }

    /// <summary>The change ended all sessions of the account: this one goes on, or starts.</summary>
    public static async Task ContinueAsync(HttpContext http, Owner who)
    {
        if (who.HalfWay is not null)
        {
            await SignInPages.FinishAsync(http, who.User.Id, who.HalfWay.To, "password+second-step-set-up");
        }
        else
        {
            await http.RequestServices.GetRequiredService<Sessions>().StartAsync(http, who.User, "again");
        }
    }

    /// <summary>The only time that the codes are shown.</summary>
    public static async Task<IResult> CodesPageAsync(HttpContext http, Owner who, IReadOnlyList<string> codes)
    {
        await ContinueAsync(http, who);
        return Pages.Show<CodesPage, IReadOnlyList<string>>(new PageFrame(Catalogue.SignIn["codes.title"]), codes);
    }

    private static async Task<IResult> SignedInAsync(HttpContext http, Func<Owner, Task<IResult>> page)
    {
        var user = await FindAsync(http);
        if (user.IsExternal)
        {
            return Results.Redirect(Path);
        }

        return await http.RequestServices.GetRequiredService<Sessions>().IsFreshAsync(http)
            ? await page(new Owner(user, null))
            : Results.Redirect($"{SignInPages.Path}?because=again&to={Uri.EscapeDataString(http.Request.Path)}");
    }

    private static Task<BackOfficeUser> FindAsync(HttpContext http) =>
        http
            .RequestServices.GetRequiredService<SmartcardDbContext>()
            .Users.AsNoTracking()
            .SingleAsync(u => u.Id == Policies.IdOf(http.User)!.Value.Value, http.RequestAborted);

    private static async Task<IResult> AccountAsync(HttpContext http, UserManager<BackOfficeUser> users, string? said)
    {
        var user = await FindAsync(http);
        var roles = string.Join(", ", Policies.NamesOf(user.Roles).Select(Users.UserPages.WordsOf));
        var words = said switch { "password" => Catalogue.SignIn["change.done"], _ => null };
        return Pages.Show<AccountPage, AccountModel>(
            new PageFrame(Catalogue.Pages["myAccount"]) { Menu = Navigation.For(http) },
            new AccountModel(
                words,
                user.DisplayName,
                user.UserName,
                roles.Length == 0 ? Catalogue.Pages["roles.none"] : roles,
                user.IsExternal ? user.Email ?? Catalogue.SignIn["account.provider"] : null,
                user.TwoFactorEnabled,
                user.IsExternal ? 0 : (await users.GetPasskeysAsync(user)).Count,
                user.IsExternal ? 0 : await users.CountRecoveryCodesAsync(user)));
    }

    private static async Task<IResult> PasswordAsync(
        HttpContext http,
        Credentials credentials,
        SignInAttempts attempts,
        SignInGuard guard,
        CancellationToken cancellationToken)
    {
        var form = await http.Request.ReadFormAsync(cancellationToken);
        var user = await FindAsync(http);
        var errors = NewPassword.Check(form);
        if (user.IsExternal || !guard.IsOpenFor(http, user.Id.ToString()))
        {
            return Results.Redirect(Path);
        }

        // Counted like a sign-in, so that nobody can guess passwords in an open browser.
        if (!errors.Any && await attempts.CheckPasswordAsync(user.UserName!, form["password"].ToString(), cancellationToken) is null)
        {
            guard.CountFailure(http, user.Id.ToString());
            errors.Add("password", Catalogue.SignIn["change.wrong"]);
        }

        if (!errors.Any && await credentials.SetPasswordAsync(user, form[NewPassword.Field].ToString(), cancellationToken) is { } why)
        {
            errors.Add(NewPassword.Field, why);
        }

        if (errors.Any)
        {
            return ShowPassword(http, errors);
        }

        await ContinueAsync(http, new Owner(user, null));
        return Results.Redirect(Path + "?said=password");
    }

    private static Task<IResult> AuthenticatorAsync(HttpContext http, Credentials credentials, CancellationToken cancellationToken) =>
        WithOwnerAsync(http, async who =>
        {
            var form = await http.Request.ReadFormAsync(cancellationToken);
            if (credentials.UnsealKey(who.User, form["key"].ToString()) is not { } key)
            {
                return Results.Redirect(SignInPages.AuthenticatorPath);
            }

            return await credentials.SetAuthenticatorAsync(who.User, key, form["code"].ToString(), cancellationToken) is { } codes
                ? await CodesPageAsync(http, who, codes)
                : ShowAuthenticator(http, who, credentials, key, new Errors().Add("code", Catalogue.SignIn["app.codeWrong"]));
        });

    private static IResult ShowPassword(HttpContext http, Errors errors) =>
        Pages.Show<PasswordPage, Errors>(
            new PageFrame(Catalogue.SignIn["change.title"]) { Menu = Navigation.For(http), Errors = errors },
            errors);

    private static IResult ShowNewCodes(HttpContext http) =>
        Pages.Show<NewCodesPage, string>(
            new PageFrame(Catalogue.SignIn["codes.new"]) { Menu = Navigation.For(http) },
            RecoveryCodesPath);

    private static IResult ShowAuthenticator(HttpContext http, Owner who, Credentials credentials, string key, Errors errors)
    {
        var (path, size) = Picture(Totp.AddressOf(key, who.User.UserName!, "Smartcard"));
        var spaced = string.Join(' ', key.Chunk(4).Select(four => new string(four)));
        return Pages.Show<AuthenticatorPage, AuthenticatorModel>(
            new PageFrame(Catalogue.SignIn["app.title"])
            {
                Menu = who.HalfWay is null ? Navigation.For(http) : null,
                Errors = errors,
            },
            new AuthenticatorModel(path, size, spaced, credentials.SealKey(who.User, key), who.HalfWay is not null, errors));
    }

    /// <summary>The QR code as one path, a square for each dark module.</summary>
    private static (string Path, int Size) Picture(string text)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var squares = code.ModuleMatrix.SelectMany((row, y) => row.Cast<bool>().Select((dark, x) => dark ? $"M{x} {y}h1v1h-1z" : ""));
        return (string.Concat(squares), code.ModuleMatrix.Count);
    }
}

/// <summary>Who changes how they sign in; half-way for somebody who sets up their first second step.</summary>
internal sealed record Owner(BackOfficeUser User, HalfWayUser? HalfWay);
