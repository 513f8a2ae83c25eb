using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Smartcard.BackOffice.SignIn;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Lockout;
using Smartcard.Storage;
using Smartcard.Storage.Users;
using Smartcard.SystemTests.Host;

namespace Smartcard.SystemTests.BackOffice;

/// <summary>The first administrator at a browser, with the printed password and an authenticator app.</summary>
internal sealed class Administrator(IPage page, SmartcardHost host)
{
    private const string Password = "correct horse battery staple";
    private string _name = "admin";
    private string _key = "";
    private long _lastStep;

    public IPage Page => page;

    /// <summary>Of a colleague's account.</summary>
    public UserId? Id { get; private init; }

    /// <summary>Called on each page that is reached, with a name for its picture.</summary>
    public Func<string, Task> OnPage { get; init; } = _ => Task.CompletedTask;

    /// <summary>A second administrator, who has an account and an authenticator app already.</summary>
    public static async Task<Administrator> ColleagueAsync(IPage page, SmartcardHost host, string name)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var user = new BackOfficeUser
        {
            Id = UserId.New().Value,
            DisplayName = $"{name} Example",
            UserName = name,
            Roles = BackOfficeRoles.RaAdmin,
            TwoFactorEnabled = true,
        };
        user.PasswordHash = services.GetRequiredService<IPasswordHasher<BackOfficeUser>>().HashPassword(user, Password);
        var colleague = new Administrator(page, host)
        {
            _name = name,
            _key = Totp.NewKey(),
            Id = user.UserId,
        };
        await ((SealedUserStore)services.GetRequiredService<IUserStore<BackOfficeUser>>()).SetAuthenticatorKeyAsync(
            user,
            colleague._key,
            CancellationToken.None);
        await services.GetRequiredService<UserManager<BackOfficeUser>>().CreateAsync(user);
        return colleague;
    }

    public async Task SignInForTheFirstTimeAsync()
    {
        var oneTime = Regex.Match(await File.ReadAllTextAsync(host.AnnouncedTo), @"One-time password\s+(\S+)").Groups[1].Value;
        await page.GotoAsync(host.NamedAddress + "/backoffice");
        await SeesAsync("Sign in to the back office");
        await OnPage("sign-in");
        await NameAndPasswordAsync("not the password");
        await SeesAsync("There is a problem");
        await OnPage("sign-in-wrong");
        await NameAndPasswordAsync(oneTime);

        await SeesAsync("Choose your password");
        await OnPage("first-password");
        await page.GetByLabel("New password", new() { Exact = true }).FillAsync(Password);
        await page.GetByLabel("New password again").FillAsync(Password);
        await PressAsync("Continue");

        await SeesAsync("Set up your authenticator app");
        await OnPage("authenticator");
        _key = (await page.Locator("#key-text").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        await CodeAsync("Code", NextCode());
        await SeesAsync("Keep your recovery codes");
        await OnPage("recovery-codes");
        await page.GetByRole(AriaRole.Link, new() { Name = "I have saved them: continue" }).ClickAsync();
        await SeesAsync("Journeys, newest first");
        await OnPage("booth");
    }

    public async Task SignInAsync()
    {
        await page.GotoAsync(host.NamedAddress + "/backoffice");
        await NameAndPasswordAsync(Password);
        await SeesAsync("Confirm that it is you");
        await OnPage("second-step");
        await CodeAsync("Code from your authenticator app", NextCode());
        await SeesAsync("Journeys, newest first");
    }

    public async Task SignOutAsync()
    {
        await PressAsync("Sign out");
        await SeesAsync("You are signed out");
        await OnPage("signed-out");
    }

    /// <summary>
    /// A device of Chromium's own that holds passkeys, as DevTools makes it; whoever uses it is taken to have shown
    /// their finger.
    /// </summary>
    public async Task PlugInAuthenticatorAsync()
    {
        var devTools = await page.Context.NewCDPSessionAsync(page);
        await devTools.SendAsync("WebAuthn.enable");
        await devTools.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
    }

    public async Task AddPasskeyAsync(string name)
    {
        await FollowAsync("My account", "Recovery codes");
        await FollowAsync("Add or remove passkeys", "Name of a new passkey");
        await page.GetByLabel("Name of a new passkey").FillAsync(name);
        await PressAsync("Add a passkey");
        await page.SeesAsync(page.GetByRole(AriaRole.Heading, new() { Name = name }));
        await OnPage("passkeys");
    }

    public async Task UsePasskeyAsync(string then)
    {
        await page.GotoAsync(host.NamedAddress + "/backoffice");
        await PressAsync("Use a passkey");
        await SeesAsync(then);
    }

    /// <summary>Every other page, once; and a user added.</summary>
    public async Task LookAroundAsync()
    {
        await FollowAsync("Policies", "Who unlocks how");
        await OnPage("policies");
        await FollowAsync("Users", "Add a user");
        await OnPage("users");
        await FollowAsync("Add a user", "Email address");
        await PressAsync("Add this user");
        await SeesAsync("There is a problem");
        await OnPage("user-add-wrong");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Nia Jones");
        await page.GetByLabel("Email address").FillAsync("nia.jones@trust.nhs.uk");
        await page.GetByLabel("IT booth").CheckAsync();
        await PressAsync("Add this user");
        await SeesAsync("Give this to Nia Jones yourself");
        await OnPage("one-time-password");
        await FollowAsync("Done", "Nia Jones");
        await FollowAsync("Nia Jones", "Help with signing in");
        await OnPage("user");
        await FollowAsync("My account", "Recovery codes");
        await OnPage("account");
        await FollowAsync("Change password", "Current password");
        await OnPage("password");
        await FollowAsync("My account", "Recovery codes");
        await FollowAsync("Make new recovery codes", "You will get ten new codes");
        await OnPage("new-recovery-codes");
        await PlugInAuthenticatorAsync();
        await AddPasskeyAsync("Work laptop");
        await FollowAsync("Audit", "The audit chain is complete");
        await OnPage("audit");
        await page.GotoAsync(host.NamedAddress + "/backoffice/no-access");
        await OnPage("no-access");
    }

    public Task SeesAsync(string words) => page.SeesAsync(page.GetByText(words).Locator("visible=true").First);

    public Task PressAsync(string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    public async Task FollowAsync(string link, string then)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).ClickAsync();
        await SeesAsync(then);
    }

    private async Task NameAndPasswordAsync(string password)
    {
        await page.GetByLabel("User name or email address").FillAsync(_name);
        await page.GetByLabel("Password").FillAsync(password);
        await PressAsync("Sign in");
    }

    private async Task CodeAsync(string label, string code)
    {
        await page.GetByLabel(label, new() { Exact = true }).FillAsync(code);
        await PressAsync("Continue");
    }

    /// <summary>Each code is good once, so that the clock goes on half a minute where it must.</summary>
    private string NextCode()
    {
        if (Totp.StepAt(host.Time.GetUtcNow()) <= _lastStep)
        {
            host.Time.Advance(TimeSpan.FromSeconds(30));
        }

        _lastStep = Totp.StepAt(host.Time.GetUtcNow());
        return Totp.CodeAt(_key, _lastStep);
    }
}

internal static class BoothWork
{
    /// <summary>Amal's card is one for the booth: its holder said, this was not me.</summary>
    public static async Task ACardNeedsHelpAsync(this SmartcardHost host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var card = await services.GetRequiredService<SmartcardDbContext>().Set<Card>().OrderBy(c => c.Id).FirstAsync();
        await services.GetRequiredService<TurnTransaction>().RunAsync(async ct =>
        {
            var held = services.GetRequiredService<SmartcardDbContext>().Locks.Hold(card.Id);
            await services.GetRequiredService<Lockouts>().FreezeAsync(held, null, ct);
            return true;
        }, CancellationToken.None);
    }
}
