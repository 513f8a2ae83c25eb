using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Smartcard.Cards.Software;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;

namespace Smartcard.SystemTests.Pages;

/// <summary>A registration without a mouse: each step has the focus, is in view and is read aloud whole.</summary>
public sealed class ChatKeyboardTests(Browser browser)
{
    /// <summary>Keeps what the live region was given to read.</summary>
    private const string Listen = """
        window.heard = [];
        window.presses = [];
        window.met = new WeakSet();
        window.sent = 0;
        addEventListener('click', ({ target }) => { if (target.closest('.ac-pushButton')) { window.sent++; } }, true);
        addEventListener('focusin', ({ target }) => {
            if (!target.matches('.ac-pushButton, [aria-invalid="true"]') || window.met.has(target)) { return; }
            window.met.add(target);
            const press = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true });
            window.presses.push(`${target.innerText} ${target.dispatchEvent(press) ? 'is pressed' : 'is not pressed'}`);
        });
        addEventListener('DOMContentLoaded', () => new MutationObserver(changes => {
            for (const added of changes.flatMap(change => [...change.addedNodes])) {
                const region = added.parentElement?.closest('.webchat__live-region-transcript, #now');
                if (region && added.textContent) { window.heard.push(added.textContent); }
            }
        }).observe(document.body, { childList: true, subtree: true }));
        """;

    private const string Focused = """
        () => {
            const at = document.activeElement;
            const box = at.getBoundingClientRect();
            const view = document.querySelector('#chat .webchat__basic-transcript__scrollable').getBoundingClientRect();
            const isInView = box.top >= Math.max(view.top, 0) - 1 && box.bottom <= Math.min(view.bottom, innerHeight) + 1;
            const labels = (at.getAttribute('aria-labelledby') ?? '').split(' ').map(id => document.getElementById(id)?.innerText ?? '');
            const name = labels.join(' ').trim() || at.ariaLabel || at.labels?.[0]?.innerText || at.innerText || '';
            return `${at.tagName} ${name.trim()}${isInView ? '' : ' (out of view)'}`;
        }
        """;

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(360, 640)]
    [InlineData(640, 430)] // a desk's screen at 200 %
    public async Task Each_step_has_the_focus_in_view_and_is_read_aloud(int width, int height)
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        readers.Insert(host.Card("amal"));
        var page = await browser.PageAsync(host, width, height);
        await page.AddInitScriptAsync(Listen);
        await page.Clock.InstallAsync();
        await page.GotoAsync(host.Address);
        var chat = new ChatPage(page);
        var helper = await HelperPage.OpenAsync(browser, host);
        await chat.SeesAsync("How can we help?");
        await HasFocusAsync("BUTTON Unlock my card"); // where a person begins who has just opened the page
        await page.Clock.FastForwardAsync(500);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");

        await HasFocusAsync("BUTTON Continue");
        await page.PictureAsync($"keyboard-{width}-1-start");
        var presses = await page.EvaluateAsync<string[]>("window.presses");
        Assert.Equal( // nobody can have read what has just come
            ["Unlock my card is not pressed", "Register my card is pressed", "Continue is not pressed"], presses);
        await page.Clock.FastForwardAsync(500);
        await page.Keyboard.PressAsync("Enter");
        await HasFocusAsync("BUTTON Open the reader helper");
        await page.PictureAsync($"keyboard-{width}-2-connect");
        var code = await chat.PairingCodeAsync();
        await page.SeesAsync(page.GetByText(new Regex("^(10|9) min left$")).Last);
        await HearsAsync("Connect the reader helper. Press Open the reader helper. If it asks for a code, type this one in its window:");
        await HearsAsync(string.Join(", ", code.Where(char.IsLetterOrDigit)));
        await helper.ConnectAsync(code);
        await helper.PasscodeAsync(Nurse.Passcode);
        await HearsAsync("We have checked that the card is yours."); // it took the place of another line

        await HasFocusAsync("SELECT Question 1");
        await page.PictureAsync($"keyboard-{width}-3-questions");
        await page.SeesAsync(page.GetByRole(AriaRole.Form, new() { Name = "Your security questions" }).First);
        await HearsAsync("Your security questions.");
        for (var i = 0; i < Nurse.Answers.Count; i++)
        {
            await chat.ChooseAsync($"Question {i + 1}", Nurse.Answers[i].Question);
            await chat.Field($"Answer {i + 1}").FocusAsync();
            await page.Keyboard.TypeAsync(i == 3 ? Nurse.Answers[0].Answer : Nurse.Answers[i].Answer);
        }

        await page.EvaluateAsync("window.sent = 0");
        await page.Keyboard.PressAsync("Enter");
        await HearsAsync("Answers 1 and 4 are the same.");
        await HasFocusAsync("INPUT Answer 4");
        Assert.Equal(1, await page.EvaluateAsync<int>("window.sent")); // not again by an Enter that is meant for the form before
        await page.PictureAsync($"keyboard-{width}-4-refused");
        Assert.Equal("true", await chat.Field("Answer 4").GetAttributeAsync("aria-invalid"));
        for (var i = 0; i < Nurse.Answers.Count; i++)
        {
            Assert.Equal(Nurse.Answers[i == 3 ? 0 : i].Answer, await chat.Field($"Answer {i + 1}").InputValueAsync());
        }

        await chat.FillAsync("Answer 4", Nurse.Answers[3].Answer);
        await page.GetByText("Show what I type").Last.ClickAsync();
        Assert.Equal("none", await SecurityOfAsync(chat.Field("Answer 4")));
        await page.PictureAsync($"keyboard-{width}-4-shown");
        await page.GetByText("Show what I type").Last.PressAsync("Enter");
        await page.Keyboard.PressAsync(" ");
        Assert.Equal("disc", await SecurityOfAsync(chat.Field("Answer 4")));
        Assert.Equal(1, await page.EvaluateAsync<int>("window.sent"));
        await chat.Field("Answer 4").PressAsync("Enter");
        await HasFocusAsync("INPUT Email address");
        await page.PictureAsync($"keyboard-{width}-5-email");
        await page.Keyboard.TypeAsync(Nurse.Email);
        await page.Keyboard.PressAsync("Enter");
        await HasFocusAsync("INPUT The 6 digits from the email");
        await page.SeesAsync(page.GetByText(new Regex("^Works until [0-2][0-9]:[0-5][0-9].$")).Last);
        await page.PictureAsync($"keyboard-{width}-6-code");
        await page.Keyboard.TypeAsync(Regex.Match((await host.MailWithCodeAsync(1, _ct)).Text, @"\b[0-9]{6}\b").Value);
        await page.Keyboard.PressAsync("Enter");
        await page.SeesAsync(page.Locator("#chat .ending.good", new() { HasText = "Your card is registered." }));
        Assert.Equal(0, await page.Locator("#chat .style-positive").CountAsync());
        await HasFocusAsync("BUTTON Unlock my card");
        await page.PictureAsync($"keyboard-{width}-7-registered");

        await AccessibilityTests.LooksRightAsync(page, $"keyboard-{width}-8-ended");

        var heard = await page.EvaluateAsync<string[]>("window.heard");
        Assert.DoesNotContain(heard, said => said.Contains("A card:", StringComparison.Ordinal));
        Assert.DoesNotContain(heard, said => said.Contains("shift tab", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(0, await page.GetByText("Keyboard controls").Locator("visible=true").CountAsync());

        Task<string> SecurityOfAsync(ILocator field) => field.EvaluateAsync<string>("field => getComputedStyle(field).webkitTextSecurity");

        async Task HasFocusAsync(string name) =>
            await page.UntilAsync(Focused, $"{name}", focused => Regex.Replace(focused, @"\s*\*$", "") == name);

        async Task HearsAsync(string words) =>
            await page.UntilAsync(
                "() => window.heard.join('\\n')", $"the words {words}", heard => heard.Contains(words, StringComparison.Ordinal));
    }
}
