using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Smartcard.Cards.Software;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Lockout;
using Smartcard.Storage;
using Smartcard.SystemTests.Host;

namespace Smartcard.SystemTests.BackOffice;

/// <summary>Two of the booth work on one queue, in real browsers: nothing that they type or stand on is taken from them.</summary>
public sealed class BoothQueueTests(Browser browser)
{
    private const string Told = """
        window.told = [];
        window.Notification = class {
          static permission = 'granted';
          static requestPermission = async () => 'granted';
          constructor(words) { window.told.push(words); }
        };
        AudioContext.prototype.resume = () => new Promise(() => {}); // a computer on which nothing sounds
        """;

    [Fact]
    public async Task A_case_is_taken_and_a_note_is_typed_while_the_page_changes()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var cards = await CardsAsync(host);
        await NeedsHelpAsync(host, cards[0].Id);
        var nia = new Administrator(await browser.PageAsync(host), host);
        await nia.SignInForTheFirstTimeAsync();
        var tom = await Administrator.ColleagueAsync(await browser.PageAsync(host), host, "tom");
        await tom.SignInAsync();
        await nia.Page.PictureAsync("queue-1-list");
        await nia.Page.PictureOnPhoneAsync("queue-1-list-360");

        // The focus stays on the button while a line is put in.
        var take = nia.Page.Locator($"#take-{cards[0].Id.Value:N}-button");
        await take.FocusAsync();
        await NeedsHelpAsync(host, cards[1].Id);
        await nia.Page.SeesAsync(nia.Page.Locator($"#take-{cards[1].Id.Value:N}-button"));
        Assert.True(await take.EvaluateAsync<bool>("button => button === document.activeElement"));
        await nia.Page.Keyboard.PressAsync("Enter");
        await nia.SeesAsync("Give it back");

        // Tom sees at once whose it is, and takes it over; Nia's note is still there.
        var note = nia.Page.GetByLabel("New note");
        await note.FillAsync("Comes back at 3 pm");
        await tom.Page.SeesAsync(tom.Page.Locator($"#case-{cards[0].Id.Value:N}").GetByText("Administrator"));
        await tom.Page.Locator($"#case-{cards[0].Id.Value:N} a").First.ClickAsync();
        await tom.FollowAsync("Take it over", "Do you want to take it over?");
        await tom.Page.PictureAsync("queue-2-take-over");
        await tom.PressAsync("Yes, take it over");
        await nia.Page.SeesAsync(nia.Page.Locator("#case-now").GetByText("tom Example"));
        Assert.Equal("Comes back at 3 pm", await note.InputValueAsync());
        Assert.True(await note.EvaluateAsync<bool>("field => field === document.activeElement"));
        await nia.Page.Keyboard.PressAsync("Enter");
        await tom.Page.SeesAsync(tom.Page.Locator("#case-now").GetByText("Comes back at 3 pm"));
        await tom.Page.PictureAsync("queue-3-case");
        await tom.Page.PictureOnPhoneAsync("queue-3-case-360");

        // What was chosen stays while the list changes by itself.
        await nia.FollowAsync("All who need help", "2 cards need help.");
        await nia.Page.GetByText("Choose which cards you see").ClickAsync();
        await nia.Page.GetByLabel("Taken by").SelectOptionAsync("Nobody");
        await nia.PressAsync("Show");
        await nia.SeesAsync("1 of 2 match what you chose.");
        await nia.Page.PictureAsync("queue-4-chosen");
        await tom.PressAsync("Give it back");
        await nia.SeesAsync("2 cards need help.");
        Assert.EndsWith("who=nobody", nia.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_wishes_it_is_told_that_somebody_new_waits_and_by_no_name()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var cards = await CardsAsync(host);
        var page = await browser.PageAsync(host);
        await page.AddInitScriptAsync(Told);
        var nia = new Administrator(page, host);
        await nia.SignInForTheFirstTimeAsync();

        await NeedsHelpAsync(host, cards[0].Id);
        await page.SeesAsync(page.Locator($"#case-{cards[0].Id.Value:N}"));
        Assert.Empty(await page.EvaluateAsync<string[]>("() => window.told")); // nobody has wished it yet

        await nia.PressAsync("Tell me when somebody new is waiting");
        await nia.SeesAsync("You will hear a sound and see a notification while this page is open.");
        await page.ReloadAsync(); // the browser remembers
        await nia.SeesAsync("Stop telling me when somebody new is waiting");
        await NeedsHelpAsync(host, cards[1].Id);
        await nia.SeesAsync("Somebody new is waiting at the booth");
        Assert.Equal(["Somebody new is waiting at the booth"], await page.EvaluateAsync<string[]>("() => window.told"));

        // One more reason for a card that waits already is news too.
        await InTurnAsync(host, (services, _) =>
        {
            services.GetRequiredService<BoothCases>().Open(cards[0].Id, null, BoothReason.CardKeyDoubtful);
            return Task.FromResult(true);
        });
        await nia.SeesAsync("the card did not prove that it is genuine");
        Assert.Equal(2, await page.EvaluateAsync<int>("() => window.told.length"));

        await nia.PressAsync("Stop telling me when somebody new is waiting");
        await page.SeesAsync(page.GetByRole(AriaRole.Button, new() { Name = "Tell me when somebody new is waiting" }));
    }

    [Fact]
    public async Task Whoever_is_told_of_new_ones_is_told_too_that_no_server_answers_and_that_they_are_signed_out()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var cards = await CardsAsync(host);
        await NeedsHelpAsync(host, cards[0].Id);
        var page = await browser.PageAsync(host);
        await page.AddInitScriptAsync(Told);
        var nia = new Administrator(page, host);
        await nia.SignInForTheFirstTimeAsync();
        await nia.PressAsync("Tell me when somebody new is waiting");
        await nia.SeesAsync("You will hear a sound and see a notification while this page is open.");

        await page.RouteAsync("**/backoffice/now*", route => route.AbortAsync());
        await page.EvaluateAsync("() => { const now = Date.now.bind(Date); Date.now = () => now() + 60_000; }"); // for a minute
        await nia.SeesAsync("We cannot reach the server, so this list may be out of date.");
        await page.UnrouteAsync("**/backoffice/now*");
        await page.Locator("#tell-me-said:empty").WaitForAsync(
            new() { State = WaitForSelectorState.Attached, Timeout = (float)Waits.Bound.TotalMilliseconds });

        await page.Context.ClearCookiesAsync(); // as after 30 minutes without a press
        await nia.SeesAsync("We no longer tell you when somebody new is waiting.");
        await page.PictureAsync("queue-5-signed-out");
        await page.PictureOnPhoneAsync("queue-5-signed-out-360");
        Assert.Equal(0, await page.Locator("#booth-now").CountAsync()); // nobody's name is left on the screen
        Assert.Equal(
            "You are signed out of Smartcard. We no longer tell you when somebody new is waiting.",
            await page.EvaluateAsync<string>("() => window.told[1]"));

        await nia.FollowAsync("Sign in again", "Password");
    }

    [Fact]
    public async Task Whichever_part_of_the_page_hears_first_that_they_are_signed_out_they_are_told()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var page = await browser.PageAsync(host);
        await page.AddInitScriptAsync(Told);
        var nia = new Administrator(page, host);
        await nia.SignInForTheFirstTimeAsync();
        await nia.PressAsync("Tell me when somebody new is waiting");
        await nia.SeesAsync("You will hear a sound and see a notification while this page is open.");

        await page.RouteAsync("**/backoffice/now*", route => route.AbortAsync()); // the line of alerts still asks
        await page.Context.ClearCookiesAsync();

        await nia.SeesAsync("We no longer tell you when somebody new is waiting.");
        Assert.Equal(0, await page.Locator("#booth-now").CountAsync());
        Assert.Equal(
            ["You are signed out of Smartcard. We no longer tell you when somebody new is waiting."],
            await page.EvaluateAsync<string[]>("() => window.told"));
    }

    private static Task<Card[]> CardsAsync(SmartcardHost host) => InTurnAsync(host, (services, ct) =>
        services.GetRequiredService<SmartcardDbContext>().Set<Card>().OrderBy(c => c.Id).Take(2).ToArrayAsync(ct));

    private static Task<bool> NeedsHelpAsync(SmartcardHost host, CardId card) => InTurnAsync(host, async (services, ct) =>
    {
        var held = services.GetRequiredService<SmartcardDbContext>().Locks.Hold(card);
        await services.GetRequiredService<Lockouts>().FreezeAsync(held, null, ct);
        return true;
    });

    private static async Task<TResult> InTurnAsync<TResult>(
        SmartcardHost host, Func<IServiceProvider, CancellationToken, Task<TResult>> use)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<TurnTransaction>()
            .RunAsync(ct => use(scope.ServiceProvider, ct), TestContext.Current.CancellationToken);
    }
}
