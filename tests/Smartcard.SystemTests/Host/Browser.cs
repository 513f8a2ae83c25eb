using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Smartcard.SystemTests.Host.Browser))]

namespace Smartcard.SystemTests.Host;

/// <summary>Headless Chromium, one for all the tests of a run; it starts when the first of them opens a page.</summary>
public sealed class Browser : IAsyncDisposable
{
    /// <summary>
    /// The shell has Chromium's engine and no windows around it: the whole of Chromium spends a second of processor on
    /// each window.
    /// </summary>
    private static readonly string[] Candidates =
        ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly SemaphoreSlim _one = new(1, 1);
    private Running? _running;

    public static string? Program => Candidates.FirstOrDefault(File.Exists);

    public static void SkipWhereMissing() =>
        Assert.SkipUnless(Program is not null, "Chromium is not installed; on Debian: apt-get install chromium-headless-shell");

    /// <summary>A fresh profile with one empty page, until the host is gone whose pages it shows.</summary>
    internal async Task<IPage> PageAsync(SmartcardHost host, int width = 1280, int height = 860)
    {
        var page = await PageAsync(width, height);
        host.IsShownBy(page);
        return page;
    }

    /// <summary>As above; whoever asks for it closes its context.</summary>
    internal async Task<IPage> PageAsync(int width, int height)
    {
        var context = await (await RunningAsync()).NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            Locale = "en-GB",
        });
        context.SetDefaultTimeout((float)Waits.Bound.TotalMilliseconds);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _one.Dispose();
    }

    /// <summary>One that has fallen over takes its tests along, and not all that come after.</summary>
    private async Task<IBrowser> RunningAsync()
    {
        await _one.WaitAsync();
        try
        {
            if (_running is { Browser.IsConnected: false })
            {
                await StopAsync();
            }

            return (_running ??= await StartAsync()).Browser;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task StopAsync()
    {
        if (_running is { } running)
        {
            _running = null;
            await running.Browser.DisposeAsync();
            running.Playwright.Dispose();
            running.Folder.Delete(recursive: true);
        }
    }

    private static async Task<Running> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("smartcard-browser-");
        var playwright = await Playwright.CreateAsync();
        var environment = Environment
            .GetEnvironmentVariables()
            .Cast<System.Collections.DictionaryEntry>()
            .Select(e => KeyValuePair.Create((string)e.Key, (string)e.Value!))
            .Where(e => e.Key != "TMPDIR");
        var browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = Program,
                ArtifactsDir = folder.FullName,
                Env = environment.Append(new("TMPDIR", folder.FullName)), // what Chromium forgets there goes with the folder
                Timeout = (float)Waits.Bound.TotalMilliseconds,
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--force-prefers-reduced-motion",
                ],
            });
        return new Running(playwright, browser, folder);
    }

    private sealed record Running(IPlaywright Playwright, IBrowser Browser, DirectoryInfo Folder);
}
