using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Cards.Software;
using Smartcard.Designer.Definitions;
using Smartcard.Look.Limits;
using Smartcard.Storage;
using Smartcard.SystemTests.BackOffice;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;

namespace Smartcard.SystemTests.Studio;

/// <summary>
/// The real Elsa Studio in a real browser: what an RA administrator changes there is what staff get, and what is unsafe
/// is refused on the screen.
/// </summary>
public sealed class DesignerTests(Browser browser)
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_is_published_for_new_chats_an_unsafe_one_is_refused_with_its_reason()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var early = await Nurse.AtAsync(host, browser, _ct);
        await early.Chat.SeesAsync("How can we help?");
        await early.Chat.PressAsync("Unlock my card");
        await early.Chat.SeesAsync("This takes no longer than 5 minutes.");
        var administrator = new Administrator(await browser.PageAsync(host, 1600, 1000), host);
        await administrator.SignInForTheFirstTimeAsync();
        var calls = CallRecorder.On(administrator.Page);
        await administrator.FollowAsync("Workflows", "Workflows");
        await administrator.Page.SeesAsync(
            administrator.Page.FrameLocator("iframe").GetByText("Unlock a card", new() { Exact = true }).First);
        await administrator.Page.PictureAsync("studio-list");
        var designer = await DesignerPage.OpenAsync(host, administrator.Page, "unlock");

        // The wording of the welcome and the number of questions.
        await designer.SelectAsync("What will happen");
        await designer.FillAsync("Text", "**Good morning.** Put your locked card in any reader.");
        await designer.SelectAsync("Ask security questions");
        await designer.FillAsync("Number of questions", "3");
        await designer.PublishAsync("Workflow published");
        await designer.Page.PictureAsync("studio-published");

        Assert.Equal((2, true), await NewestAsync(host));
        await early.Chat.PressAsync("Start"); // the chat that was under way goes on as it began
        await early.Chat.SeesAsync("If it asks for a code");
        var late = await Nurse.AtAsync(host, browser, _ct);
        await late.Chat.SeesAsync("How can we help?");
        await late.Chat.PressAsync("Unlock my card");
        await late.Chat.SeesAsync("Good morning.");

        // Around the questions.
        await designer.DeleteAsync("Ask security questions");
        await designer.ConnectAsync("Read the card", "Identified", "Send a code by email");
        await designer.PublishAsync("can be reached without right answers to the security questions");
        await designer.Page.PictureAsync("studio-refused");

        await calls.SaveAsync("designer");
        Assert.Equal((3, false), await NewestAsync(host));
        await late.Chat.PressAsync("Start");
        await late.Chat.SeesAsync("If it asks for a code");

        // Back to how it was.
        await administrator.FollowAsync("Versions and changes", "Make this the draft again");
        await administrator.FollowAsync("Make this the draft again: version 1", "Make version 1 the draft again");
        await administrator.PressAsync("Make version 1 the draft again");
        designer = await DesignerPage.OpenAsync(host, administrator.Page, "unlock");
        await WhileAnotherCheckRunsAsync(
            host,
            () => designer.PublishAsync("Your last check is still running. Wait until it ends, then try again."));
        await designer.DismissAsync();
        await designer.PublishAsync("Workflow published");

        Assert.Equal((3, true), await NewestAsync(host));
        var last = await Nurse.AtAsync(host, browser, _ct);
        await last.Chat.SeesAsync("How can we help?");
        await last.Chat.PressAsync("Unlock my card");
        await last.Chat.SeesAsync("This takes no longer than 5 minutes.");
    }

    /// <summary>As many of this person's calls wait already as ever may, so that one more is told at once.</summary>
    private static async Task WhileAnotherCheckRunsAsync(SmartcardHost host, Func<Task> action)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Users;
        var who = (await users.SingleAsync(u => u.UserName == "admin")).Id.ToString();
        var calls = host.Services.GetRequiredService<HeavyCalls>();
        var places = Enumerable
            .Range(0, HeavyCalls.MostWaiting + 1)
            .Select(_ => calls.TakeAsync(who, HeavyCall.OfItself, CancellationToken.None))
            .ToList();
        await action();
        foreach (var place in places)
        {
            (await place).Dispose();
        }
    }

    private static async Task<(int Version, bool IsPublished)> NewestAsync(SmartcardHost host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var newest = await scope.ServiceProvider.GetRequiredService<DefinitionVersions>().FindAsync("unlock", null, CancellationToken.None);
        return (newest!.Row.Version, newest.Row.IsPublished);
    }
}
