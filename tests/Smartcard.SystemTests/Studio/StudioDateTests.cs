using System.Globalization;
using Smartcard.Cards.Software;
using Smartcard.SystemTests.BackOffice;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;

namespace Smartcard.SystemTests.Studio;

/// <summary>Elsa Studio writes dates as the UK does.</summary>
public sealed class StudioDateTests(Browser browser)
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_list_of_instances_has_the_day_before_the_month()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var nurse = await Nurse.AtAsync(host, browser, _ct);
        await nurse.Chat.SeesAsync("How can we help?");
        await nurse.Chat.PressAsync("Unlock my card");
        await nurse.Chat.SeesAsync("This takes no longer than 5 minutes.");
        var administrator = new Administrator(await browser.PageAsync(host, 1600, 1000), host);
        await administrator.SignInForTheFirstTimeAsync();
        var page = administrator.Page;

        await page.GotoAsync(host.NamedAddress + "/backoffice/instances");

        var row = page.FrameLocator("iframe").Locator("tbody tr", new() { HasText = "Suspended" }).First;
        await page.SeesAsync(row);
        var day = host.Time.GetUtcNow().ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);
        Assert.Contains(day, await row.InnerTextAsync(), StringComparison.Ordinal);
    }
}
