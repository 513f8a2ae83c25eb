using Microsoft.Playwright;

namespace Smartcard.SystemTests.Host;

/// <summary>Headless Chromium, one for all the tests that share it.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Candidates = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public static string? Program => Candidates.FirstOrDefault(File.Exists);

    public static void SkipWhereMissing() => Assert.SkipUnless(Program is not null, "Chromium is not installed; on Debian: apt-get install chromium");

    public async ValueTask InitializeAsync()
    {
        if (Program is null)
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--force-prefers-reduced-motion",
            ],
        });
    }

    /// <summary>A fresh profile with one empty page.</summary>
    public async Task<IPage> PageAsync(int width = 1280, int height = 860)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = height }, Locale = "en-GB" });
        context.SetDefaultTimeout(20_000);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            foreach (var (page, number) in _browser.Contexts.SelectMany(c => c.Pages).Select((p, n) => (p, n)))
            {
                await page.PictureAsync($"end-{number}");
            }

            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
