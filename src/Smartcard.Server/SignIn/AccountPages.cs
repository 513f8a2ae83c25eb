using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using QRCoder;
using Smartcard.Server.Setup;
using Smartcard.Storage;
using Smartcard.Storage.Users;

namespace Smartcard.Server.SignIn;

/// <summary>What somebody may see and change of their own sign-in: password, authenticator and recovery codes.</summary>
internal static class AccountPages
{
    public const string Path = "/backoffice/account";
    private const string PasswordPath = Path + "/password";
    private const string RecoveryCodesPath = Path + "/recovery-codes";

    public static void MapAccount(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Policies.BackOffice).AddEndpointFilter<FormGuard>();
        pages.MapGet("/account", AccountAsync);
        pages.MapGet("/account/password", (HttpContext http) => PasswordPage(http, new Errors()));
        pages.MapPost("/account/password", PasswordAsync);
        pages.MapGet("/account/recovery-codes", (HttpContext http, Credentials _) => SignedInAsync(http, who => Task.FromResult(RecoveryCodesPage(http))));
        pages.MapPost("/account/recovery-codes", (HttpContext http, Credentials credentials, CancellationToken cancellationToken) =>
            SignedInAsync(http, async who => await CodesPageAsync(http, who, await credentials.NewRecoveryCodesAsync(who.User, cancellationToken))));

        // Also for somebody half-way, who has no second step yet.
        pages.MapGet("/authenticator", (HttpContext http, Credentials credentials) =>
            WithOwnerAsync(http, who => Task.FromResult(AuthenticatorPage(http, who, credentials, Totp.NewKey(), new Errors())))).AllowAnonymous();
        pages.MapPost("/authenticator", AuthenticatorAsync).AllowAnonymous();
    }

    /// <summary>Runs a page that changes how somebody signs in: for whoever signed in just now, or is about to set up their first second step.</summary>
    public static async Task<IResult> WithOwnerAsync(HttpContext http, Func<Owner, Task<IResult>> page)
    {
        var sessions = http.RequestServices.GetRequiredService<Sessions>();
        if (await sessions.FindHalfWayAsync(http) is not { } halfWay)
        {
            return http.User.Identity is { IsAuthenticated: true } ? await SignedInAsync(http, page) : Results.Redirect(SignInPages.Path);
        }

        var isReady = halfWay.User.OneTimePasswordUntil is null && !await http.RequestServices.GetRequiredService<SignInDesk>().HasSecondStepAsync(halfWay.User);
        return isReady ? await page(new Owner(halfWay.User, halfWay)) : Results.Redirect(SignInPages.Path);
    }

    /// <summary>The change ended all sessions of the account: this one goes on, or begins.</summary>
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
        return Pages.Html(
            "Keep your recovery codes",
            Html.Of($"""
                <article class="form"><p>If you lose your telephone or key, one of these lets you in. Each works once. Print them or write them down, and keep them apart from your computer.</p>
                <ol class="codes">{Html.Join(codes.Select(code => Html.Of($"<li>{code}</li>")))}</ol>
                <p><strong>They are shown this once.</strong></p><p><a class="nhsuk-button" href="/backoffice">I have kept them: continue</a></p></article>
                """));
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
        http.RequestServices.GetRequiredService<SmartcardDbContext>().Users.AsNoTracking().SingleAsync(u => u.Id == Policies.IdOf(http.User)!.Value.Value, http.RequestAborted);

    private static async Task<IResult> AccountAsync(HttpContext http, UserManager<BackOfficeUser> users, string? said)
    {
        var user = await FindAsync(http);
        var roles = string.Join(", ", Policies.NamesOf(user.Roles).Select(Users.UserPages.WordsOf));
        var about = Html.Of($"<article><h2>{user.DisplayName}</h2><p>User name: {user.UserName}<br>Roles: {(roles.Length == 0 ? "none" : roles)}</p></article>");
        if (user.IsExternal)
        {
            return Pages.Html("My account", Html.Of($"{about}<article><p>You sign in by {user.Email ?? "your organisation’s account"}, which also says your roles. Nothing of it is kept here.</p></article>"), Navigation.For(http));
        }

        var left = await users.CountRecoveryCodesAsync(user);
        var passkeys = (await users.GetPasskeysAsync(user)).Count switch { 0 => "None.", 1 => "One.", var many => $"{many}." };
        var authenticator = user.TwoFactorEnabled ? "Set up. Codes from your app are asked for when you sign in." : "Not set up.";
        return Pages.Html(
            "My account",
            Html.Of($"""
                {Forms.Said(said switch { "password" => "Your password is changed, and you were signed out everywhere else.", _ => null })}{about}
                <article><h2>Password</h2><p><a class="nhsuk-button nhsuk-button--secondary" href="{PasswordPath}">Change password</a></p></article>
                <article><h2>Authenticator app</h2><p>{authenticator}</p><p><a class="nhsuk-button nhsuk-button--secondary" href="{SignInPages.AuthenticatorPath}">{(user.TwoFactorEnabled ? "Set up another app" : "Set up an app")}</a></p></article>
                <article><h2>Passkeys</h2><p>{passkeys} A passkey lets you in without password and code.</p><p><a class="nhsuk-button nhsuk-button--secondary" href="{PasskeyPages.Path}">Add or remove passkeys</a></p></article>
                <article><h2>Recovery codes</h2><p>{left} of {RecoveryCode.Count} left.</p><p><a class="nhsuk-button nhsuk-button--secondary" href="{RecoveryCodesPath}">Make new ones</a></p></article>
                """),
            Navigation.For(http));
    }

    private static async Task<IResult> PasswordAsync(HttpContext http, Credentials credentials, SignInDesk desk, SignInGuard guard, CancellationToken cancellationToken)
    {
        var form = await http.Request.ReadFormAsync(cancellationToken);
        var user = await FindAsync(http);
        var errors = NewPassword.Check(form);
        if (user.IsExternal || !guard.IsOpenFor(http, user.Id.ToString()))
        {
            return Results.Redirect(Path);
        }

        // Counted like a sign-in: an open browser must be no place to guess at.
        if (!errors.Any && await desk.CheckPasswordAsync(user.UserName!, form["password"].ToString(), cancellationToken) is null)
        {
            guard.CountFailure(http, user.Id.ToString());
            errors.Add("password", "That is not your password of now, or it was wrong five times: then wait 15 minutes.");
        }

        if (!errors.Any && await credentials.SetPasswordAsync(user, form[NewPassword.Field].ToString(), cancellationToken) is { } why)
        {
            errors.Add(NewPassword.Field, why);
        }

        if (errors.Any)
        {
            return PasswordPage(http, errors);
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
                : AuthenticatorPage(http, who, credentials, key, new Errors().Add(
                    "code", "That code does not fit the key. Take the newest one your app shows; if it still does not fit, check the telephone’s clock."));
        });

    private static IResult PasswordPage(HttpContext http, Errors errors) => Pages.Html(
        "Change your password",
        Html.Of($"""
            <article class="form">{Forms.Form(http, PasswordPath, Html.Of($"""
                {Forms.Field("password", "Password you have now", "password", "current-password", errors: errors)}{NewPassword.Fields(errors)}<button class="nhsuk-button">Change password</button>
                """))}</article>
            """),
        Navigation.For(http),
        errors: errors);

    private static IResult RecoveryCodesPage(HttpContext http) => Pages.Html(
        "New recovery codes",
        Html.Of($"<article class=\"form\"><p>You get ten new codes. The ones you have now no longer work.</p>{Forms.Button(http, RecoveryCodesPath, "Make new recovery codes")}</article>"),
        Navigation.For(http));

    private static IResult AuthenticatorPage(HttpContext http, Owner who, Credentials credentials, string key, Errors errors)
    {
        var instead = who.HalfWay is null ? default : Html.Of($"<p>No telephone at hand? <a href=\"{PasskeyPages.Path}\">Use a passkey instead</a>, of this computer or a security key.</p>");
        var spaced = string.Join(' ', key.Chunk(4).Select(four => new string(four)));
        return Pages.Html(
            "Set up your authenticator app",
            Html.Of($"""
                <article class="form"><p>Besides your password, you sign in with a code from an app on your telephone, such as Microsoft or Google Authenticator.</p>
                <h2>1. Scan this picture with the app</h2>{Picture(Totp.AddressOf(key, who.User.UserName!, "Smartcard"))}
                <p>Or type this key into it: <span class="key" id="key-text">{spaced}</span></p>
                <h2>2. Type the code the app shows</h2>{Forms.Form(http, SignInPages.AuthenticatorPath, Html.Of($"""
                    <input type="hidden" name="key" value="{credentials.SealKey(who.User, key)}">
                    {Forms.Field("code", "Code", autocomplete: "one-time-code", hint: "Six digits.", errors: errors, inputMode: "numeric")}<button class="nhsuk-button">Continue</button>
                    """))}</article>{instead}
                """),
            who.HalfWay is null ? Navigation.For(http) : default,
            errors: errors);
    }

    /// <summary>The QR code as one path: nothing is fetched for it, and the strict content policy stays.</summary>
    private static Html Picture(string text)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var squares = code.ModuleMatrix.SelectMany((row, y) => row.Cast<bool>().Select((dark, x) => dark ? $"M{x} {y}h1v1h-1z" : ""));
        var size = code.ModuleMatrix.Count;
        return Html.Of($"<svg class=\"qr\" viewBox=\"0 0 {size} {size}\" role=\"img\" aria-label=\"QR code with the key below\" shape-rendering=\"crispEdges\"><path d=\"{string.Concat(squares)}\"/></svg>");
    }
}

/// <summary>Who changes how they sign in; half-way for somebody who sets up their first second step.</summary>
internal sealed record Owner(BackOfficeUser User, HalfWayUser? HalfWay);
