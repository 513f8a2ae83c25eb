using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Smartcard.Designer.Definitions;
using Smartcard.Server;
using Smartcard.Server.Jobs;
using Smartcard.Server.Setup;
using Smartcard.Storage;

namespace Smartcard.Tests.Host;

/// <summary>The whole host without a network: requests go straight in.</summary>
internal sealed class HostBench : IAsyncDisposable
{
    /// <summary>A database that is up to date and has the workflows, made once: each host begins with a copy.</summary>
    private static readonly Lazy<Task<byte[]>> Prepared = new(PrepareDatabaseAsync);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartcard-host-");
    private readonly WebApplication _app;

    private readonly TestDatabase _database = TestDatabase.Named();

    private HostBench(Action<IServiceCollection>? replace, DatabaseLocation.PostgresServer? server, params string[] settings)
    {
        string[] location = TestDatabase.IsPostgres
            ? [$"--ConnectionStrings:Smartcard={(server ?? _database.Location).ConnectionString}"]
            : [];
        NoSchedule.Ask();
        var builder = WebApplication.CreateBuilder([
            $"--Data:Folder={_folder.FullName}",
            $"--SignIn:AnnounceTo={AnnouncedTo}",
            .. location,
            .. settings,
        ]);
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(Log);
        try
        {
            _app = HostApp.Build(builder, services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time))
                    .Replace(ServiceDescriptor.Singleton(TestAnswers.Hasher))
                    // what is slow on purpose is slow in each of these hosts
                    .Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 1000);
                replace?.Invoke(services);
            });
        }
        catch
        {
            _folder.Delete(recursive: true); // nobody gets this one, to dispose of it
            throw;
        }
    }

    public HostClock Time { get; } = new(TimeProvider.System.GetUtcNow());

    public CollectingLog Log { get; } = new();

    public IServiceProvider Services => _app.Services;

    public string Folder => _folder.FullName;

    /// <summary>Where the first administrator's one-time password is said.</summary>
    public string AnnouncedTo => Path.Combine(_folder.FullName, "announced");

    public HttpMessageHandler Handler() => _app.GetTestServer().CreateHandler();

    public static Task<HostBench> StartAsync(params string[] settings) => StartAsync(null, settings);

    /// <param name="replace">Changes to the host's services.</param>
    public static async Task<HostBench> StartAsync(Action<IServiceCollection>? replace, params string[] settings)
    {
        var bench = new HostBench(replace, null, settings);
        return await bench.OrGoneAsync(async () =>
        {
            if (TestDatabase.IsPostgres)
            {
                await bench._database.MakeAsync("host", FillAsync);
            }
            else
            {
                await File.WriteAllBytesAsync(Path.Combine(bench._folder.FullName, "smartcard.db"), await Prepared.Value);
            }

            await bench.StartAgainAsync();
            await bench._app.StartAsync();
        });
    }

    /// <summary>A host that does not start is cleared away: its test never gets it.</summary>
    private async Task<HostBench> OrGoneAsync(Func<Task> start)
    {
        try
        {
            await start();
            return this;
        }
        catch
        {
            await ClearAwayAsync(); // without stopping it: what was never started may fail to stop, and hide why it did not start
            throw;
        }
    }

    /// <summary>A host whose installation is new: it begins with nothing but its files.</summary>
    public static async Task<HostBench> StartNewAsync(params string[] settings)
    {
        var bench = await UnstartedAsync(settings);
        return await bench.OrGoneAsync(async () =>
        {
            await bench.StartAgainAsync();
            await bench._app.StartAsync();
        });
    }

    /// <summary>A host whose installation is new, and that has done nothing yet.</summary>
    public static async Task<HostBench> UnstartedAsync(params string[] settings)
    {
        var bench = new HostBench(null, null, settings);
        if (TestDatabase.IsPostgres)
        {
            await bench._database.MakeAsync(template: null, fill: null);
        }

        return bench;
    }

    public static HostBench UnstartedBeside(HostBench other) => new(null, other._database.Location, $"--Data:Folder={other.Folder}");

    public static HostBench UnstartedOn(string connectionString, params string[] settings) =>
        new(null, null, [$"--ConnectionStrings:Smartcard={connectionString}", .. settings]);

    /// <summary>After <see cref="StartAgainAsync"/>, of one that is unstarted.</summary>
    public Task StartAsync() => _app.StartAsync();

    /// <summary>Another host of the same installation: the same database and data folder.</summary>
    public static async Task<HostBench> StartBesideAsync(HostBench other, params string[] settings)
    {
        var bench = new HostBench(
            null,
            TestDatabase.IsPostgres ? other._database.Location : null,
            [$"--Data:Folder={other.Folder}", .. settings]);
        return await bench.OrGoneAsync(async () =>
        {
            await bench.StartAgainAsync();
            await bench._app.StartAsync();
        });
    }

    /// <summary>All that is in the database, as whoever has stolen it reads it.</summary>
    public async Task<string> StolenAsync()
    {
        if (TestDatabase.IsPostgres)
        {
            return await _database.DumpAsync();
        }

        var path = Path.Combine(_folder.FullName, "smartcard.db");
        return string.Concat(await Task.WhenAll(new[] { path, path + "-wal" }.Where(File.Exists).Select(ReadSharedAsync)));

        static async Task<string> ReadSharedAsync(string path)
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file, Encoding.Latin1);
            return await reader.ReadToEndAsync();
        }
    }

    /// <summary>What a host does at each start.</summary>
    public Task StartAgainAsync() => Startup.PrepareAsync(_app.Services, CancellationToken.None);

    public Task<System.Net.WebSockets.WebSocket> WebSocketAsync(Uri address) =>
        _app.GetTestServer().CreateWebSocketClient().ConnectAsync(address, CancellationToken.None);

    public HttpClient Client() => _app.GetTestClient();

    /// <summary>How many rows there are of each kind: what a refused request must leave as it was.</summary>
    public async Task<string> CountsAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        var counts = new StringBuilder();
        foreach (var table in database.Model.GetEntityTypes().Select(t => t.GetTableName()).Distinct().Order(StringComparer.Ordinal))
        {
            var sql = "select cast(count(*) as int) as \"Value\" from " + table; // a name out of our own model
            counts.Append(table).Append('=').Append(await database.Database.SqlQueryRaw<int>(sql).SingleAsync()).Append(' ');
        }

        return counts.ToString();
    }

    private static async Task FillAsync(DatabaseLocation location)
    {
        var bench = new HostBench(null, (DatabaseLocation.PostgresServer)location);
        await bench.FillAsync();
        bench._folder.Delete(recursive: true);
    }

    private async Task FillAsync()
    {
        await using (var scope = Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<DatabasePreparation>().MigrateAsync(CancellationToken.None);
            await scope.ServiceProvider.GetRequiredService<JobStore>().PrepareAsync(CancellationToken.None);
            await scope
                .ServiceProvider.GetRequiredService<DefinitionSeed>()
                .SeedAsync(Path.Combine(Repository.Root, "workflows"), CancellationToken.None);
        }

        await _app.DisposeAsync();
    }

    private static async Task<byte[]> PrepareDatabaseAsync()
    {
        var bench = new HostBench(null, null);
        var file = Path.Combine(bench._folder.FullName, "smartcard.db");
        await bench.FillAsync();
        var database = await PreparedFile.ReadAsync(file);
        bench._folder.Delete(recursive: true);
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await ClearAwayAsync();
    }

    private async Task ClearAwayAsync()
    {
        var pool = TestDatabase.IsPostgres ? null : await SqlitePool.OfAsync(Services);
        await _app.DisposeAsync();
        if (TestDatabase.IsPostgres)
        {
            await _database.DisposeAsync();
        }

        pool?.CloseWithin(_folder); // not that of a host beside, which may still run
        _folder.Delete(recursive: true);
    }
}
