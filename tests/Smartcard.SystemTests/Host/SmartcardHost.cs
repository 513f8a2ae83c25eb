using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Smartcard.Cards;
using Smartcard.Cards.Software;
using Smartcard.Designer.Definitions;
using Smartcard.SelfService.Mail;
using Smartcard.Server;
using Smartcard.Server.Demo;
using Smartcard.Server.Setup;
using Smartcard.Storage;
using Smartcard.Tests;

namespace Smartcard.SystemTests.Host;

/// <summary>
/// The whole product in this process, on a data folder and a port of its own: the host, and a reader helper with its
/// window.
/// </summary>
internal sealed class SmartcardHost : IAsyncDisposable
{
    private const string Database = "smartcard.db";

    /// <summary>
    /// What each host begins with, by its path in the data folder: the cards, the keys, and a database that is up to date and has
    /// the workflows and the staff. Made once.
    /// </summary>
    private static readonly Lazy<Task<Dictionary<string, byte[]>>> Prepared = new(PrepareAsync);

    private static int _lastPort = 20_000;

    private readonly ConcurrentQueue<IPage> _pages = new();
    private readonly LogLevel _detail;
    private readonly string _folder;
    private readonly string[] _settings;
    private WebApplication? _app;
    private HelperAtWork? _helper;

    private SmartcardHost(string folder, int port, LogLevel detail, string[] settings)
    {
        _folder = folder;
        _detail = detail;
        _settings = settings;
        Address = $"http://127.0.0.1:{port}";
    }

    public string Address { get; }

    public string HelperAddress => _helper?.Address ?? "";

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
    public static Task<SmartcardHost> StartAsync(ICardReaders readers, params string[] settings) =>
        StartAsync(readers, LogLevel.Information, settings);

    /// <param name="detail">What is logged from, EF Core's statements included when it is <see cref="LogLevel.Trace"/>.</param>
    public static async Task<SmartcardHost> StartAsync(ICardReaders readers, LogLevel detail, params string[] settings)
    {
        var host = new SmartcardHost(Directory.CreateTempSubdirectory("smartcard-").FullName, FreePort(), detail, settings);
        foreach (var (name, content) in await Prepared.Value)
        {
            var path = Path.Combine(host._folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, content);
        }

        host._helper = await HelperAtWork.StartAsync(host.Address, readers);
        await host.StartHostAsync();
        return host;
    }

    /// <summary>One of the demonstration's cards, which lives in its file.</summary>
    public SoftwareGidsCard Card(string name) => new(new SoftwareCardFile(Path.Combine(_folder, "cards", $"{name}.json")));

    /// <summary>The demonstration's PIV card, which lives in its file too.</summary>
    public SoftwarePivCard PivCard => new(new SoftwarePivCardFile(Path.Combine(_folder, "cards", "dilys.json")));

    /// <summary>The mail with the nth code that was sent, waited for.</summary>
    public async Task<KeptMail> MailWithCodeAsync(int number, CancellationToken cancellationToken)
    {
        var mailbox = Services.GetRequiredService<DevelopmentMailbox>();
        var (seen, since) = (-1, TimeProvider.System.GetTimestamp());
        while (true)
        {
            var all = mailbox.List();
            var mails = all.Reverse().Where(mail => Regex.IsMatch(mail.Text, @"\b[0-9]{6}\b")).ToList();
            if (mails.Count >= number)
            {
                return mails[number - 1];
            }

            if (all.Count != seen)
            {
                (seen, since) = (all.Count, TimeProvider.System.GetTimestamp());
            }
            else if (TimeProvider.System.GetElapsedTime(since) > Waits.Bound)
            {
                throw new TimeoutException(
                    $"The mail with code number {number} did not come. These did, the newest first: "
                    + $"{string.Join(" | ", all.Select(mail => mail.Subject))}");
            }

            await Task.Delay(50, cancellationToken);
        }
    }

    /// <summary>The page and its profile are closed with this host, after it was noted what it showed last.</summary>
    public void IsShownBy(IPage page) => _pages.Enqueue(page);

    public async ValueTask DisposeAsync()
    {
        await ClosePagesAsync();
        if (_helper is not null)
        {
            await _helper.DisposeAsync();
        }

        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartHostAsync()
    {
        var builder = WebApplication.CreateBuilder([
            $"--Data:Folder={_folder}",
            $"--urls={Address}",
            $"--Helper:WindowAddress={HelperAddress}",
            $"--SignIn:AnnounceTo={AnnouncedTo}",
            "--Mail:MailboxPage=true",
            .. _settings,
        ]);
        builder.Logging.ClearProviders().SetMinimumLevel(_detail).AddProvider(Log);
        if (_detail != LogLevel.Trace)
        {
            builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning); // it writes down every statement
        }

        _app = HostApp.Build(builder, services => services
            .Replace(ServiceDescriptor.Singleton<TimeProvider>(Time))
            // what is slow on purpose is slow in each of these hosts
            .Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 1000));
        await Startup.PrepareAsync(_app.Services, CancellationToken.None);
        await _app.StartAsync();
    }

    private static async Task<Dictionary<string, byte[]>> PrepareAsync()
    {
        var folder = Directory.CreateTempSubdirectory("smartcard-prepared-");
        Enrolment.OfDemonstration(folder.FullName);
        var builder = WebApplication.CreateBuilder([$"--Data:Folder={folder.FullName}"]);
        builder.Logging.ClearProviders();
        await using (var app = HostApp.Build(builder))
        {
            await using var scope = app.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<DatabasePreparation>().MigrateAsync(CancellationToken.None);
            await scope.ServiceProvider.GetRequiredService<DefinitionSeed>()
                .SeedAsync(Path.Combine(Repository.Root, "workflows"), CancellationToken.None);
            await scope.ServiceProvider.GetRequiredService<DemoSeed>().SeedAsync(CancellationToken.None);
        }

        var database = await PreparedFile.ReadAsync(Path.Combine(folder.FullName, Database));
        var files = Directory.EnumerateFiles(Path.Combine(folder.FullName, "cards"))
            .Concat(Directory.EnumerateFiles(Path.Combine(folder.FullName, "keys")))
            .Append(Path.Combine(folder.FullName, "vault.json"))
            .ToDictionary(file => Path.GetRelativePath(folder.FullName, file), File.ReadAllBytes);
        files.Add(Database, database);
        folder.Delete(recursive: true);
        return files;
    }

    /// <summary>Without pages that ask it, a host stops at once.</summary>
    private async Task ClosePagesAsync()
    {
        var number = 0;
        foreach (var page in _pages.Where(page => !page.IsClosed))
        {
            // A test that is not over yet, or failed, is told with what was on the screen; xunit shows it of those that failed alone.
            if (TestContext.Current.TestState?.Result != TestResult.Passed)
            {
                TestContext.Current.TestOutputHelper?.WriteLine(await page.ShownAsync());
            }

            try
            {
                await page.PictureAsync($"end-{TestContext.Current.TestMethod?.MethodName}-{number++}");
                await page.Context.CloseAsync();
            }
            catch (PlaywrightException gone)
            {
                // the host goes all the same
                TestContext.Current.TestOutputHelper?.WriteLine($"A page could not be closed: {gone.Message}");
            }
        }
    }

    /// <summary>A port that nobody else will be given: each is asked for once, and the system gives its own from above these.</summary>
    internal static int FreePort()
    {
        while (true)
        {
            var port = Interlocked.Increment(ref _lastPort);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody else's: the next one.
            }
        }
    }
}
