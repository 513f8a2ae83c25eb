using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Smartcard.Cards.Software;
using Smartcard.SelfService.Alerts;
using Smartcard.SelfService.Mail;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Pages;
using Smartcard.Tests;
using Smartcard.Tests.SelfService.Alerts;

namespace Smartcard.SystemTests.BackOffice;

/// <summary>Alerts in a real browser, posted to a receiver over a real connection.</summary>
public sealed class AlertTests(Browser browser)
{
    [Fact]
    public async Task An_alert_shows_at_the_booth_by_itself_and_a_test_reaches_the_receiver()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var receiver = await Receiver.StartAsync();
        await using var host = await SmartcardHost.StartAsync(
            readers,
            "--Alerts:BoothWaiting=0",
            $"--Alerts:Webhook:Url={receiver.Address}",
            $"--Alerts:Webhook:Secret={Receiver.Secret}",
            "--Alerts:Mail:To:0=booth.leads@trust.nhs.uk");
        var page = await browser.PageAsync(host);
        var admin = await Administrator.ColleagueAsync(page, host, "nia");
        await admin.SignInAsync();
        await page.GotoAsync(host.NamedAddress + "/backoffice");
        await page.Locator("#alerts-raised").WaitForAsync(new() { State = WaitForSelectorState.Attached });

        await host.ACardNeedsHelpAsync();
        await LookAsync(host);
        await page.SeesAsync(page.GetByText("Cards waiting at the IT booth (1 card) since"));
        await AccessibilityTests.LooksRightAsync(page, "alerts-booth");

        await page.GetByRole(AriaRole.Link, new() { Name = "See the alerts" }).ClickAsync();
        await page.SeesAsync(page.Locator("#alert-booth-waiting").GetByText("1 card. Alert since"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Send a test alert" }).ClickAsync();
        await page.SeesAsync(page.GetByText("We are sending the test alert."));
        await page.SeesAsync(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Test alert" }).GetByText("delivered"));
        await AccessibilityTests.LooksRightAsync(page, "alerts-page");
        await page.Locator("#send-test").ScrollIntoViewIfNeededAsync();
        await page.PictureAsync("alerts-sent");
        await page.PictureOnPhoneAsync("alerts-sent-360");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send a test alert" }).ClickAsync();
        await page.SeesAsync(page.GetByText("You can send one test alert a minute.").First);
        await AccessibilityTests.LooksRightAsync(page, "alerts-too-soon");

        Assert.Equal(0, receiver.Forged);
        Assert.Contains(receiver.Received, body => (string)body["type"]! == "alert.raised");
        Assert.Contains(receiver.Received, body => (string)body["type"]! == "alert.test");
    }

    [Fact]
    public async Task A_mail_about_alerts_can_be_read_and_leads_to_the_page()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(
            readers, "--Alerts:BoothWaiting=0", "--Alerts:Mail:To:0=booth.leads@trust.nhs.uk");
        await host.ACardNeedsHelpAsync();
        await LookAsync(host);
        var mailbox = host.Services.GetRequiredService<DevelopmentMailbox>();
        await Patience.UntilAsync(
            "the mail about the alert",
            () => (mailbox.List().Count == 1, string.Join(", ", mailbox.List().Select(m => m.Subject))),
            TestContext.Current.CancellationToken);

        var page = await browser.PageAsync(host);
        await page.SetContentAsync(mailbox.List().Single().Html);

        await AccessibilityTests.LooksRightAsync(page, "alerts-mail");
        var link = page.GetByRole(AriaRole.Link, new() { Name = "/backoffice/alerts" });
        Assert.Equal(host.Address + "/backoffice/alerts", await link.GetAttributeAsync("href"));
    }

    private static async Task LookAsync(SmartcardHost host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AlertWatch>().LookAsync(TestContext.Current.CancellationToken);
    }
}
