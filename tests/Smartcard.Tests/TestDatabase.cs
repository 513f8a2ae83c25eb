using Npgsql;
using Smartcard.Storage;

namespace Smartcard.Tests;

/// <summary>
/// Databases on the PostgreSQL server that <c>SMARTCARD_TEST_POSTGRES</c> names, one for each test; without it, tests
/// run on SQLite.
/// </summary>
/// <remarks><c>./test</c> starts such a server and runs all tests that use a database once more on it.</remarks>
internal sealed class TestDatabase : IAsyncDisposable
{
    private static readonly string? Server = Environment.GetEnvironmentVariable("SMARTCARD_TEST_POSTGRES");
    private static readonly SemaphoreSlim One = new(1, 1);
    private static readonly Dictionary<string, string> Templates = [];

    private readonly string _name = $"t_{Guid.CreateVersion7():N}";

    private TestDatabase()
    {
    }

    public static bool IsPostgres => Server is { Length: > 0 };

    public DatabaseLocation.PostgresServer Location => LocationOf(_name);

    /// <summary>A name for a database that is made by <see cref="MakeAsync"/>.</summary>
    public static TestDatabase Named() => new();

    /// <param name="template">What it begins as; null = empty.</param>
    /// <param name="fill">Fills the template, the first time that it is asked for in this process.</param>
    public async Task MakeAsync(string? template, Func<DatabaseLocation, Task>? fill)
    {
        var source = template is null ? "template0" : await TemplateAsync(template, fill!);
        await DoAsync($"CREATE DATABASE {_name} TEMPLATE {source} STRATEGY FILE_COPY"); // page by page through its log costs twice as much
    }

    public async ValueTask DisposeAsync() => await DoAsync($"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");

    /// <summary>Every row of every table as text.</summary>
    public async Task<string> DumpAsync()
    {
        await using var connection = new NpgsqlConnection(Location.ConnectionString);
        await connection.OpenAsync();
        var tables = await ReadAsync(
            connection,
            "SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) FROM information_schema.tables WHERE "
            + "table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')");
        var dump = new System.Text.StringBuilder();
        foreach (var table in tables)
        {
            dump.AppendJoin('\n', await ReadAsync(connection, $"SELECT t::text FROM {table} t"));
        }

        return dump.ToString();
    }

    private static async Task<List<string>> ReadAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    private static async Task<string> TemplateAsync(string template, Func<DatabaseLocation, Task> fill)
    {
        await One.WaitAsync();
        try
        {
            if (!Templates.TryGetValue(template, out var name))
            {
                name = $"{template}_{Environment.ProcessId}_{Guid.CreateVersion7():N}";
                await DoAsync($"CREATE DATABASE {name} TEMPLATE template0");
                var location = LocationOf(name);
                await fill(location);
                // Nobody may be connected to a template that is copied, and pools hold on to their connections.
                await DoAsync($"ALTER DATABASE {name} ALLOW_CONNECTIONS false");
                await DoAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
                Templates.Add(template, name);
            }

            return name;
        }
        finally
        {
            One.Release();
        }
    }

    private static DatabaseLocation.PostgresServer LocationOf(string database) =>
        !IsPostgres
            ? throw new InvalidOperationException(
                "This test needs PostgreSQL: ./test starts one, or set SMARTCARD_TEST_POSTGRES to the connection string of a superuser.")
            : new(
                new NpgsqlConnectionStringBuilder(Server)
                {
                    Database = database,
                    MaxPoolSize = 20,
                    ConnectionIdleLifetime = 10,
                    ConnectionPruningInterval = 5,
                }.ToString());

    private static async Task DoAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}
