using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Smartcard.Cards.Software;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;

namespace Smartcard.SystemTests.Pages;

/// <summary>The chat on a line that is bad: it says so, loses nothing, sends nothing twice and goes on by itself.</summary>
public sealed class ChatLineTests(Browser browser)
{
    private const string Away = "We cannot reach the chat right now. This page keeps trying. You have not lost anything.";

    /// <summary>Sockets that neither open nor fail.</summary>
    private const string SilentSockets = """
        window.sockets = 0;
        window.WebSocket = class {
            static CONNECTING = 0;
            static OPEN = 1;
            readyState = 0;
            constructor() { window.sockets++; }
            close() { this.readyState = 3; }
        };
        """;

    private static readonly LocatorAssertionsToBeEmptyOptions InTime = new() { Timeout = (float)Waits.Bound.TotalMilliseconds };

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_that_is_killed_is_told_of_at_once_and_what_is_pressed_meanwhile_is_sent_once()
    {
        Browser.SkipWhereMissing();
        var folder = Directory.CreateTempSubdirectory("smartcard-line-");
        Enrolment.OfDemonstration(folder.FullName);
        await using (var host = new HostProcess(folder.FullName, SmartcardHost.FreePort()))
        {
            await host.StartAsync(_ct);
            var page = await browser.PageAsync(1280, 860);
            await page.GotoAsync(host.Address);
            var chat = new ChatPage(page);
            await chat.SeesAsync("How can we help?");
            await Assertions.Expect(page.Locator("#line")).ToBeEmptyAsync(InTime);
            await Assertions.Expect(page.Locator("#status")).ToBeEmptyAsync(InTime);
            // a screen reader knows the places before there are words in them
            Assert.True(await page.EvaluateAsync<bool>("['line', 'status'].every(id => document.getElementById(id).checkVisibility())"));

            await host.KillAsync();
            await ChatMessageTests.LineSaysAsync(page, Away);
            await page.PictureAsync("line-away");
            await chat.PressAsync("Unlock my card");
            await page.SeesAsync(ChatMessageTests.OwnWords(page, "Unlock my card"));
            await chat.SeesAsync("Sending");
            await chat.PressAsync("Register my card"); // no, the other one
            await page.SeesAsync(ChatMessageTests.OwnWords(page, "Register my card"));
            await chat.PressAsync("Unlock my card");
            await page.SeesAsync(ChatMessageTests.OwnWords(page, "Unlock my card"));
            await ChatMessageTests.LineSaysAsync(page, ChatMessageTests.Kept);
            await page.PictureAsync("line-kept");
            await page.PictureOnPhoneAsync("line-kept-360");

            await host.StartAsync(_ct);
            await ChatMessageTests.LineSaysAsync(page, "The connection is back.");
            await chat.SeesAsync("This takes no longer than 5 minutes.");
            await page.PictureAsync("line-back");
            await Assertions.Expect(page.Locator("#line")).ToBeEmptyAsync(InTime);
            Assert.Equal(1, await ChatMessageTests.OwnWords(page, "Unlock my card").CountAsync());
            Assert.Equal(0, await ChatMessageTests.OwnWords(page, "Register my card").CountAsync());
            Assert.DoesNotContain("already sent", await page.Locator("#chat").InnerTextAsync(), StringComparison.Ordinal);
            await page.Context.CloseAsync();
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_host_that_does_not_answer_is_told_of_while_the_page_loads()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var page = await browser.PageAsync(host);
        await page.AddInitScriptAsync(ChatMessageTests.NeverGiveUp);
        await page.Clock.InstallAsync();
        var asked = new TaskCompletionSource();
        await page.RouteAsync("**/v3/directline/conversations/*?watermark=*", _ => asked.TrySetResult());
        await page.GotoAsync(host.Address);
        await asked.Task.WaitAsync(Waits.Bound, _ct);
        await page.Clock.FastForwardAsync(7000);
        await ChatMessageTests.LineSaysAsync(page, Away);
    }

    [Fact]
    public async Task Where_a_socket_neither_opens_nor_fails_the_page_asks_for_what_is_new()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var page = await browser.PageAsync(host);
        await page.AddInitScriptAsync(SilentSockets);
        await page.Clock.InstallAsync();
        await page.GotoAsync(host.Address);
        var chat = new ChatPage(page);
        await page.WaitForFunctionAsync("() => window.sockets === 1");
        await page.Clock.FastForwardAsync(7000);
        await chat.SeesAsync("How can we help?");

        await page.Clock.FastForwardAsync(31_000);
        await page.WaitForFunctionAsync("() => window.sockets === 2");
        await chat.PressAsync("Unlock my card");
        await chat.SeesAsync("This takes no longer than 5 minutes.");
        await chat.PressAsync("Start");
        await chat.PairingCodeAsync();
        Assert.Equal(2, await page.EvaluateAsync<int>("window.sockets"));
        await Assertions.Expect(page.Locator("#line")).ToBeEmptyAsync(InTime);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_no_socket_lasts_the_page_asks_for_what_is_new(bool isRefused)
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        readers.Insert(host.Card("amal"));
        var page = await browser.PageAsync(host);
        if (isRefused)
        {
            await page.RouteAsync("**/v3/directline/conversations/*?watermark=*", async route =>
            {
                var answer = await route.FetchAsync();
                var body = JsonNode.Parse(await answer.TextAsync())!;
                body["streamUrl"] = ((string)body["streamUrl"]!).Replace("/stream?", "/no-upgrade?", StringComparison.Ordinal);
                await route.FulfillAsync(new RouteFulfillOptions { Response = answer, Body = body.ToJsonString() });
            });
        }
        else
        {
            await page.RouteWebSocketAsync("**/stream?*", socket => socket.CloseAsync());
        }

        await page.GotoAsync(host.Address);
        var chat = new ChatPage(page);
        await chat.PressAsync("Register my card");
        await chat.PressAsync("Continue");
        var code = await chat.PairingCodeAsync();
        await page.PictureAsync(isRefused ? "line-no-socket" : "line-cut-socket");
        var helper = await HelperPage.OpenAsync(browser, host);
        await helper.ConnectAsync(code);
        await chat.SeesAsync("Now type your passcode in the reader helper’s window.");
        await Assertions.Expect(page.Locator("#line")).ToBeEmptyAsync(InTime);
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task A_browser_that_lets_the_page_remember_nothing_has_a_chat_that_says_so(int width)
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var page = await browser.PageAsync(host, width);
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Emulation.setDocumentCookieDisabled", new() { ["disabled"] = true });
        await page.AddInitScriptAsync(
            """
            for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) {
                Object.defineProperty(window, name, { get() { throw new DOMException('Access is denied.', 'SecurityError'); } });
            }
            """);
        await page.RouteAsync("**/chat/session", async route =>
        {
            var answer = await route.FetchAsync();
            var kept = answer.Headers.Where(header => header.Key != "set-cookie");
            await route.FulfillAsync(new RouteFulfillOptions { Response = answer, Headers = kept });
        });
        await page.GotoAsync(host.Address);
        var chat = new ChatPage(page);
        await page.SeesAsync(page.GetByText("This browser does not let the page remember anything."));
        await chat.SeesAsync("How can we help?");
        await page.Locator("#language").ClickAsync();
        await chat.SeesAsync("Mae’r sgwrs hon nawr yn Gymraeg.");
        await page.Locator("#language").ClickAsync();
        await chat.SeesAsync("This chat is now in English.");
        await chat.PressAsync("Unlock my card");
        await chat.PressAsync("Start");
        await chat.PairingCodeAsync();
        await page.PictureAsync($"line-forgets-{width}");
    }

    [Fact]
    public async Task A_computer_that_slept_past_the_life_of_its_token_goes_on_or_begins_a_new_chat_and_says_so()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var page = await browser.PageAsync(host);
        await page.Clock.InstallAsync();
        await page.GotoAsync(host.Address);
        var chat = new ChatPage(page);
        await chat.SeesAsync("How can we help?");
        host.Time.Advance(TimeSpan.FromMinutes(20));
        await chat.PressAsync("Unlock my card");
        await chat.SeesAsync("This takes no longer than 5 minutes.");

        await SleepAsync(TimeSpan.FromMinutes(27));
        await chat.PressAsync("Start");
        await chat.PairingCodeAsync();
        await Assertions.Expect(page.Locator("#line")).ToBeEmptyAsync(InTime);

        await SleepAsync(TimeSpan.FromMinutes(50));
        await page.SeesAsync(page.GetByText("You were away for a while, so we have closed your last chat to keep you safe."));
        await chat.SeesAsync("How can we help?");
        await page.PictureAsync("line-fresh");
        await page.PictureOnPhoneAsync("line-fresh-360");
        await chat.PressAsync("Unlock my card");
        await chat.SeesAsync("This takes no longer than 5 minutes.");
        Assert.False(await page.GetByText("You were away for a while").IsVisibleAsync());

        async Task SleepAsync(TimeSpan span)
        {
            host.Time.Advance(span);
            await page.Clock.FastForwardAsync((long)span.TotalMilliseconds);
        }
    }
}
