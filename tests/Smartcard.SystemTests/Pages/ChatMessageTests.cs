using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Smartcard.Cards.Software;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;
using Smartcard.Tests;

namespace Smartcard.SystemTests.Pages;

/// <summary>What a person sends on a bad line: it is sent until the host has it, and done once.</summary>
public sealed class ChatMessageTests(Browser browser)
{
    public const string Kept = "We cannot reach the chat right now. We have kept your last message and will send it as soon as we can.";

    /// <summary>The page waits for ever for an answer that does not come.</summary>
    public const string NeverGiveUp = """
        const real = window.setTimeout;
        window.setTimeout = (act, pause, ...rest) => pause === 20000 ? 0 : real(act, pause, ...rest);
        AbortSignal.timeout = () => new AbortController().signal;
        """;

    private const string NoSockets =
        "window.WebSocket = class extends WebSocket { constructor() { throw new DOMException('There are none.'); } };";

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_press_whose_answer_is_lost_is_sent_again_and_done_once()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var page = await browser.PageAsync(host);
        var posts = new List<string>();
        var isCorrected = new TaskCompletionSource();
        await page.RouteAsync("**/activities", async route =>
        {
            posts.Add(IdOf(route.Request));
            if (posts.Count == 1)
            {
                await isCorrected.Task;
                await route.FetchAsync(); // the host has it
                await route.AbortAsync();
            }
            else
            {
                await route.ContinueAsync();
            }
        });
        await page.GotoAsync(host.Address);
        var chat = new ChatPage(page);
        await chat.PressAsync("Unlock my card");
        await Patience.UntilAsync("the press to be sent", () => (posts.Count == 1, posts.Count), _ct);
        await chat.PressAsync("Register my card");
        await LineSaysAsync(page, "We are still sending your first answer.");
        isCorrected.SetResult();
        await chat.SeesAsync("This takes no longer than 5 minutes.");
        await Patience.UntilAsync("the press to be sent again", () => (posts.Count == 2, posts.Count), _ct);
        await chat.PressAsync("Start");
        await chat.PairingCodeAsync();

        Assert.Equal(3, posts.Count);
        Assert.Equal(posts[0], posts[1]);
        Assert.Equal(1, await OwnWords(page, "Unlock my card").CountAsync());
        Assert.DoesNotContain("already sent", await page.Locator("#chat").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_press_whose_answer_never_comes_is_sent_again_as_soon_as_the_line_is_back()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var page = await browser.PageAsync(host);
        await page.AddInitScriptAsync(NeverGiveUp);
        var posts = new List<string>();
        await page.RouteAsync("**/activities", async route =>
        {
            posts.Add(IdOf(route.Request));
            if (posts.Count > 1)
            {
                await route.ContinueAsync();
            }
        });
        await page.GotoAsync(host.Address);
        var chat = new ChatPage(page);
        await chat.PressAsync("Unlock my card");
        await Patience.UntilAsync("the press to be sent", () => (posts.Count == 1, posts.Count), _ct);
        await page.Context.SetOfflineAsync(true);
        await LineSaysAsync(page, Kept);
        await page.Context.SetOfflineAsync(false);

        await chat.SeesAsync("This takes no longer than 5 minutes.");
        Assert.Equal(2, posts.Count);
        Assert.Equal(posts[0], posts[1]);
    }

    [Fact]
    public async Task What_Web_Chat_gave_up_is_done_once_when_the_person_tries_again()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var page = await browser.PageAsync(host);
        await page.AddInitScriptAsync(NoSockets);
        await page.Clock.InstallAsync();
        var posts = new List<string>();
        var isCut = false;
        await page.RouteAsync("**/activities*", async route =>
        {
            if (route.Request.Method == "POST")
            {
                posts.Add(IdOf(route.Request));
                if (posts.Count == 1)
                {
                    isCut = true;
                    await route.FetchAsync(); // the host has it
                }
            }

            await (isCut ? route.AbortAsync() : route.ContinueAsync());
        });
        await page.GotoAsync(host.Address);
        var chat = new ChatPage(page);
        await chat.SeesAsync("How can we help?");
        await chat.PressAsync("Unlock my card");
        await LineSaysAsync(page, Kept);
        await page.Clock.FastForwardAsync("05:01");
        await chat.SeesAsync("We could not send this.");
        await page.PictureAsync("line-gave-up");
        await page.Clock.FastForwardAsync("05:01");
        await LineSaysAsync(page, "You have not lost anything.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await LineSaysAsync(page, Kept);
        isCut = false;

        await chat.SeesAsync("This takes no longer than 5 minutes.");
        await LineSaysAsync(page, "The connection is back.");
        await chat.PressAsync("Start");
        await chat.PairingCodeAsync();
        Assert.Equal(2, posts.Distinct().Count()); // the choice, whichever try, and Start
        Assert.Equal(1, await OwnWords(page, "Unlock my card").CountAsync());
        Assert.False(await page.GetByText("We could not send this.").IsVisibleAsync());
        await page.PictureAsync("line-tried-again");
    }

    [Fact]
    public async Task A_refusal_that_a_new_token_does_not_cure_is_not_asked_for_without_a_pause()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var page = await browser.PageAsync(host);
        var posts = 0;
        var isRefusing = true;
        await page.RouteAsync("**/activities", async route =>
        {
            posts++;
            await (isRefusing ? route.FulfillAsync(new RouteFulfillOptions { Status = 401 }) : route.ContinueAsync());
        });
        await page.GotoAsync(host.Address);
        var chat = new ChatPage(page);
        await chat.PressAsync("Unlock my card");
        await LineSaysAsync(page, Kept);
        Assert.InRange(posts, 2, 5);
        isRefusing = false;
        await chat.SeesAsync("This takes no longer than 5 minutes.");
    }

    internal static ILocator OwnWords(IPage page, string words) =>
        page.Locator(".webchat__stacked-layout--from-user .webchat__bubble", new() { HasText = words });

    internal static Task LineSaysAsync(IPage page, string words) => page.SeesAsync(page.Locator("#line", new() { HasText = words }));

    private static string IdOf(IRequest post) => (string)JsonNode.Parse(post.PostData!)!["channelData"]!["clientActivityID"]!;
}
