using Microsoft.AspNetCore.Builder;
using Smartcard.Cards;
using Smartcard.Helper;
using Smartcard.Helper.Window;

namespace Smartcard.SystemTests.Host;

/// <summary>A reader helper with its window, as it runs on a workstation.</summary>
internal sealed class HelperAtWork : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly HelperWindow _shown = new();
    private readonly WebApplication _window;
    private readonly Task _running;

    private HelperAtWork(WebApplication window, HelperWindow shown, string key, Uri host, ICardReaders readers)
    {
        (_window, _shown) = (window, shown);
        Address = $"{window.Urls.Single()}/?key={key}";
        var loop = new HelperLoop([host], readers, shown, TimeProvider.System);
        shown.CodeOffered = code => loop.SwitchTo(new(host, code));
        _running = RunAsync(loop);
    }

    /// <summary>Of its window.</summary>
    public string Address { get; }

    public static async Task<HelperAtWork> StartAsync(string host, ICardReaders readers)
    {
        var (shown, access) = (new HelperWindow(), new WindowAccess(keyStays: true));
        var window = await WindowServer.StartAsync(0, shown, access, demo: null);
        return new HelperAtWork(window, shown, access.NewKey(), new Uri(host), readers);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _window.DisposeAsync();
        _shown.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(HelperLoop loop)
    {
        try
        {
            await Task.Run(() => loop.RunAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
