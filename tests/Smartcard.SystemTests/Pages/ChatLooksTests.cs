using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Smartcard.Cards.Software;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;

namespace Smartcard.SystemTests.Pages;

/// <summary>Who said what in the chat, and when, for eyes and for screen readers.</summary>
public sealed class ChatLooksTests(Browser browser)
{
    private static readonly LocatorAssertionsToHaveTextOptions InTime = new() { Timeout = (float)Waits.Bound.TotalMilliseconds };

    [Fact]
    public async Task A_pressed_button_stands_there_as_the_persons_own_words()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var chat = await ChatPage.OpenAsync(browser, host);
        await chat.SeesAsync("How can we help?");
        await chat.PressAsync("Unlock my card");
        await chat.SeesAsync("This takes no longer than 5 minutes.");

        var own = chat.Page.Locator(".webchat__stacked-layout--from-user .webchat__bubble", new() { HasText = "Unlock my card" });
        await chat.Page.SeesAsync(own.First);
        Assert.Equal(1, await own.CountAsync());
        await chat.Page.PictureAsync("chat-own-words");
    }

    /// <summary>A button that moves between the press and its release is not pressed: the browser sees two places.</summary>
    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task A_button_stays_where_it_is_while_the_chat_connects(int width)
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var page = await browser.PageAsync(host, width);
        await page.AddInitScriptAsync(
            """
            window.places = new Set();
            (function look() {
              var line = document.querySelector('#chat .webchat__connectivityStatus');
              var button = document.querySelector('#chat .webchat__basic-transcript__scrollable .ac-pushButton');
              if (button) { window.places.add(Math.round(button.getBoundingClientRect().top + scrollY)); }
              window.isSettled = button && !line && !document.querySelector('#status').textContent;
              requestAnimationFrame(look);
            })();
            """);
        await page.GotoAsync(host.Address);
        await page.WaitForFunctionAsync("() => window.isSettled");
        await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");

        Assert.Single(await page.EvaluateAsync<int[]>("() => [...window.places]"));
    }

    [Fact]
    public async Task The_time_of_a_message_is_written_as_in_the_uk_and_in_the_language_of_the_chat()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var chat = await ChatPage.OpenAsync(browser, host);
        await chat.SeesAsync("How can we help?");

        var status = chat.Page.Locator("#chat .sent-at").Last;
        await Assertions.Expect(status).ToHaveTextAsync(new Regex(@"^Sent at (\d{1,2} [A-Z][a-z]+ at )?\d\d:\d\d$"), InTime);
        var all = await chat.Page.Locator("#chat").InnerTextAsync();
        Assert.DoesNotMatch(@"\d\s?[AP]M", all);

        await chat.Page.Locator("#language").ClickAsync();
        await chat.SeesAsync("Mae’r sgwrs hon nawr yn Gymraeg.");
        await Assertions.Expect(status).ToHaveTextAsync(new Regex(@"^Anfonwyd am .*\d\d:\d\d$"), InTime);
    }
}
