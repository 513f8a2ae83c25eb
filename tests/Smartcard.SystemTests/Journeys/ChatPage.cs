using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Smartcard.SystemTests.Host;

namespace Smartcard.SystemTests.Journeys;

/// <summary>The staff page, used as a person uses it.</summary>
internal sealed class ChatPage(IPage page)
{
    public IPage Page => page;

    /// <summary>What has been said; beside it Web Chat keeps a hidden copy for screen readers.</summary>
    private ILocator Transcript => page.Locator("#chat .webchat__basic-transcript__scrollable");

    public static async Task<ChatPage> OpenAsync(Browser browser, SmartcardHost host, int width = 1280, int height = 860)
    {
        var page = await browser.PageAsync(host, width, height);
        await page.GotoAsync(host.Address);
        return new ChatPage(page);
    }

    /// <summary>Presses the newest button with these words.</summary>
    public Task PressAsync(string button) => Transcript.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).Last.ClickAsync();

    public async Task TypeAsync(string text)
    {
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Message input box" }).FillAsync(text);
        await page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Waits until the chat shows these words.</summary>
    public Task SeesAsync(string words) => page.SeesAsync(Transcript.GetByText(words).Last);

    /// <summary>The newest field with this label; a required one is marked with an asterisk.</summary>
    public ILocator Field(string label) => Transcript.GetByLabel(new Regex($"^{Regex.Escape(label)}( \\*)?$")).Last;

    public Task FillAsync(string label, string value) => Field(label).FillAsync(value);

    public Task ChooseAsync(string label, string option) => Field(label).SelectOptionAsync(new SelectOptionValue { Label = option });

    /// <summary>The code that connects a reader helper, as shown now.</summary>
    public async Task<string> PairingCodeAsync()
    {
        var code = Transcript.GetByText(new Regex("^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$")).Last;
        await page.SeesAsync(code);
        return await code.InnerTextAsync();
    }
}
