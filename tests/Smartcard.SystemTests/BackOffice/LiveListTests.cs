using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Smartcard.Cards.Software;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.SelfService.Lockout;
using Smartcard.Storage;
using Smartcard.SystemTests.Host;

namespace Smartcard.SystemTests.BackOffice;

/// <summary>A list that keeps itself current, in a real browser: it changes, and takes nothing away from whoever works beside it.</summary>
public sealed class LiveListTests(Browser browser)
{
    [Fact]
    public async Task The_booths_list_changes_by_itself_and_takes_nobodys_focus_or_text()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var cards = await InAsync(
            host,
            (services, ct) =>
                services
                    .GetRequiredService<SmartcardDbContext>()
                    .Set<Card>()
                    .OrderBy(c => c.Id)
                    .Take(2)
                    .ToArrayAsync(ct));
        foreach (var card in cards)
        {
            await LockoutAsync(host, card.Id, (lockouts, held, ct) => lockouts.FreezeAsync(held, null, ct));
        }

        var admin = new Administrator(await browser.PageAsync(host), host);
        await admin.SignInForTheFirstTimeAsync();
        var (page, find) = (admin.Page, admin.Page.GetByLabel("Find a person, a card or a journey"));
        await find.FillAsync("not sent yet");
        var (first, second) = (LinkOf(page, cards[0].Id), LinkOf(page, cards[1].Id));
        await second.FocusAsync();

        await LockoutAsync(host, cards[0].Id, (lockouts, held, ct) => lockouts.LiftAsync(held, UserId.New(), ct));
        await first.WaitForAsync(new() { State = WaitForSelectorState.Detached, Timeout = (float)Waits.Bound.TotalMilliseconds });

        Assert.True(await second.EvaluateAsync<bool>("link => link === document.activeElement"));
        Assert.Equal("not sent yet", await find.InputValueAsync());
        var time = page.Locator("#booth-now time").First;
        Assert.DoesNotContain("UTC", await time.InnerTextAsync(), StringComparison.Ordinal);
        Assert.EndsWith("UTC", await time.GetAttributeAsync("title"), StringComparison.Ordinal);

        await LockoutAsync(host, cards[1].Id, (lockouts, held, ct) => lockouts.LiftAsync(held, UserId.New(), ct));
        await second.WaitForAsync(new() { State = WaitForSelectorState.Detached, Timeout = (float)Waits.Bound.TotalMilliseconds });
        Assert.Equal("booth-now", await page.EvaluateAsync<string>("() => document.activeElement.id")); // what had the focus is gone
    }

    private static ILocator LinkOf(IPage page, CardId card) => page.Locator($"a[href$='{card.Value}/reset-in-person']");

    private static Task<bool> LockoutAsync(
        SmartcardHost host,
        CardId card,
        Func<Lockouts, HeldCard, CancellationToken, Task> act) =>
        InAsync(
            host,
            async (services, ct) =>
            {
                var held = services.GetRequiredService<SmartcardDbContext>().Locks.Hold(card);
                await act(services.GetRequiredService<Lockouts>(), held, ct);
                return true;
            });

    private static async Task<TResult> InAsync<TResult>(SmartcardHost host, Func<IServiceProvider, CancellationToken, Task<TResult>> use)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await scope
            .ServiceProvider.GetRequiredService<TurnTransaction>()
            .RunAsync(ct => use(scope.ServiceProvider, ct), TestContext.Current.CancellationToken);
    }
}
