using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Smartcard.Cards;
using Smartcard.Cards.Software;
using Smartcard.Helper;
using Smartcard.Helper.Demo;
using Smartcard.Helper.Window;
using Smartcard.SelfService.Mail;
using Smartcard.Server;
using Smartcard.Server.Setup;
using Smartcard.Tests;

namespace Smartcard.SystemTests.Host;

/// <summary>The whole product in this process, on a data folder and a port of its own: the host, and a reader helper with its window.</summary>
internal sealed class SmartcardHost : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly string _folder;
    private readonly string[] _settings;
    private WebApplication? _app;
    private WebApplication? _window;
    private HelperWindow? _helperWindow;
    private Task _helper = Task.CompletedTask;

    private SmartcardHost(string folder, int port, string[] settings)
    {
        _folder = folder;
        _settings = settings;
        Address = $"http://127.0.0.1:{port}";
    }

    public string Address { get; }

    public string HelperAddress { get; private set; } = "";

    /// <summary>The same host by a name: a browser makes passkeys for no bare address.</summary>
    public string NamedAddress => Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    public string Folder => _folder;

    /// <summary>Where the first administrator's one-time password is said.</summary>
    public string AnnouncedTo => Path.Combine(_folder, "announced");

    public ShiftedTime Time { get; } = new();

    public CollectingLog Log { get; } = new();

    public IServiceProvider Services => _app!.Services;

    /// <summary>Starts host and helper; the helper uses the given readers.</summary>
    /// <param name="settings">Of the host, e.g. <c>--Workflows:PublishingNeedsApproval=true</c>.</param>
    public static async Task<SmartcardHost> StartAsync(ICardReaders readers, params string[] settings)
    {
        var host = new SmartcardHost(Directory.CreateTempSubdirectory("smartcard-").FullName, FreePort(), settings);
        DemoStaff.Prepare(Path.Combine(host._folder, "cards"));
        await host.StartHelperAsync(readers);
        await host.StartHostAsync();
        return host;
    }

    /// <summary>One of the demonstration's cards, which lives in its file.</summary>
    public SoftwareGidsCard Card(string name) => new(new SoftwareCardFile(Path.Combine(_folder, "cards", $"{name}.json")));

    /// <summary>The mail with the nth code that was sent, waited for.</summary>
    public async Task<KeptMail> MailWithCodeAsync(int number, CancellationToken cancellationToken)
    {
        var mailbox = Services.GetRequiredService<DevelopmentMailbox>();
        for (var tries = 0; tries < 600; tries++)
        {
            var mails = mailbox.List().Reverse().Where(mail => Regex.IsMatch(mail.Text, @"\b[0-9]{6}\b")).ToList();
            if (mails.Count >= number)
            {
                return mails[number - 1];
            }

            await Task.Delay(50, cancellationToken);
        }

        throw new TimeoutException($"The mail with code number {number} did not come.");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _helper;
        if (_window is not null)
        {
            await _window.DisposeAsync();
        }

        _helperWindow?.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        _stop.Dispose();
    }

    private async Task StartHostAsync()
    {
        var builder = WebApplication.CreateBuilder(
            [$"--Data:Folder={_folder}", $"--urls={Address}", $"--Helper:WindowAddress={HelperAddress}", $"--SignIn:AnnounceTo={AnnouncedTo}", .. _settings]);
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(Log);
        _app = HostApp.Build(builder, services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time)));
        await Startup.PrepareAsync(_app.Services, CancellationToken.None);
        await _app.StartAsync();
    }

    private async Task StartHelperAsync(ICardReaders readers)
    {
        _helperWindow = new HelperWindow();
        var access = new WindowAccess(keyStays: true);
        _window = await WindowServer.StartAsync(0, _helperWindow, access, demo: null);
        HelperAddress = $"{_window.Urls.Single()}/?key={access.Key}";
        var loop = new HelperLoop([new Uri(Address)], readers, _helperWindow, TimeProvider.System);
        _helperWindow.CodeOffered = code => loop.SwitchTo(new(new Uri(Address), code));
        _helper = Task.Run(async () =>
        {
            try
            {
                await loop.RunAsync(_stop.Token);
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
        });
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
