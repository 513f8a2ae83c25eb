using Microsoft.Playwright;
using Smartcard.SystemTests.Host;

namespace Smartcard.SystemTests.Studio;

/// <summary>Elsa Studio's editor, as somebody with a mouse uses it.</summary>
internal sealed class DesignerPage
{
    private readonly IFrameLocator _studio;

    private DesignerPage(IPage page)
    {
        Page = page;
        _studio = page.FrameLocator("iframe");
    }

    public IPage Page { get; }

    /// <param name="page">Of somebody who is signed in.</param>
    public static async Task<DesignerPage> OpenAsync(SmartcardHost host, IPage page, string definitionId)
    {
        await page.GotoAsync($"{host.NamedAddress}/backoffice/workflows/{definitionId}");
        var designer = new DesignerPage(page);
        await page.SeesAsync(designer.Node("Ask security questions"));
        await designer._studio.Locator("[role=toolbar] button").First.ClickAsync(); // the whole drawing in view
        return designer;
    }

    public async Task SelectAsync(string activity)
    {
        await BringIntoViewAsync(activity);
        await Node(activity).Locator(".activity-label").ClickAsync(new LocatorClickOptions { Force = true });
        await Node(activity).And(_studio.Locator(".x6-node-selected")).WaitForAsync();
    }

    /// <summary>Opens a tab of the selected activity's panel.</summary>
    // it may be beyond the edge
    public Task TabAsync(string name) =>
        _studio
            .Locator(".mud-tab", new() { Has = _studio.GetByText(name, new() { Exact = true }) })
            .Last.DispatchEventAsync("click");

    /// <summary>Tries the selected activity by itself, and waits for the outcome.</summary>
    public async Task RunTestAsync(string outcome)
    {
        await _studio.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();
        await _studio.GetByText(outcome, new() { Exact = true }).Last.WaitForAsync();
    }

    /// <summary>Fills an input of the selected activity, and waits until it is saved by itself.</summary>
    public async Task FillAsync(string label, string value)
    {
        var input = _studio
            .Locator(".mud-input-control", new() { Has = _studio.Locator($"label:text-is('{label}')") })
            .Locator("input:visible, textarea:visible")
            .First;
        await input.FillAsync(value);
        await SavedAfterAsync(() => input.BlurAsync());
    }

    public async Task DeleteAsync(string activity)
    {
        await SelectAsync(activity);
        await SavedAfterAsync(() => Page.Keyboard.PressAsync("Delete"));
    }

    public async Task ConnectAsync(string source, string outcome, string target)
    {
        // Ports reach over each other: of the uppermost one only its upper edge is its own.
        var from = await PointOfAsync(Node(source).Locator($"[port='{outcome}']"), 0.12f);
        var to = await PointOfAsync(Node(target).Locator("[port='In']"), 0.5f);
        await SavedAfterAsync(async () =>
        {
            await Page.Mouse.MoveAsync(from.X, from.Y);
            await Page.Mouse.DownAsync();
            await Page.Mouse.MoveAsync(to.X, to.Y, new MouseMoveOptions { Steps = 12 });
            await Page.Mouse.UpAsync();
        });
    }

    public async Task PublishAsync(string answer)
    {
        await _studio.Locator("[role=toolbar] button.mud-primary-text").First.ClickAsync();
        await _studio.Locator(".mud-snackbar", new() { HasText = answer }).First.WaitForAsync();
    }

    /// <summary>Closes what was said, which stays above the toolbar until then.</summary>
    public async Task DismissAsync()
    {
        await _studio.Locator(".mud-snackbar button").First.ClickAsync();
        await _studio.Locator(".mud-snackbar").First.WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    /// <summary>Drags the canvas until the activity is well within it.</summary>
    private async Task BringIntoViewAsync(string activity)
    {
        var canvas = (await _studio.Locator(".x6-graph").First.BoundingBoxAsync())!;
        var node = (await Node(activity).BoundingBoxAsync())!;
        if (node.X > canvas.X + 20 && node.X + node.Width < canvas.X + canvas.Width - 20)
        {
            return;
        }

        var by = canvas.X + (canvas.Width / 2) - node.X;
        var (x, y) = (by > 0 ? canvas.X + 30 : canvas.X + canvas.Width - 30, canvas.Y + 20);
        await Page.Mouse.MoveAsync(x, y);
        await Page.Mouse.DownAsync();
        await Page.Mouse.MoveAsync(x + by, y, new MouseMoveOptions { Steps = 10 });
        await Page.Mouse.UpAsync();
    }

    private ILocator Node(string activity) => _studio.Locator(".x6-node", new() { HasText = activity }).First;

    private async Task SavedAfterAsync(Func<Task> change) =>
        await Page.RunAndWaitForResponseAsync(
            change,
            r =>
                r.Request.Method == "POST"
                && r.Url.EndsWith("/elsa/api/workflow-definitions", StringComparison.Ordinal)
                && r.Ok);

    private static async Task<(float X, float Y)> PointOfAsync(ILocator port, float down)
    {
        var box = await port.First.BoundingBoxAsync() ?? throw new InvalidOperationException("The port is not on the screen.");
        return (box.X + (box.Width / 2), box.Y + (box.Height * down));
    }
}
