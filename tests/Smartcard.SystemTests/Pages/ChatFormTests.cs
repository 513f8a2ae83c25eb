using System.Text.RegularExpressions;
using Smartcard.Cards.Software;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;

namespace Smartcard.SystemTests.Pages;

/// <summary>What a person meets at the forms of the chat: help, a refusal, and a code that is pasted.</summary>
public sealed class ChatFormTests(Browser browser)
{
    private const string Shown = """
        () => [...document.querySelectorAll('#chat .webchat__basic-transcript__scrollable .webchat__bubble, #chat .ac-adaptiveCard')]
            .filter(part => part.checkVisibility() && !part.querySelector('.ac-adaptiveCard'))
            .map(part => part.innerText.trim().split('\n')[0].slice(0, 30)).join(' | ')
        """;

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Help_stands_above_a_form_a_refused_field_keeps_what_was_typed_and_a_pasted_code_is_sent()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        readers.Insert(host.Card("amal"));
        var nurse = await Nurse.AtAsync(host, browser, _ct);
        var (chat, page) = (nurse.Chat, nurse.Chat.Page);
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        Assert.Equal(1, await page.GetByText("Choose a new passcode in the reader helper.").Locator("visible=true").CountAsync());
        await chat.PressAsync("Register my card");
        await chat.PressAsync("Continue");
        await chat.PairingCodeAsync();
        Assert.Equal(1, await page.GetByText("Type its passcode in the reader helper.").Locator("visible=true").CountAsync());
        Assert.Equal(0, await page.GetByText("Choose a new passcode in the reader helper.").Locator("visible=true").CountAsync());

        await chat.TypeAsync("help");
        await chat.SeesAsync("You can press a button");
        const string Order = "✓ Register my card | ✓ Continue | help | The reader helper is the windo | "
            + "You can press a button, or typ | Connect the reader helper";
        await page.UntilAsync(Shown, "the form below the help", shown => shown == Order);
        await page.PictureAsync("form-help");
        await page.PictureOnPhoneAsync("form-help-360");
        await page.ReloadAsync();
        await page.UntilAsync(Shown, "the same after the page was loaded again", shown => shown == Order);

        await nurse.Helper.ConnectAsync(await chat.PairingCodeAsync());
        await nurse.Helper.PasscodeAsync(Nurse.Passcode);
        await nurse.ChooseQuestionsAsync();
        await chat.FillAsync("Email address", "amal@evilnhs.uk");
        await chat.PressAsync("Use this address");
        await chat.SeesAsync("That email provider is not approved.");
        var email = chat.Field("Email address");
        await page.UntilAsync(
            "document.activeElement.getAttribute('aria-invalid') + ' ' + document.activeElement.value",
            "the refused address",
            found => found == "true amal@evilnhs.uk");
        Assert.Equal(0, await page.Locator("#chat a[href]").CountAsync());
        await page.EvaluateAsync("""
            document.querySelector('#chat').append(...[
                ['https://trust.example/cards', 'our page'], ['https://trust.example/', 'https://trust.example/'],
                ['http://trust.example', 'trust.example'], ['mailto:it@trust.example', 'it@trust.example']
            ].map(([address, text]) => Object.assign(document.createElement('a'), { href: address, textContent: text })))
            """);
        await page.UntilAsync(
            "[...document.querySelectorAll('#chat a[href]')].map(link => link.textContent).join(' | ')",
            "the links that somebody wrote, and those alone",
            links => links == "our page | https://trust.example/");
        await page.PictureAsync("form-refused");
        await page.PictureOnPhoneAsync("form-refused-360");
        await email.FillAsync(Nurse.Email);
        await chat.PressAsync("Use this address");

        var code = await nurse.CodeAsync();
        await chat.SeesAsync($"We have sent a code to {Nurse.Email}.");
        Assert.Equal("one-time-code", await chat.Field("The 6 digits from the email").GetAttributeAsync("autocomplete"));
        await page.Locator("#again").FocusAsync();
        await PasteAsync("My codes: 123456 and 654321");
        await PasteAsync("extension 2222");
        await PasteAsync("Call 01792 123456, (01792) 123456, 0800 123 456 or +44 1792-123456 about INC-123456.");
        Assert.Equal("", await chat.Field("The 6 digits from the email").InputValueAsync());
        await PasteAsync(code == "111111" ? "222222" : "111 111");
        await chat.SeesAsync("You have 2 tries left with this code.");
        await chat.SeesAsync("The 6 digits from the email");
        await page.Locator("#again").FocusAsync();
        await PasteAsync($"Enter this code in the chat:\n\n{code}\n\nThe code works once, for 15 minutes.\nCall 01792 123456");
        await page.SeesAsync(page.Locator("#chat .ending.good", new() { HasText = "Your card is registered." }));
        await page.UntilAsync(
            Shown,
            "no line that only told how things were",
            shown => !Regex.IsMatch(shown, "Connected|Put your card|Working|That is right"));

        async Task PasteAsync(string text)
        {
            await page.EvaluateAsync("text => navigator.clipboard.writeText(text)", text);
            await page.Keyboard.PressAsync("Control+V");
        }
    }
}
