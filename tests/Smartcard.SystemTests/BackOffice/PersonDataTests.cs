using Microsoft.Playwright;
using Smartcard.Cards.Software;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;
using Smartcard.SystemTests.Pages;

namespace Smartcard.SystemTests.BackOffice;

/// <summary>The RA desk changes somebody's address, puts them on legal hold and erases their data, in a real browser.</summary>
public sealed class PersonDataTests(Browser browser)
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_address_is_changed_by_its_code_and_nothing_is_erased_while_there_is_a_hold()
    {
        Browser.SkipWhereMissing();
        using var ward = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(ward);
        var nurse = await Nurse.AtAsync(host, browser, _ct);
        ward.Insert(host.Card("amal"));
        await nurse.RegisterAsync();
        var admin = new Administrator(await browser.PageAsync(host), host);
        await admin.SignInForTheFirstTimeAsync();
        await admin.Page.GetByLabel("Find a person, a card or a journey").FillAsync("hugh AMAL");
        await admin.Page.Keyboard.PressAsync("Enter");
        await FollowAsync(admin, "Amal Hughes");
        var person = admin.Page.Url;

        await FollowAsync(admin, "Change the email address");
        await admin.PressAsync("Continue");
        await admin.SeesAsync("Choose why they need another address.");
        await PicturesAsync(admin, "desk-1-address-start");
        await admin.Page.GetByLabel("They cannot get to the old one any more").CheckAsync();
        await admin.Page.GetByLabel("Staff badge with photograph").CheckAsync();
        await admin.PressAsync("Continue");
        await admin.Page.GetByLabel("New email address").FillAsync("amal new@nhs.net");
        await admin.PressAsync("Send a code to this address");
        await admin.SeesAsync("There is a space in that address.");
        await PicturesAsync(admin, "desk-2-address-wrong");
        await admin.Page.GetByLabel("New email address").FillAsync("amal.new@nhs.net");
        await admin.PressAsync("Send a code to this address");
        await admin.SeesAsync("We have sent a code to");
        await admin.Page.GetByLabel("Code from the email").FillAsync("12");
        await admin.PressAsync("Change the address");
        await admin.SeesAsync("Enter the 6-digit code.");
        await PicturesAsync(admin, "desk-3-address-code");
        await admin.Page.GetByLabel("Code from the email").FillAsync(await nurse.CodeAsync());
        await admin.PressAsync("Change the address");
        await admin.SeesAsync("We have told the old address.");
        await PicturesAsync(admin, "desk-4-address-changed");

        await FollowAsync(admin, "Back to the person");
        await FollowAsync(admin, "Put on legal hold");
        await admin.PressAsync("Put on legal hold");
        await admin.SeesAsync("Type a reference");
        await PicturesAsync(admin, "desk-5-hold");
        await admin.Page.GetByLabel("Reference").FillAsync("ICO-2026/114");
        await admin.PressAsync("Put on legal hold");
        await admin.SeesAsync("Legal hold: ICO-2026/114");
        await PicturesAsync(admin, "desk-6-held");
        await FollowAsync(admin, "Erase their data");
        await admin.SeesAsync("This person is on legal hold.");
        await PicturesAsync(admin, "desk-7-erase-refused");
        await admin.Page.GotoAsync(person);
        await FollowAsync(admin, "Take off this legal hold");
        await PicturesAsync(admin, "desk-8-lift");
        await admin.PressAsync("Yes, take it off");

        await FollowAsync(admin, "Erase their data");
        await admin.SeesAsync("in the last 24 hours"); // the registration above, and the change of address
        await PicturesAsync(admin, "desk-9-erase-too-early");
    }

    private static Task FollowAsync(Administrator admin, string link) =>
        admin.Page.GetByRole(AriaRole.Link, new() { Name = link }).First.ClickAsync();

    /// <summary>At a desk and on a narrow screen, with axe.</summary>
    private static Task PicturesAsync(Administrator admin, string name) => AccessibilityTests.LooksRightAsync(admin.Page, name);
}
