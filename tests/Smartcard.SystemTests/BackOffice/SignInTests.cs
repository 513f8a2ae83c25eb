using Smartcard.Cards.Software;
using Smartcard.SystemTests.Host;

namespace Smartcard.SystemTests.BackOffice;

/// <summary>The way into the back office in a real browser.</summary>
public sealed class SignInTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task The_first_administrator_signs_in_sets_up_a_code_and_does_the_booths_work()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        await host.ACardNeedsHelpAsync();
        var admin = new Administrator(await browser.PageAsync(), host);
        await admin.SignInForTheFirstTimeAsync();
        await admin.SignOutAsync();

        await admin.SignInAsync();
        await admin.PressAsync("Passcode was reset in person");

        await admin.SeesAsync("None.");
        await admin.FollowAsync("Audit", "lockout-lifted-in-person");
    }
}
