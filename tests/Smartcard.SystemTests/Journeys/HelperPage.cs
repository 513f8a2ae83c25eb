using Microsoft.Playwright;
using Smartcard.SystemTests.Host;

namespace Smartcard.SystemTests.Journeys;

/// <summary>The reader helper's window, used as a person uses it.</summary>
internal sealed class HelperPage(IPage page)
{
    public IPage Page => page;

    public static Task<HelperPage> OpenAsync(Browser browser, SmartcardHost host, int width = 640, int height = 860) =>
        OpenAsync(browser, host, host.HelperAddress, width, height);

    /// <param name="address">Of the window of another helper than the host's own.</param>
    public static async Task<HelperPage> OpenAsync(
        Browser browser, SmartcardHost host, string address, int width = 640, int height = 860)
    {
        var page = await browser.PageAsync(host, width, height);
        await page.GotoAsync(address);
        return new HelperPage(page);
    }

    /// <summary>It connects as soon as the code is whole.</summary>
    public Task ConnectAsync(string code) => page.Locator("#code").FillAsync(code);

    public async Task PasscodeAsync(string passcode)
    {
        await SeesAsync("Type your passcode");
        await page.PictureAsync("helper-2-passcode");
        await page.Locator("#passcode").FillAsync(passcode);
        await page.GetByRole(AriaRole.Button, new() { Name = "Check with my card" }).ClickAsync();
    }

    public async Task NewPasscodeAsync(string first, string second)
    {
        await SeesAsync("Choose a new passcode");
        await page.PictureAsync("helper-2-new");
        await page.Locator("#first").FillAsync(first);
        await page.Locator("#second").FillAsync(second);
        await page.GetByRole(AriaRole.Button, new() { Name = "Set my passcode" }).ClickAsync();
    }

    public Task SeesAsync(string words) => page.SeesAsync(page.GetByText(words).Locator("visible=true").First);
}
