using Smartcard.Cards.Software;
using Smartcard.SystemTests.Host;

namespace Smartcard.SystemTests.BackOffice;

/// <summary>The way into the back office in a real browser.</summary>
public sealed class SignInTests(Browser browser)
{
    [Fact]
    public async Task The_first_administrator_signs_in_sets_up_a_code_and_does_the_booths_work()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        await host.ACardNeedsHelpAsync();
        var admin = new Administrator(await browser.PageAsync(host), host);
        await admin.SignInForTheFirstTimeAsync();
        await admin.SignOutAsync();

        await admin.SignInAsync();
        await admin.FollowAsync("Help in person: Amal Hughes", "How did you check who they are?");
        await admin.Page.GetByLabel("Staff badge with photograph").CheckAsync();
        await admin.PressAsync("Continue");
        await admin.PressAsync("I have reset it with another tool");

        await admin.SeesAsync("Amal Hughes’s card has its new passcode");
        await admin.FollowAsync("Audit", "lockout-lifted-in-person");
    }

    [Fact]
    public async Task A_passkey_alone_lets_its_owner_in_until_it_is_removed()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var admin = new Administrator(await browser.PageAsync(host), host);
        await admin.SignInForTheFirstTimeAsync();
        await admin.PlugInAuthenticatorAsync();
        await admin.AddPasskeyAsync("Work laptop");
        await admin.SignOutAsync();

        await admin.UsePasskeyAsync("Journeys, newest first");
        await admin.FollowAsync("Audit", "signed-in:passkey");
        await admin.FollowAsync("My account", "Recovery codes");
        await admin.FollowAsync("Add or remove passkeys", "Work laptop");
        await admin.PressAsync("Remove Work laptop");
        await admin.SeesAsync("Name of a new passkey");
        await admin.SignOutAsync();

        await admin.UsePasskeyAsync("That passkey did not work");
    }
}
