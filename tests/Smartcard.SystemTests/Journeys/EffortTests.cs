using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Smartcard.Cards.Software;
using Smartcard.SystemTests.Host;

namespace Smartcard.SystemTests.Journeys;

/// <summary>How much an unlock asks of a person, by mouse and by keyboard alone. The table is in docs/chat.md.</summary>
public sealed class EffortTests(Browser browser)
{
    private const string NewPasscode = "n3w-Pass";

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    /// <summary>What a screen reader finds at each step, as the browser gives it.</summary>
    private readonly StringBuilder _tree = new();

    [Fact]
    public async Task An_unlock_takes_few_clicks_keys_words_and_changes_of_window()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var card = host.Card("amal");
        var nurse = await Nurse.AtAsync(host, browser, _ct);
        readers.Insert(card);
        await nurse.RegisterAsync();
        await nurse.Chat.Page.Context.CloseAsync();
        await nurse.Helper.Page.Context.CloseAsync();

        await LockAsync(readers, card);
        var byMouse = await UnlockAsync(host, nurse, isByKeyboard: false);
        Tell("By mouse", byMouse);
        await LockAsync(readers, card);
        var byKeys = await UnlockAsync(host, nurse, isByKeyboard: true);
        Tell("By keyboard", byKeys);
        TestContext.Current.AddAttachment("Accessibility tree", _tree.ToString());
        Pictures.Note("accessibility-tree.txt", _tree.ToString());

        Assert.Equal(NewPasscode, Encoding.ASCII.GetString(card.State.Passcode));
        Assert.InRange(byMouse.Clicks, 1, 7);
        Assert.InRange(byMouse.Words, 1, 240);
        Assert.InRange(byMouse.Changes, 1, 5);
        Assert.InRange(byMouse.Fields, 1, 5);
        Assert.Equal(0, byKeys.Clicks);
        Assert.All(
            ["form \"Answer your security questions\"", "textbox \"The 6 digits from the email", "button \"Start\"", "card is unlocked."],
            said => Assert.Contains(said, _tree.ToString(), StringComparison.Ordinal));
        Assert.InRange(byKeys.Keys, 1, 13);
    }

    private async Task<EffortOf> UnlockAsync(SmartcardHost host, Nurse nurse, bool isByKeyboard)
    {
        Task PressAsync(IPage shown, ILocator button) => isByKeyboard ? PressByKeyAsync(shown, button) : button.ClickAsync();
        Task GoToAsync(IPage shown, ILocator field) => isByKeyboard ? GoByKeyAsync(shown, field) : GoByMouseAsync(field);
        var effort = new EffortOf();
        var page = await browser.PageAsync(host);
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await EffortOf.CountInAsync(page.Context);
        var mail = await page.Context.NewPageAsync();
        await page.GotoAsync(host.Address);
        var chat = new ChatPage(page);
        await chat.SeesAsync("How can we help?");
        await effort.LooksAtAsync(page);
        await page.UntilAsync("document.activeElement.innerText ?? ''", "the focus on the first button", said => said == "Unlock my card");

        await PressAsync(page, ButtonOf(page, "Unlock my card"));
        await chat.SeesAsync("Only unlock your own card.");
        await RecordAsync(page, "effort-1-start");
        await PressAsync(page, ButtonOf(page, "Start"));
        await chat.PairingCodeAsync();
        await RecordAsync(page, "effort-2-connect");
        var window = await page.Context.RunAndWaitForPageAsync(() => PressAsync(page, ButtonOf(page, "Open the reader helper")));
        var helper = new HelperPage(window);
        await effort.LooksAtAsync(window);
        await helper.SeesAsync("Done. Carry on in the chat");
        await RecordAsync(window, "effort-3-connected");

        await effort.LooksAtAsync(page);
        await chat.SeesAsync("Answer your security questions");
        var fields = await page.Locator("#chat .ac-textInput").AllAsync();
        for (var i = 0; i < fields.Count; i++)
        {
            await GoToAsync(page, fields[i]);
            var label = await LabelOfAsync(page, i);
            await page.Keyboard.TypeAsync(Nurse.Answers.Single(a => label.Contains(a.Question, StringComparison.Ordinal)).Answer);
        }

        await RecordAsync(page, "effort-4-answers");
        await PressAsync(page, ButtonOf(page, "Check my answers"));
        await chat.SeesAsync("The 6 digits from the email");
        await RecordAsync(page, "effort-5-code");

        var text = (await host.MailWithCodeAsync(nurse.Codes.Count + 1, _ct)).Text;
        nurse.Codes.Add(Regex.Match(text, @"\b[0-9]{6}\b").Value);
        await effort.LooksAtAsync(mail, isOurs: false);
        await page.EvaluateAsync("text => navigator.clipboard.writeText(text)", $"Enter this code in the chat: {nurse.Codes[^1]}.");
        await effort.LooksAtAsync(page);
        await page.Keyboard.PressAsync("Control+V");
        await chat.SeesAsync("Now choose your new passcode");
        await RecordAsync(page, "effort-6-passcode");

        await effort.LooksAtAsync(window);
        await helper.SeesAsync("Choose a new passcode");
        await RecordAsync(window, "effort-7-passcode");
        await window.Keyboard.TypeAsync(NewPasscode);
        await GoToAsync(window, window.Locator("#second"));
        await window.Keyboard.TypeAsync(NewPasscode);
        await PressAsync(window, window.GetByRole(AriaRole.Button, new() { Name = "Set my passcode" }));
        await helper.SeesAsync("Your card is unlocked");
        await RecordAsync(window, "effort-8-set");
        await chat.SeesAsync("Your card is unlocked.");
        await RecordAsync(page, "effort-9-unlocked");
        await page.PictureOnPhoneAsync("effort-9-unlocked-360");
        await effort.SumAsync();
        await page.Context.CloseAsync();
        return effort;
    }

    private async Task RecordAsync(IPage page, string step)
    {
        _tree.AppendLine("== " + step).AppendLine(await page.Locator("body").AriaSnapshotAsync());
        await page.PictureAsync(step);
    }

    private static ILocator ButtonOf(IPage page, string name) =>
        page.Locator("#chat .webchat__basic-transcript__scrollable").GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).Last;

    /// <summary>The field that has the focus is not gone to.</summary>
    private static async Task GoByMouseAsync(ILocator field)
    {
        if (!await HasFocusAsync(field))
        {
            await field.ClickAsync();
        }
    }

    private static async Task GoByKeyAsync(IPage page, ILocator field)
    {
        if (!await HasFocusAsync(field))
        {
            await page.Keyboard.PressAsync("Tab");
            Assert.True(await HasFocusAsync(field), await page.ShownAsync());
        }
    }

    private static Task<bool> HasFocusAsync(ILocator element) =>
        element.EvaluateAsync<bool>("element => element === document.activeElement");

    private static Task<string> LabelOfAsync(IPage page, int number) => page.EvaluateAsync<string>(
        """
        number => {
            const field = [...document.querySelectorAll('#chat .ac-textInput')][number];
            const named = (field.getAttribute('aria-labelledby') ?? '').split(' ').map(id => document.getElementById(id)?.innerText ?? '');
            return named.join(' ') + (field.ariaLabel ?? '');
        }
        """,
        number);

    /// <summary>Goes to it by Tab, unless Enter sends the form from where the person is, and presses Enter.</summary>
    private static async Task PressByKeyAsync(IPage page, ILocator wanted)
    {
        await page.SeesAsync(wanted);
        var isInForm = await page.EvaluateAsync<bool>("document.activeElement.matches('.ac-input, form input')");
        var passed = new List<string>();
        while (!isInForm && !await HasFocusAsync(wanted))
        {
            Assert.True(passed.Count < 15, $"Not reached by Tab, which goes to {string.Join(", ", passed)}: {await page.ShownAsync()}");
            await page.Keyboard.PressAsync("Tab");
            passed.Add(await page.EvaluateAsync<string>(
                "`${document.activeElement.tagName} ${(document.activeElement.innerText ?? '').slice(0, 30)}`"));
        }

        var now = await page.EvaluateAsync<double>("performance.now()");
        await page.WaitForFunctionAsync("now => performance.now() > now + 600", now); // a form that has just come takes no key so soon
        await page.Keyboard.PressAsync("Enter");
    }

    private static async Task LockAsync(VirtualReaders readers, SoftwareGidsCard card)
    {
        readers.Remove();
        await Nurse.LockAsync(card);
        readers.Insert(card);
    }

    private static void Tell(string how, EffortOf effort)
    {
        var told = $"{how}: {effort.Clicks} clicks, {effort.Fields} fields, {effort.Typed} characters, {effort.Keys} other keys, "
            + $"{effort.Words} words, {effort.Changes} changes of window\n  {string.Join("\n  ", effort.Texts)}";
        TestContext.Current.TestOutputHelper?.WriteLine(told);
        TestContext.Current.AddAttachment(how, told);
        Pictures.Note($"effort-{how}.txt", told);
    }
}
