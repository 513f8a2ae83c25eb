using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Smartcard.Cards.Software;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Storage;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;
using Smartcard.SystemTests.Pages;

namespace Smartcard.SystemTests.BackOffice;

/// <summary>A helper that is too old: its window, the chat and the booth all say so, each in a browser of its own.</summary>
public sealed class OldHelperTests(Browser browser)
{
    [Fact]
    public async Task Helper_chat_and_booth_say_what_to_do_and_the_booth_shows_no_buttons_for_its_own_card()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers, "--Helper:OldestVersion=9.0", "--Helper:NewestVersion=9.1");
        var nurse = await Nurse.AtAsync(host, browser, TestContext.Current.CancellationToken);
        await nurse.BeginToUnlockAsync();

        await nurse.Helper.SeesAsync("This reader helper is too old");
        await nurse.Helper.SeesAsync("Ask IT to install the new one (version 9.1.0).");
        await AccessibilityTests.LooksRightAsync(nurse.Helper.Page, "old-helper-window");
        await nurse.Chat.SeesAsync("Go to the IT booth and ask for the new one (version 9.1.0)");
        await nurse.Chat.Page.PictureAsync("old-helper-chat");

        await host.ACardNeedsHelpAsync();
        host.Time.Advance(TimeSpan.FromSeconds(70));
        var page = await browser.PageAsync(host);
        var amal = await Administrator.ColleagueAsync(page, host, "amal");
        await IsHolderAsync(host, amal);
        await amal.SignInAsync();
        await page.GotoAsync(host.NamedAddress + "/backoffice");
        await page.SeesAsync(page.GetByRole(AriaRole.Cell).GetByText("The reader helper on their computer is too old"));
        await page.SeesAsync(page.GetByText("This is your own card. Ask a colleague."));
        await AccessibilityTests.LooksRightAsync(page, "old-helper-booth");
    }

    /// <summary>The user is whose card needs help.</summary>
    private static async Task IsHolderAsync(SmartcardHost host, Administrator user)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        var card = await database.Set<BoothCase>().Select(c => c.CardId).SingleAsync();
        var holder = await database.Set<Card>().Where(c => c.Id == card).Select(c => c.StaffId).SingleAsync();
        await database.Users.Where(u => u.Id == user.Id!.Value.Value).ExecuteUpdateAsync(u => u.SetProperty(x => x.StaffId, holder));
    }
}
