using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Smartcard.Cards.Software;
using Smartcard.Designer.Definitions;
using Smartcard.Storage.Workflows;
using Smartcard.SystemTests.BackOffice;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;
using Smartcard.Tests.SelfService.Policy;

namespace Smartcard.SystemTests.Studio;

/// <summary>A workflow as an activity of another, in the real Elsa Studio: drawn as one, looked into, its versions listed.</summary>
public sealed class UsedWorkflowTests(Browser browser)
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_one_activity_in_the_editor_and_is_looked_into_in_the_viewer()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        await PublishAsync(host, PartOfUnlock.ConfirmByCode());
        await PublishAsync(host, PartOfUnlock.SayWhatHappens());
        await PublishAsync(host, await WithRootAsync(host, PartOfUnlock.UnlockWithBothParts().Json["root"]!));
        var nurse = await Nurse.AtAsync(host, browser, _ct);
        await nurse.Chat.SeesAsync("How can we help?");
        await nurse.Chat.PressAsync("Unlock my card");
        await nurse.Chat.SeesAsync("This takes no longer than 5 minutes.");
        var administrator = new Administrator(await browser.PageAsync(host, 1600, 1000), host);
        await administrator.SignInForTheFirstTimeAsync();

        var calls = CallRecorder.On(administrator.Page);
        var designer = await DesignerPage.OpenAsync(host, administrator.Page, "unlock");
        await designer.SelectAsync("Confirm by code");
        await designer.TabAsync("Version");
        await designer.Page.PictureAsync("studio-used-workflow");
        await designer.SelectAsync("Another try?");
        await designer.TabAsync("Test");
        await designer.RunTestAsync("True");
        await designer.Page.PictureAsync("studio-test");
        await calls.SaveAsync("used-workflow");

        var page = administrator.Page;
        await page.GotoAsync(host.NamedAddress + "/backoffice/instances");
        var studio = page.FrameLocator("iframe");
        await studio.Locator("tbody tr", new() { HasText = "Suspended" }).Locator("td").Nth(2).ClickAsync();
        await studio.Locator(".x6-node", new() { HasText = "Say what happens" }).First.WaitForAsync();
        await studio.Locator(".mud-toolbar button").Nth(1).ClickAsync(); // the journal of all, and not of what is drawn alone
        await studio.GetByText("Show instructions - Suspended").ClickAsync();
        await studio.Locator(".x6-node", new() { HasText = "Leave" }).First.WaitForAsync();
        await page.PictureAsync("studio-instance-inside");

        // What our own pages say of both.
        await page.GotoAsync(host.NamedAddress + "/backoffice/workflows/unlock/versions?from=1&to=2");
        await page.GetByText("stands for version 1 of the workflow confirm-by-code").WaitForAsync();
        await page.PictureAsync("versions-used-workflow");
        await page.GotoAsync(host.NamedAddress + "/backoffice/workflows/confirm-by-code/dry-run");
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin" }).ClickAsync();
        await page.GetByText("No journey starts with this workflow, so it cannot be played on its own.").First.WaitForAsync();
        await page.PictureAsync("dry-run-of-part");
        await page.SetViewportSizeAsync(360, 800);
        await page.PictureAsync("dry-run-of-part-360");
    }

    private static async Task<JsonObject> WithRootAsync(SmartcardHost host, JsonNode root)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var model = DefinitionContentOf(
            await scope
                .ServiceProvider.GetRequiredService<DefinitionVersions>()
                .FindAsync("unlock", null, CancellationToken.None));
        model["root"] = root.DeepClone();
        return model;
    }

    private static async Task PublishAsync(SmartcardHost host, JsonObject model)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var result = await scope.ServiceProvider.GetRequiredService<DefinitionEdits>()
            .RunAsync(by: null, new DefinitionEdit.Save(model, IsPublished: true), CancellationToken.None);
        Assert.IsType<DefinitionResult.Saved>(result);
    }

    private static JsonObject DefinitionContentOf(DefinitionVersion? version) => (JsonObject)JsonNode.Parse(version!.Row.Json)!;
}
