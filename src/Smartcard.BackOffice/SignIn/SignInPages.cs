using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.Storage.Users;
using Smartcard.Wording;

namespace Smartcard.BackOffice.SignIn;

/// <summary>From a name and a password to a session: sign in, second step, first password, and out again.</summary>
internal static partial class SignInPages
{
    public const string Path = "/backoffice/sign-in";
    public const string SecondStepPath = "/backoffice/second-step";
    public const string FirstPasswordPath = "/backoffice/first-password";
    public const string AuthenticatorPath = "/backoffice/authenticator";
    public const string NoAccessPath = "/backoffice/no-access";

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Policies.BackOffice).GuardForms().NamesNobody();
        var open = pages.MapGroup("").AllowAnonymous();
        open.MapGet(
            "/sign-in",
            (IOptions<SignInOptions> options, string? to, string? because) =>
                ShowSignIn(options.Value, "", to, new Errors(), because));
        open.MapPost("/sign-in", SignInAsync);
        open.MapGet(
            "/second-step",
            (HttpContext http, Sessions sessions) =>
                HalfWayAsync(http, sessions, user => Task.FromResult(ShowSecondStep(user, new Errors()))));
        open.MapPost("/second-step", SecondStepAsync);
        open.MapGet(
            "/first-password",
            (HttpContext http, Sessions sessions) =>
                HalfWayAsync(http, sessions, _ => Task.FromResult(ShowFirstPassword(new Errors()))));
        open.MapPost("/first-password", FirstPasswordAsync);
        open.MapGet(
            "/signed-out",
            () =>
                Pages.Show<MessagePage, MessageModel>(
                    new PageFrame(Catalogue.SignIn["signedOut.title"]),
                    new MessageModel(
                        [Catalogue.SignIn["signedOut.text"]],
                        new MenuLink(Path, Catalogue.SignIn["signedOut.again"]))));
        pages.MapPost("/sign-out", SignOutAsync);
        pages.MapGet(
            "/no-access",
            (HttpContext http) =>
                Pages.Show<MessagePage, MessageModel>(
                    new PageFrame(Catalogue.SignIn["noAccess.title"])
                    {
                        Menu = Navigation.For(http),
                        Status = StatusCodes.Status403Forbidden,
                    },
                    new MessageModel([Catalogue.SignIn["noAccess.text", ("name", http.User.Identity?.Name)]])));
    }

    /// <summary>The next thing to do for somebody whose password was right; the last is to be signed in.</summary>
    public static async Task<IResult> NextAsync(HttpContext http, BackOfficeUser user, bool hasShownSecondStep, string? to, string method)
    {
        var attempts = http.RequestServices.GetRequiredService<SignInAttempts>();
        var hasSecondStep = await attempts.HasSecondStepAsync(user);
        if (hasSecondStep && hasShownSecondStep && user.OneTimePasswordUntil is null)
        {
            return await FinishAsync(http, user.Id, to, method);
        }

        await Sessions.GoHalfWayAsync(http, user, hasShownSecondStep, to);
        return Results.Redirect(
            hasSecondStep && !hasShownSecondStep ? SecondStepPath
            : user.OneTimePasswordUntil is not null ? FirstPasswordPath
            : AuthenticatorPath);
    }

    /// <summary>Signed in: a session in the place of the half-way one.</summary>
    public static async Task<IResult> FinishAsync(HttpContext http, Guid userId, string? to, string method)
    {
        await http.SignOutAsync(Sessions.HalfWay);
        var attempts = http.RequestServices.GetRequiredService<SignInAttempts>();
        if (await attempts.CompleteAsync(userId, method, http.RequestAborted) is not { } user)
        {
            return Results.Redirect(Path);
        }

        await http.RequestServices.GetRequiredService<Sessions>().StartAsync(http, user, method);
        return Results.Redirect(Within(to));
    }

    /// <summary>Runs a page for somebody half-way; anybody else starts with the sign-in.</summary>
    public static async Task<IResult> HalfWayAsync(HttpContext http, Sessions sessions, Func<HalfWayUser, Task<IResult>> page) =>
        await sessions.FindHalfWayAsync(http) is { } user ? await page(user) : Results.Redirect(Path);

    /// <summary>Only into the back office: a link to the sign-in must lead nobody elsewhere.</summary>
    public static string Within(string? to) => to is not null && PageOfOurs().IsMatch(to) ? to : Policies.BackOffice;

    private static async Task<IResult> SignInAsync(
        HttpContext http, SignInAttempts attempts, SignInGuard guard, IOptions<SignInOptions> options, CancellationToken cancellationToken)
    {
        var form = await http.Request.ReadFormAsync(cancellationToken);
        var (name, password, to) = (form["name"].ToString().Trim(), form["password"].ToString(), form["to"].ToString());
        if (!options.Value.LocalAccounts)
        {
            return Results.NotFound();
        }

        var errors = new Errors();
        if (name.Length is 0 or > 256)
        {
            errors.Add("name", Catalogue.SignIn["name.missing"]);
        }

        if (password.Length is 0 or > PasswordRules.MaxLength)
        {
            errors.Add("password", Catalogue.SignIn["password.missing"]);
        }

        if (errors.Any)
        {
            return ShowSignIn(options.Value, name, to, errors);
        }

        if (!guard.IsOpenFor(http, name.ToUpperInvariant()))
        {
            return ShowSignIn(
                options.Value,
                name,
                to,
                errors.Add("name", Catalogue.SignIn["tooMany"]),
                status: StatusCodes.Status429TooManyRequests);
        }

        if (await attempts.CheckPasswordAsync(name, password, cancellationToken) is { } user)
        {
            return await NextAsync(http, user, hasShownSecondStep: false, to, "password");
        }

        guard.CountFailure(http, name.ToUpperInvariant());
        return ShowSignIn(options.Value, name, to, errors.Add("name", Catalogue.SignIn["wrong"]));
    }

    private static Task<IResult> SecondStepAsync(
        HttpContext http,
        Sessions sessions,
        SignInAttempts attempts,
        SignInGuard guard,
        CancellationToken cancellationToken) =>
        HalfWayAsync(
            http,
            sessions,
            async halfWay =>
            {
                var form = await http.Request.ReadFormAsync(cancellationToken);
                var (code, recovery) = (form["code"].ToString(), form["recovery"].ToString());
                var (field, isRecovery) = recovery.Length > 0 ? ("recovery", true) : ("code", false);
                var shown = isRecovery ? recovery : code;
                if (shown.Length is 0 or > 64)
                {
                    return ShowSecondStep(
                        halfWay,
                        new Errors().Add(field, Catalogue.SignIn["second.codeMissing"]));
                }

                if (!guard.IsOpenFor(http, halfWay.User.Id.ToString()))
                {
                    return ShowSecondStep(
                        halfWay,
                        new Errors().Add(field, Catalogue.SignIn["tooMany"]),
                        StatusCodes.Status429TooManyRequests);
                }

                var verdict = isRecovery
                    ? await attempts.CheckRecoveryCodeAsync(halfWay.User.Id, shown, cancellationToken)
                    : await attempts.CheckCodeAsync(halfWay.User.Id, shown, cancellationToken);
                switch (verdict)
                {
                    case SecondStep.Right:
                        return await NextAsync(
                            http,
                            halfWay.User,
                            hasShownSecondStep: true,
                            halfWay.To,
                            isRecovery ? "password+recovery-code" : "password+code");
                    case SecondStep.Wrong:
                        guard.CountFailure(http, halfWay.User.Id.ToString());
                        return ShowSecondStep(
                            halfWay,
                            new Errors().Add(
                                field,
                                isRecovery
                                    ? Catalogue.SignIn["second.recoveryWrong"]
                                    : Catalogue.SignIn["second.codeWrong"]));
                    default:
                        guard.CountFailure(http, halfWay.User.Id.ToString());
                        await http.SignOutAsync(Sessions.HalfWay);
                        return Results.Redirect(Path + "?because=locked");
                }
            });

    private static Task<IResult> FirstPasswordAsync(
        HttpContext http,
        Sessions sessions,
        Credentials credentials,
        SignInAttempts attempts,
        CancellationToken cancellationToken) =>
        HalfWayAsync(
            http,
            sessions,
            async halfWay =>
            {
                if (halfWay.User.OneTimePasswordUntil is null
                    || (!halfWay.HasShownSecondStep && await attempts.HasSecondStepAsync(halfWay.User)))
                {
                    return Results.Redirect(Path);
                }

                var form = await http.Request.ReadFormAsync(cancellationToken);
                var errors = NewPassword.Check(form);
                if (!errors.Any
                    && await credentials.SetPasswordAsync(
                        halfWay.User,
                        form[NewPassword.Field].ToString(),
                        cancellationToken)
                        is { } why)
                {
                    errors.Add(NewPassword.Field, why);
                }

                if (errors.Any)
                {
                    return ShowFirstPassword(errors);
                }

                halfWay.User.OneTimePasswordUntil = null;
                return await NextAsync(http, halfWay.User, halfWay.HasShownSecondStep, halfWay.To, "password+code");
            });

    private static async Task<IResult> SignOutAsync(
        HttpContext http,
        SignInAttempts attempts,
        CancellationToken cancellationToken)
    {
        await attempts.SignOutAsync(Policies.IdOf(http.User)!.Value.Value, cancellationToken);
        await http.SignOutAsync(Sessions.SignedIn);
        return Results.Redirect("/backoffice/signed-out");
    }

    private static IResult ShowSignIn(
        SignInOptions options,
        string name,
        string? to,
        Errors errors,
        string? because = null,
        int? status = null)
    {
        var said = because switch
        {
            "locked" => Catalogue.SignIn["because.locked"],
            "no-role" => Catalogue.SignIn["because.noRole"],
            "no-organisation" => Catalogue.SignIn["because.noOrganisation"],
            "limited" => Catalogue.SignIn["because.limited"],
            "passkey" => Catalogue.SignIn["because.passkey"],
            "provider" => Catalogue.SignIn["because.provider"],
            "again" => Catalogue.SignIn["because.again"],
            _ => null,
        };
        return Pages.Show<SignInPage, SignInModel>(
            new PageFrame(Catalogue.SignIn["title"]) { Errors = errors, Script = PasskeyPages.Script, Status = status },
            new SignInModel(said, OpenIdConnectSignIn.LinkFor(options.OpenIdConnect, to), options.LocalAccounts, name, to, errors));
    }

    private static IResult ShowSecondStep(HalfWayUser halfWay, Errors errors, int? status = null) =>
        Pages.Show<SecondStepPage, SecondStepModel>(
            new PageFrame(Catalogue.SignIn["second.title"])
            {
                Errors = errors,
                Script = PasskeyPages.Script,
                Status = status,
            },
            new SecondStepModel(halfWay.User.TwoFactorEnabled, halfWay.To, errors));

    [GeneratedRegex(@"\A/backoffice(/[A-Za-z0-9-]+)*\z")]
    private static partial Regex PageOfOurs();

    private static IResult ShowFirstPassword(Errors errors) =>
        Pages.Show<FirstPasswordPage, Errors>(new PageFrame(Catalogue.SignIn["first.title"]) { Errors = errors }, errors);
}
