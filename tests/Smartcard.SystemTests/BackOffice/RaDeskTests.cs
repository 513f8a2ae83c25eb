using Microsoft.Playwright;
using Smartcard.Cards.Software;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;
using Smartcard.SystemTests.Pages;

namespace Smartcard.SystemTests.BackOffice;

/// <summary>An RA administrator looks after people and cards, and somebody in the chat notices, in real browsers.</summary>
public sealed class RaDeskTests(Browser browser)
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_card_that_is_suspended_in_the_middle_of_an_unlock_is_said_so_in_the_chat()
    {
        Browser.SkipWhereMissing();
        using var ward = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(ward);
        var nurse = await Nurse.AtAsync(host, browser, _ct);
        var card = host.Card("amal");
        ward.Insert(card);
        await nurse.RegisterAsync();
        await Nurse.LockAsync(card);
        var admin = new Administrator(await browser.PageAsync(host), host);
        await admin.SignInForTheFirstTimeAsync();
        await nurse.BeginToUnlockAsync();

        await admin.Page.GetByLabel("Find a person, a card or a journey").FillAsync("hugh AMAL");
        await admin.Page.Keyboard.PressAsync("Enter");
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Amal Hughes", Exact = true }).ClickAsync();
        await PicturesAsync(admin, "ra-1-person");
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Suspend this card" }).ClickAsync();
        await admin.SeesAsync("Until you turn this card back on");
        await PressAsync(admin, "Suspend this card");
        await admin.SeesAsync("Choose a reason.");
        await PicturesAsync(admin, "ra-2-suspend");
        await admin.Page.GetByLabel("Stolen", new() { Exact = true }).CheckAsync();
        await PressAsync(admin, "Suspend this card");
        await admin.SeesAsync("Suspended: stolen");
        await PicturesAsync(admin, "ra-3-suspended");
        await nurse.Chat.SeesAsync("Your organisation has suspended this card");
        await nurse.Chat.SeesAsync("main entrance, ground floor");

        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Turn this card back on" }).ClickAsync();
        await PicturesAsync(admin, "ra-4-resume");
        await PressAsync(admin, "Turn this card back on");
        await admin.SeesAsync("Card was turned back on");

        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Revoke this card" }).ClickAsync();
        await PicturesAsync(admin, "ra-5-revoke");
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Go back" }).ClickAsync();
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Change their details" }).ClickAsync();
        await admin.Page.GetByLabel("Site").FillAsync("Main site");
        await admin.Page.GetByLabel("Full name").FillAsync("");
        await PressAsync(admin, "Save");
        await admin.SeesAsync("Type their name.");
        await PicturesAsync(admin, "ra-6-change");
        await admin.Page.GetByLabel("Full name").FillAsync("Amal Hughes");
        await PressAsync(admin, "Save");
        await admin.SeesAsync("Main site");

        await TakeDataAsync(admin);

        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "They have left" }).ClickAsync();
        await PicturesAsync(admin, "ra-7-leave");
        await PressAsync(admin, "Yes, they have left");
        await admin.SeesAsync("Left on");
        await PicturesAsync(admin, "ra-8-left");
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "People" }).First.ClickAsync();
        await admin.Page.GetByLabel("Find a person, a card or a journey").FillAsync("hughes");
        await admin.Page.Keyboard.PressAsync("Enter");
        await admin.SeesAsync("Has left");
        await PicturesAsync(admin, "ra-9-found");
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Add somebody" }).ClickAsync();
        await PicturesAsync(admin, "ra-10-add");
    }

    /// <summary>The file opens by itself in any browser, and can be read as our pages can.</summary>
    private static async Task TakeDataAsync(Administrator admin)
    {
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Make a copy of their data" }).ClickAsync();
        await PicturesAsync(admin, "ra-11-data");
        var person = admin.Page.Url[..^"/data".Length];
        var file = await admin.Page.RunAndWaitForDownloadAsync(() => PressAsync(admin, "Make the file"));
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".html");
        await file.SaveAsAsync(path);
        try
        {
            await admin.Page.GotoAsync("file://" + path);
            await admin.SeesAsync("What Smartcard holds about Amal Hughes");
            await admin.SeesAsync("Card was suspended: stolen");
            await PicturesAsync(admin, "ra-12-data-file");
        }
        finally
        {
            File.Delete(path);
        }

        await admin.Page.GotoAsync(person);
    }

    private static Task PressAsync(Administrator admin, string button) =>
        admin.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    /// <summary>At a desk and on a narrow screen, with axe.</summary>
    private static Task PicturesAsync(Administrator admin, string name) => AccessibilityTests.LooksRightAsync(admin.Page, name);
}
