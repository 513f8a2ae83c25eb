using System.Collections.Concurrent;
using Microsoft.Playwright;
using Smartcard.Cards.Software;
using Smartcard.SystemTests.BackOffice;
using Smartcard.SystemTests.Host;
using Smartcard.Tests;

namespace Smartcard.SystemTests.Studio;

/// <summary>What Elsa Studio's components write into their pages runs under the pages' policy, and nothing else does.</summary>
public sealed class InlineScriptTests(Browser browser)
{
    private const string Frame = "/studio/frame/";
    private const string DefinesHotkeys = "typeof window.editorHotkeys === 'object' && window.editorHotkeys !== null";

    private const string AddScript =
        "() => { const ours = document.createElement('script'); ours.textContent = 'window.strange = 1'; "
        + "document.body.append(ours); return window.strange === 1; }";

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_script_of_the_lists_and_the_editor_is_refused_and_a_strange_one_is()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var administrator = new Administrator(await browser.PageAsync(host, 1600, 1000), host);
        await administrator.SignInForTheFirstTimeAsync();
        var page = administrator.Page;
        var refused = new ConcurrentQueue<string>();
        page.Console += (_, said) =>
        {
            if (said.Text.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase))
            {
                refused.Enqueue(said.Text);
            }
        };

        await page.GotoAsync(host.NamedAddress + "/backoffice/workflows");
        await page.SeesAsync(page.FrameLocator("iframe").GetByText("Unlock a card", new() { Exact = true }).First);
        await page.GotoAsync(host.NamedAddress + "/backoffice/instances");
        await HasHotkeysAsync(page);
        await DesignerPage.OpenAsync(host, page, "unlock");
        await HasHotkeysAsync(page);

        Assert.Empty(refused);
        Assert.False(await page.Frames.Single(f => f.Url.Contains(Frame, StringComparison.Ordinal)).EvaluateAsync<bool>(AddScript));
        await Patience.UntilAsync("the console to name the strange script", () => (!refused.IsEmpty, refused.Count), _ct);
    }

    private Task HasHotkeysAsync(IPage page) => Patience.UntilAsync(
        "the keys of Elsa Studio's page",
        async () =>
        {
            var studio = page.Frames.SingleOrDefault(f => f.Url.Contains(Frame, StringComparison.Ordinal));
            return (studio is not null && await studio.EvaluateAsync<bool>(DefinesHotkeys), studio?.Url);
        },
        _ct);
}
