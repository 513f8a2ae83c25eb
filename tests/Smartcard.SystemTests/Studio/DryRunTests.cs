using Microsoft.Playwright;
using Smartcard.Cards.Software;
using Smartcard.SystemTests.BackOffice;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Pages;

namespace Smartcard.SystemTests.Studio;

/// <summary>The dry run in a real browser, from the drawing board to an unlocked virtual card.</summary>
public sealed class DryRunTests(Browser browser)
{
    [Fact]
    public async Task A_draft_is_tried_from_the_drawing_board_to_the_end()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var administrator = new Administrator(await browser.PageAsync(host), host);
        await administrator.SignInForTheFirstTimeAsync();
        var page = administrator.Page;
        var atOnce = new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded }; // without the drawing, which is not used here
        await page.GotoAsync(host.NamedAddress + "/backoffice/workflows/unlock", atOnce);

        await page.GetByRole(AriaRole.Link, new() { Name = "Try it: dry run" }).ClickAsync();
        await PressAsync("Begin");
        await PressAsync("Start");
        await PressAsync("Connect the reader helper");
        await AccessibilityTests.LooksRightAsync(page, "dry-run-connected");
        await PressAsync("Put Robin's card in the reader");
        await PressAsync("Check my answers");
        await AccessibilityTests.LooksRightAsync(page, "dry-run-code");
        await PressAsync("Check the code");
        await PressAsync("Choose a new passcode");

        await page.GetByText("Your card is unlocked.").WaitForAsync();
        await AccessibilityTests.LooksRightAsync(page, "dry-run-unlocked");
        await PressAsync("One step back");
        await PressAsync("Take the card out halfway");
        await page.GetByRole(AriaRole.Heading, new() { Name = "We do not know whether your passcode was changed" }).WaitForAsync();

        Task PressAsync(string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
    }
}
