using System.Diagnostics;
using Npgsql;
using Smartcard.Storage;

namespace Smartcard.Server.Backup;

/// <summary>PostgreSQL's own programs, on the database that the host is set to.</summary>
internal sealed class PostgresTools(string connectionString)
{
    private readonly NpgsqlConnectionStringBuilder _server = new(connectionString);

    private string Database => _server.Database ?? _server.Username ?? "";

    public string DumpCommand =>
        $"pg_dump --format=custom --no-owner --no-privileges --exclude-schema=hangfire --host={_server.Host} "
        + $"--port={_server.Port} --username={_server.Username} --file=database.dump {Database}";

    public string RestoreCommand(string file) =>
        $"pg_restore --no-owner --no-privileges --exit-on-error --single-transaction --host={_server.Host} "
        + $"--port={_server.Port} --username={_server.Username} --dbname={Database} {file}";

    public static bool Has(string program) => Find(program) is not null;

    /// <summary>One consistent copy, while hosts run. The jobs' tables are left out: nothing is in them that is not made again.</summary>
    public Task DumpAsync(string file, CancellationToken cancellationToken) =>
        RunAsync(
            "pg_dump",
            ["--format=custom", "--no-owner", "--no-privileges", "--exclude-schema=hangfire", $"--file={file}"],
            cancellationToken);

    /// <summary>All of it or nothing.</summary>
    public Task RestoreAsync(string file, CancellationToken cancellationToken) =>
        RunAsync(
            "pg_restore",
            ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", $"--dbname={Database}", file],
            cancellationToken);

    /// <exception cref="SettingException">The database cannot be looked at.</exception>
    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(
                new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand(
                "SELECT NOT EXISTS (SELECT FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema'))",
                connection);
            return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
        catch (NpgsqlException failure)
        {
            throw new SettingException(Storage.DatabasePreparation.Explain(failure, connectionString));
        }
    }

    /// <summary>The password goes by the environment: arguments are seen by everybody on the machine.</summary>
    private async Task RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Find(program) ?? program, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["PGHOST"] = _server.Host;
        start.Environment["PGPORT"] = _server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        start.Environment["PGUSER"] = _server.Username;
        start.Environment["PGDATABASE"] = Database;
        start.Environment["PGSSLMODE"] = _server.SslMode.ToString() switch
        {
            "VerifyCA" => "verify-ca",
            "VerifyFull" => "verify-full",
            var mode => mode.ToLowerInvariant(),
        };
        if (_server.Password is { Length: > 0 } password)
        {
            start.Environment["PGPASSWORD"] = password;
        }

        if (_server.RootCertificate is { Length: > 0 } root)
        {
            start.Environment["PGSSLROOTCERT"] = root;
        }

        using var process = Process.Start(start) ?? throw new SettingException($"{program} could not be started.");
        var said = process.StandardError.ReadToEndAsync(cancellationToken);
        _ = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            const StringSplitOptions Whole = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
            var why = string.Join(' ', (await said).Split('\n', Whole).Take(3));
            throw new SettingException($"{program} ended with {process.ExitCode}: {why}");
        }
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => new[] { Path.Combine(folder, program), Path.Combine(folder, program + ".exe") })
            .FirstOrDefault(File.Exists);
}
