using Microsoft.Playwright;
using Smartcard.Cards.Software;
using Smartcard.SystemTests.BackOffice;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;

namespace Smartcard.SystemTests.Studio;

/// <summary>Publishing by two in real browsers: one presses Publish in Elsa Studio, the other reads what changes and approves it.</summary>
public sealed class ApprovalTests(Browser browser)
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_publishes_in_the_designer_comes_to_staff_when_another_approves_it()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers, "--Workflows:PublishingNeedsApproval=true");
        var administrator = new Administrator(await browser.PageAsync(host, 1600, 1000), host);
        await administrator.SignInForTheFirstTimeAsync();
        var colleague = await Administrator.ColleagueAsync(await browser.PageAsync(host, 1280, 900), host, "omar");
        await colleague.SignInAsync();
        var designer = await DesignerPage.OpenAsync(host, administrator.Page, "unlock");

        await designer.SelectAsync("What will happen");
        await designer.FillAsync("Text", "**Good morning.** Put your locked card in any reader.");
        await designer.PublishAsync("Sent for approval: 'Unlock a card' is saved as draft 2");
        await designer.Page.PictureAsync("studio-approval");
        await designer.DismissAsync();

        // The editor goes on as before; a further change wants to be asked for again.
        await designer.FillAsync("Heading", "Unlock it");
        await designer.PublishAsync("Sent for approval: 'Unlock a card' is saved as draft 2");
        await colleague.Page.GotoAsync(host.NamedAddress + "/backoffice/workflows/approvals");
        await colleague.SeesAsync("‘Heading’ changed from ‘Unlock my card’ to ‘Unlock it’.");
        await colleague.SeesAsync("Good morning.");
        await colleague.Page.PictureAsync("approvals");
        var before = await Nurse.AtAsync(host, browser, _ct);
        await before.Chat.PressAsync("Unlock my card");
        await before.Chat.SeesAsync("This takes no longer than 5 minutes.");
        await colleague.PressAsync("Approve and publish “Unlock a card”");
        await colleague.SeesAsync("Approved and published");

        var after = await Nurse.AtAsync(host, browser, _ct);
        await after.Chat.PressAsync("Unlock my card");
        await after.Chat.SeesAsync("Good morning.");
        await administrator.Page.GetByRole(AriaRole.Link, new() { Name = "Versions and changes" }).ClickAsync();
        await administrator.SeesAsync("You asked for version 2 to be published");
        await administrator.SeesAsync("by omar Example");
    }
}
