using System.Buffers.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.Storage.Users;
using Smartcard.Wording;

namespace Smartcard.BackOffice.SignIn;

/// <summary>
/// Passkeys: added, named and removed by their owner; alone a complete sign-in, since the device that holds one asks
/// for finger, face or PIN.
/// </summary>
internal static class PasskeyPages
{
    public const string Path = "/backoffice/account/passkeys";

    /// <summary>What a page with a passkey button needs: our one script.</summary>
    public const string Script = "/backoffice/passkeys.js";

    public const string SignInPath = SignInPages.Path + "/passkey";
    private const int MaxNameLength = 60;
    private const int MaxCredentialLength = 16 * 1024;
    private static readonly byte[] ScriptBytes = ReadScript();

    public static void MapPasskeys(this IEndpointRouteBuilder routes)
    {
        // The owner is somebody signed in just now, or somebody half-way who has no second step yet: WithOwnerAsync lets in no others.
        var pages = routes.MapGroup(Policies.BackOffice).GuardForms().NamesNobody();
        var open = pages.MapGroup("").AllowAnonymous();
        open.MapGet(
            "/passkeys.js",
            (HttpContext http) =>
            {
                http.Response.Headers.CacheControl = "no-cache";
                return Results.Bytes(ScriptBytes, "text/javascript; charset=utf-8");
            });
        open.MapPost(
            "/sign-in/passkey/options",
            async (SignInManager<BackOfficeUser> signIn) =>
                Results.Text(await signIn.MakePasskeyRequestOptionsAsync(null), "application/json"));
        open.MapPost("/sign-in/passkey", SignInAsync);
        open.MapGet(
            "/account/passkeys",
            (HttpContext http, UserManager<BackOfficeUser> users) =>
                AccountPages.WithOwnerAsync(http, who => PageAsync(http, who, users, new Errors())));
        open.MapPost(
            "/account/passkeys/options",
            (HttpContext http, SignInManager<BackOfficeUser> signIn) =>
                AccountPages.WithOwnerAsync(
                    http,
                    async who =>
                        Results.Text(
                            await signIn.MakePasskeyCreationOptionsAsync(
                                new PasskeyUserEntity
                                {
                                    Id = who.User.Id.ToString(),
                                    Name = who.User.UserName!,
                                    DisplayName = who.User.DisplayName,
                                }),
                            "application/json")));
        open.MapPost("/account/passkeys", AddAsync);
        pages.MapPost("/account/passkeys/{id}/remove", RemoveAsync);
    }

    private static async Task<IResult> SignInAsync(
        HttpContext http,
        SignInManager<BackOfficeUser> signIn,
        SignInAttempts attempts,
        SignInGuard guard,
        IOptions<SignInOptions> options,
        CancellationToken cancellationToken)
    {
        var form = await http.Request.ReadFormAsync(cancellationToken);
        if (!options.Value.LocalAccounts)
        {
            return Results.NotFound();
        }

        var credential = form["credential"].ToString();
        var shown = await JudgeAsync(credential, () => signIn.PerformPasskeyAssertionAsync(credential));
        if (shown is not { Succeeded: true })
        {
            // Nobody can guess one, so a right one is let in whatever came before; the limit is for the audit.
            if (guard.IsOpenFor(http, SignInPath))
            {
                guard.CountFailure(http, SignInPath);
                await attempts.RefusePasskeyAsync(cancellationToken);
            }

            return Results.Redirect(SignInPages.Path + "?because=passkey");
        }

        await attempts.RememberPasskeyAsync(shown.User.Id, shown.Passkey, cancellationToken);
        return await SignInPages.NextAsync(http, shown.User, hasShownSecondStep: true, form["to"].ToString(), "passkey");
    }

    private static Task<IResult> AddAsync(
        HttpContext http,
        SignInManager<BackOfficeUser> signIn,
        UserManager<BackOfficeUser> users,
        Credentials credentials,
        CancellationToken cancellationToken) =>
        AccountPages.WithOwnerAsync(
            http,
            async who =>
            {
                var form = await http.Request.ReadFormAsync(cancellationToken);
                var (name, credential) = (form["name"].ToString().Trim(), form["credential"].ToString());
                if (name.Length is 0 or > MaxNameLength)
                {
                    return await PageAsync(
                        http,
                        who,
                        users,
                        new Errors().Add(
                            "name",
                            Catalogue.SignIn["passkeys.nameMissing", ("max", MaxNameLength)]));
                }

                var made = await JudgeAsync(credential, () => signIn.PerformPasskeyAttestationAsync(credential));
                if (made is not { Succeeded: true, Passkey.IsUserVerified: true }
                    || made.UserEntity.Id != who.User.Id.ToString())
                {
                    return await PageAsync(
                        http,
                        who,
                        users,
                        new Errors().Add("name", Catalogue.SignIn["passkeys.notAdded"]));
                }

                made.Passkey.Name = name;
                if (await credentials.AddPasskeyAsync(who.User, made.Passkey, cancellationToken) is { } codes)
                {
                    return await AccountPages.CodesPageAsync(http, who, codes);
                }

                await AccountPages.ContinueAsync(http, who);
                return Results.Redirect(Path);
            });

    private static async Task<IResult> RemoveAsync(
        string id,
        HttpContext http,
        UserManager<BackOfficeUser> users,
        Credentials credentials,
        CancellationToken cancellationToken) =>
        await AccountPages.WithOwnerAsync(
            http,
            async who =>
            {
                var passkeys = await users.GetPasskeysAsync(who.User);
                if (passkeys.FirstOrDefault(p => Base64Url.EncodeToString(p.CredentialId) == id) is not { } passkey)
                {
                    return Results.NotFound();
                }

                if (passkeys.Count == 1 && !who.User.TwoFactorEnabled)
                {
                    return await PageAsync(
                        http,
                        who,
                        users,
                        new Errors().Add(
                            "name",
                            Catalogue.SignIn["passkeys.only"]));
                }

                await credentials.RemovePasskeyAsync(who.User, passkey.CredentialId, cancellationToken);
                await AccountPages.ContinueAsync(http, who);
                return Results.Redirect(Path);
            });

    private static async Task<IResult> PageAsync(
        HttpContext http,
        Owner who,
        UserManager<BackOfficeUser> users,
        Errors errors)
    {
        var passkeys = await users.GetPasskeysAsync(who.User);
        return Pages.Show<PasskeysPage, PasskeysModel>(
            new PageFrame(Catalogue.SignIn["passkeys.title"])
            {
                Menu = who.HalfWay is null ? Navigation.For(http) : null,
                Errors = errors,
                Script = Script,
            },
            new PasskeysModel(
                [
                    .. passkeys
                        .OrderBy(p => p.CreatedAt)
                        .Select(p => new PasskeyLine(p.Name, p.CreatedAt, Base64Url.EncodeToString(p.CredentialId))),
                ],
                errors));
    }

    /// <summary>Null where the browser's answer belongs to no question of ours.</summary>
    private static async Task<TResult?> JudgeAsync<TResult>(string credential, Func<Task<TResult>> judge)
        where TResult : class
    {
        if (credential.Length is 0 or > MaxCredentialLength)
        {
            return null;
        }

        try
        {
            return await judge();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static byte[] ReadScript()
    {
        using var stream =
            typeof(PasskeyPages).Assembly.GetManifestResourceStream("passkeys.js")
            ?? throw new InvalidOperationException("The file passkeys.js is not in the program.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
