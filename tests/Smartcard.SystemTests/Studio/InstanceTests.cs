using Microsoft.Playwright;
using Smartcard.Cards.Software;
using Smartcard.SystemTests.BackOffice;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;
using Smartcard.Tests;

namespace Smartcard.SystemTests.Studio;

/// <summary>Elsa Studio's list of instances and its viewer: where each journey stands, and how it came there.</summary>
public sealed class InstanceTests(Browser browser)
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_journey_is_found_seen_and_ended_from_the_desk_and_its_person_told()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var nurse = await Nurse.AtAsync(host, browser, _ct);
        await nurse.Chat.SeesAsync("How can we help?");
        await nurse.Chat.PressAsync("Unlock my card");
        await nurse.Chat.PressAsync("Start");
        await nurse.Chat.SeesAsync("If it asks for a code");
        var administrator = new Administrator(await browser.PageAsync(host, 1600, 1000), host);
        await administrator.SignInForTheFirstTimeAsync();
        var page = administrator.Page;

        var calls = CallRecorder.On(page);
        var told = new TaskCompletionSource();
        page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) =>
        {
            if (frame.Text?.Contains("WorkflowInstanceUpdatedAsync", StringComparison.Ordinal) == true)
            {
                told.TrySetResult();
            }
        };
        await page.GotoAsync(host.NamedAddress + "/backoffice/instances");
        var studio = page.FrameLocator("iframe");
        await studio.Locator("tbody tr", new() { HasText = "Suspended" }).First.WaitForAsync();
        await page.PictureAsync("studio-instances");
        await studio.Locator("tbody tr", new() { HasText = "Suspended" }).Locator("td").Nth(2).ClickAsync();
        await page.WaitForURLAsync("**/backoffice/instances/*", new PageWaitForURLOptions { WaitUntil = WaitUntilState.Commit });
        await studio.Locator(".x6-node", new() { HasText = "Connect the reader helper" }).First.WaitForAsync();
        await studio.GetByText("Suspended").First.WaitForAsync();
        await page.PictureAsync("studio-instance");

        // The viewer is told of what happens next.
        var id = page.Url.Split('/')[^1];
        await nurse.ConnectAsync();
        await Patience.EndOfAsync(told.Task, "the viewer to be told of what happens next", _ct);
        await studio.Locator(".x6-node", new() { HasText = "Read the card" }).First.ClickAsync(new LocatorClickOptions { Force = true });
        await page.PictureAsync("studio-instance-live");

        await page.GetByRole(AriaRole.Link, new() { Name = "End this journey" }).ClickAsync();
        await page.PictureAsync("instance-end");
        await page.GetByRole(AriaRole.Button, new() { Name = "End this journey" }).ClickAsync();
        await nurse.Chat.SeesAsync("We will not do anything else with your card.");
        await page.GetByRole(AriaRole.Link, new() { Name = "Delete this record" }).WaitForAsync();
        await calls.SaveAsync("instances", (id, "{instance}"), (Guid.Parse(id).ToString("N"), "{instance:N}"));
    }
}
