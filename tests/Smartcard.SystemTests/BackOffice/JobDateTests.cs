using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Smartcard.Cards.Software;
using Smartcard.SystemTests.Host;

namespace Smartcard.SystemTests.BackOffice;

/// <summary>Hangfire's pages write dates as the UK does.</summary>
public sealed class JobDateTests(Browser browser)
{
    [Fact]
    public async Task A_date_has_the_day_before_the_month_and_24_hours()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var page = await browser.PageAsync(host);
        var admin = await Administrator.ColleagueAsync(page, host, "omar");
        await admin.SignInAsync();

        await page.GotoAsync($"{host.NamedAddress}/backoffice/jobs/recurring");

        var next = page.Locator("[data-moment]").First;
        await page.SeesAsync(next);
        await Assertions.Expect(next).ToHaveAttributeAsync(
            "data-original-title",
            new Regex(@"^[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d$"),
            new() { Timeout = (float)Waits.Bound.TotalMilliseconds });
    }
}
