using System.Diagnostics;
using Npgsql;

namespace Smartcard.SystemTests.Host;

/// <summary>
/// A PostgreSQL server of a test's own, in a folder and on a port of its own, which can be stopped and started. It
/// commits to the disk, as one for production does.
/// </summary>
internal sealed class PostgresProcess : IAsyncDisposable
{
    private readonly string _bin;
    private readonly string _folder;
    private readonly int _port;

    private PostgresProcess(string bin, string folder, int port) => (_bin, _folder, _port) = (bin, folder, port);

    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=smartcard;Database=postgres";

    /// <summary>Where its programs are; null when PostgreSQL is not installed.</summary>
    public static string? Programs =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory
                .GetDirectories("/usr/lib/postgresql")
                .Order(StringComparer.Ordinal)
                .Select(d => Path.Combine(d, "bin"))
                .LastOrDefault(b => File.Exists(Path.Combine(b, "initdb")))
            : null;

    public static async Task<PostgresProcess> StartNewAsync(string programs)
    {
        var server = new PostgresProcess(
            programs,
            Directory.CreateTempSubdirectory("smartcard-postgres-").FullName,
            SmartcardHost.FreePort());
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", "postgres", server._folder); // PostgreSQL refuses root
        }

        await server.AsServerAsync(
            "initdb",
            "-D",
            server.Data,
            "-U",
            "smartcard",
            "-A",
            "trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C.UTF-8");
        await server.StartAsync();
        return server;
    }

    public Task StartAsync() =>
        AsServerAsync(
            "pg_ctl",
            "-D",
            Data,
            "-w",
            "-t",
            "60",
            "-l",
            Path.Combine(_folder, "server.log"),
            "-o",
            $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder} -c max_connections=200",
            "start");

    /// <param name="mode">
    /// <c>fast</c> rolls back what is under way and closes properly; <c>immediate</c> is what a power cut leaves.
    /// </param>
    public Task StopAsync(string mode) => AsServerAsync("pg_ctl", "-D", Data, "-m", mode, "-w", "stop");

    public async Task<object?> RunSqlAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false;Timeout=5");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync("immediate");
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    private Task AsServerAsync(string program, params string[] arguments) => Environment.UserName == "root"
        ? RunAsync("runuser", ["-u", "postgres", "--", Path.Combine(_bin, program), .. arguments])
        : RunAsync(Path.Combine(_bin, program), arguments);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // Nothing is redirected into pipes: the server would inherit them, and they would never end.
        using var process = Process.Start(
            new ProcessStartInfo("sh", ["-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", program, .. arguments])
            {
                WorkingDirectory = "/",
            })!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
