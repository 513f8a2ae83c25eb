using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using Smartcard.Cards.Software;
using Smartcard.Helper.Screen;
using Smartcard.Helper.Window;
using Smartcard.SystemTests.BackOffice;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;
using Smartcard.SystemTests.Studio;

namespace Smartcard.SystemTests.Pages;

/// <summary>
/// Every page, on a desk's screen and on a narrow one: nothing runs off its side, and axe finds nothing against WCAG
/// 2.2 AA.
/// </summary>
public sealed class AccessibilityTests(Browser browser) : IAsyncLifetime
{
    private const int Desk = 1280;
    private const int Narrow = 360;
    private const int Height = 800;

    private static readonly string[] Rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

    /// <summary>The axe that a page is looked at with.</summary>
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>
    /// But for Web Chat's own copy of what was said, which is read aloud and can be neither seen nor reached, and for
    /// what is inside of Elsa Studio's frame: its buttons without names are Elsa's.
    /// </summary>
    private const string FindViolations = """
        async tags => {
            const everything = { exclude: [['.webchat__live-region-transcript'], ['iframe']] };
            const found = await axe.run(everything, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] });
            return found.violations.map(v => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map(n => n.html).join(' | ')}`);
        }
        """;

    private readonly VirtualReaders _readers = new();
    private SmartcardHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        if (Browser.Program is not null)
        {
            _host = await SmartcardHost.StartAsync(_readers, "--Workflows:PublishingNeedsApproval=true");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        _readers.Dispose();
    }

    [Fact]
    public async Task A_whole_registration_in_Welsh()
    {
        Browser.SkipWhereMissing();
        _readers.Insert(_host.Card("amal"));
        var chat = await ChatPage.OpenAsync(browser, _host);
        var helper = await HelperPage.OpenAsync(browser, _host);
        await LooksRightAsync(helper.Page, "page-helper-code");
        await chat.Page.GetByRole(AriaRole.Button, new() { Name = "Cymraeg" }).ClickAsync();
        await chat.PressAsync("Cofrestru fy ngherdyn");
        await LooksRightAsync(chat.Page, "page-chat-start");
        await chat.PressAsync("Parhau");
        var code = await chat.PairingCodeAsync();
        await LooksRightAsync(chat.Page, "page-chat-connect");
        await helper.ConnectAsync(code);
        await helper.Page.Locator("#passcode").WaitForAsync();
        await LooksRightAsync(helper.Page, "page-helper-passcode");
        await helper.PasscodeAsync(Nurse.Passcode);
        await chat.Field("Ateb 1").WaitForAsync();
        await LooksRightAsync(chat.Page, "page-chat-questions");
    }

    [Fact]
    public async Task A_card_is_chosen_in_the_helper_by_keyboard()
    {
        Browser.SkipWhereMissing();
        using var window = new HelperWindow();
        var access = new WindowAccess(keyStays: false);
        await using var server = await WindowServer.StartAsync(0, window, access, demo: null);
        CardPlace[] choices =
        [
            new("Alcor Micro USB Smart Card Reader 0", "4F2A"), new("Dell SmartCard Reader Keyboard [SC-KBD-2] 00 00", "90B1"),
        ];
        var asked = window.ChooseCardAsync(choices, TestContext.Current.CancellationToken);
        var helper = new HelperPage(await browser.PageAsync(_host, 640, 860));
        await helper.Page.GotoAsync($"{server.Urls.Single()}/?key={access.NewKey()}");

        await helper.SeesAsync("Which card do you want to use?");
        await LooksRightAsync(helper.Page, "page-helper-choose");
        await helper.Page.GetByRole(AriaRole.Button, new() { Name = "Card ending 4F2A" }).FocusAsync();
        await helper.Page.Keyboard.PressAsync("Tab");
        await helper.Page.Keyboard.PressAsync("Enter");

        Assert.Same(choices[1], await asked.WaitAsync(Smartcard.Tests.Patience.Quiet, TestContext.Current.CancellationToken));
        window.Show(new HelperView(Scene.WrongCard) { Place = choices[0] });
        await helper.SeesAsync("Card ending 4F2A, in Alcor Micro");
        await LooksRightAsync(helper.Page, "page-helper-wrong-card");
    }

    [Theory]
    [InlineData("unsupported.IdPrime", "This is an IDPrime card", "Go to the IT booth with it.")]
    [InlineData("unsupported.NoPresenceKey", "Your card is not fully set up", "no certificate that we can read for its key 9E")]
    [InlineData(null, "You cannot use this card here", "that the chip goes in first")]
    public async Task A_card_that_cannot_be_used_is_called_by_its_name(string? reason, string heading, string text)
    {
        Browser.SkipWhereMissing();
        using var window = new HelperWindow();
        var access = new WindowAccess(keyStays: false);
        await using var server = await WindowServer.StartAsync(0, window, access, demo: null);
        window.Show(new HelperView(Scene.CardNotSupported) { Reason = reason });
        var helper = new HelperPage(await browser.PageAsync(_host, 640, 860));
        await helper.Page.GotoAsync($"{server.Urls.Single()}/?key={access.NewKey()}");

        await helper.SeesAsync(heading);
        await helper.SeesAsync(text);
        await LooksRightAsync(helper.Page, $"page-helper-{reason ?? "unsupported"}");
    }

    [Theory]
    [InlineData("mailbox")]
    [InlineData("not-me/no-such-token")]
    public async Task A_plain_page(string path)
    {
        Browser.SkipWhereMissing();
        using var chat = PatientHandler.ChatWith(_host.Address);
        await chat.OpenAsync(TestContext.Current.CancellationToken);
        await chat.PollAsync(TestContext.Current.CancellationToken);
        await chat.PressAsync(chat.Form()!, "register", "1", new Dictionary<string, string>(), TestContext.Current.CancellationToken);
        var page = await browser.PageAsync(_host);
        var response = await page.GotoAsync($"{_host.Address}/{path}");

        Assert.Equal(200, response!.Status);
        await LooksRightAsync(page, $"page-{path.Split('/')[0]}");
    }

    [Fact]
    public async Task Every_page_of_the_back_office()
    {
        Browser.SkipWhereMissing();
        using var chat = PatientHandler.ChatWith(_host.Address);
        await chat.OpenAsync(TestContext.Current.CancellationToken);
        await chat.PollAsync(TestContext.Current.CancellationToken);
        await chat.PressAsync(chat.Form()!, "register", "1", new Dictionary<string, string>(), TestContext.Current.CancellationToken);
        await _host.ACardNeedsHelpAsync();
        var page = await browser.PageAsync(_host);
        var admin = new Administrator(page, _host) { OnPage = name => LooksRightAsync(page, $"page-backoffice-{name}") };
        await admin.SignInForTheFirstTimeAsync();
        await admin.LookAroundAsync();
        await admin.SignOutAsync();
        await admin.SignInAsync();
    }

    [Fact]
    public async Task The_pages_of_versions_and_approvals()
    {
        Browser.SkipWhereMissing();
        var page = await browser.PageAsync(_host);
        var colleague = await Administrator.ColleagueAsync(page, _host, "omar");
        var asker = await Administrator.ColleagueAsync(page, _host, "nia");
        await _host.AsksForApprovalAsync(asker.Id!.Value);
        await _host.FileDiffersAsync();
        await colleague.SignInAsync();

        await colleague.FollowAsync("Approvals (1)", "When an RA administrator publishes a workflow, another one has to approve it.");
        await LooksRightAsync(page, "page-approvals");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reject" }).ClickAsync();
        await colleague.SeesAsync("Say why you reject it");
        await LooksRightAsync(page, "page-approvals-wrong");
        await page.GotoAsync(_host.NamedAddress + "/backoffice/workflows/unlock/versions");
        await colleague.SeesAsync("The file on disk differs");
        await LooksRightAsync(page, "page-versions");
        await page.GetByLabel("From version").PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await colleague.SeesAsync("From version 2 (draft) to version 2 (draft)");
        await page.GetByRole(AriaRole.Link, new() { Name = "Make this the draft again: version 1" }).ClickAsync();
        await colleague.SeesAsync("This replaces the current draft");
        await LooksRightAsync(page, "page-version-revert");
        await page.GotoAsync(_host.NamedAddress + "/backoffice/workflows/unlock/file");
        await colleague.SeesAsync("Use it as the draft");
        await LooksRightAsync(page, "page-workflow-file");
    }

    [Fact]
    public async Task The_pages_of_an_import()
    {
        Browser.SkipWhereMissing();
        var page = await browser.PageAsync(_host);
        var admin = await Administrator.ColleagueAsync(page, _host, "nia");
        await admin.SignInAsync();
        await admin.FollowAsync("Import", "staff.csv"); // of the demonstration
        await LooksRightAsync(page, "page-imports");
        await page.GetByLabel("CSV file").SetInputFilesAsync(new FilePayload
        {
            Name = "staff.csv",
            MimeType = "text/csv",
            Buffer = "staff number,name,organisation\n1,Amal Begum,Coast\n2,=Beca,Coast\n"u8.ToArray(),
        });
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload" }).ClickAsync();
        await admin.SeesAsync("Leave out the row that is wrong"); // the page has found out by itself
        await LooksRightAsync(page, "page-import-checked");
        await page.ReloadAsync();
        await admin.SeesAsync("it begins like a formula");
        await LooksRightAsync(page, "page-import-rows");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await admin.SeesAsync("Some rows are wrong.");
        await LooksRightAsync(page, "page-import-refused");
        await page.GetByLabel("Leave out the row that is wrong").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await admin.SeesAsync("People: 1 new, 0 changed.");
        await LooksRightAsync(page, "page-import-done");
    }

    [Fact]
    public async Task The_pages_with_mails()
    {
        Browser.SkipWhereMissing();
        using var chat = PatientHandler.ChatWith(_host.Address);
        await chat.OpenAsync(TestContext.Current.CancellationToken);
        await chat.PollAsync(TestContext.Current.CancellationToken);
        await chat.PressAsync(chat.Form()!, "register", "1", new Dictionary<string, string>(), TestContext.Current.CancellationToken);
        var journey = await _host.MailsCameBackAsync();
        var page = await browser.PageAsync(_host);
        var admin = await Administrator.ColleagueAsync(page, _host, "nia");
        await admin.SignInAsync();

        await admin.FollowAsync("Mails", "Mails that were given up, came back or are late");
        await LooksRightAsync(page, "page-mails");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send again" }).ClickAsync();
        await admin.SeesAsync("The mail is on its way again.");
        await LooksRightAsync(page, "page-mails-sent-again");
        await page.GetByRole(AriaRole.Link, new() { Name = "Its journey" }).First.ClickAsync();
        await admin.SeesAsync("Mails (");
        await LooksRightAsync(page, "page-instance-mails");
        Assert.Equal($"{_host.NamedAddress}/backoffice/instances/{journey}", page.Url);
        await page.Locator("summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        Assert.False(await page.GetByRole(AriaRole.Region, new() { Name = "Mails of this journey" }).IsVisibleAsync());
    }

    /// <summary>The page as it stands, at a desk and narrow.</summary>
    internal static async Task LooksRightAsync(IPage page, string picture)
    {
        foreach (var width in new[] { Narrow, Desk })
        {
            await page.SetViewportSizeAsync(width, Height);
            await page.PictureAsync($"{picture}-{width}");
            Assert.True(
                await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"),
                $"{picture} runs off the side at {width}.");
            if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
            {
                await page.EvaluateAsync(Axe);
            }

            var found = await page.EvaluateAsync<string[]>(FindViolations, Rules);
            Assert.True(found.Length == 0, $"{picture} at {width}: {string.Join('\n', found)}");
        }
    }
}
