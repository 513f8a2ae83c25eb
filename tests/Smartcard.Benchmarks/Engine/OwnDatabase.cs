using Npgsql;

namespace Smartcard.Benchmarks.Engine;

/// <summary>A database for one run alone, dropped afterwards.</summary>
internal sealed class OwnDatabase : IAsyncDisposable
{
    private readonly string _server;
    private readonly string _name;

    private OwnDatabase(string server, string name) => (_server, _name) = (server, name);

    public string Name => _name;

    public string ConnectionString => new NpgsqlConnectionStringBuilder(_server) { Database = _name, MaxPoolSize = 64 }.ToString();

    public static async Task<OwnDatabase> MakeAsync(string server, CancellationToken cancellationToken)
    {
        var own = new OwnDatabase(server, $"smartcard_benchmark_{Guid.CreateVersion7():N}");
        await using var source = NpgsqlDataSource.Create(server);
        await using var command = source.CreateCommand($"CREATE DATABASE {own._name}");
        await command.ExecuteNonQueryAsync(cancellationToken);
        return own;
    }

    /// <summary>One that is there already.</summary>
    public static OwnDatabase Of(string server, string name) => new(server, name);

    public async Task<DatabaseCounters> CountersAsync(CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(_server);
        await using var command = source.CreateCommand(
            $"SELECT pg_stat_clear_snapshot(), xact_commit, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint FROM "
            + $"pg_stat_database WHERE datname = '{_name}'");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new DatabaseCounters(reader.GetInt64(1), reader.GetInt64(2) / 1024.0);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await using var source = NpgsqlDataSource.Create(_server);
        await using var command = source.CreateCommand($"DROP DATABASE {_name} WITH (FORCE)");
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>What the server counted, which includes little of others.</summary>
internal readonly record struct DatabaseCounters(double Commits, double WalKilobytes)
{
    public DatabaseCounters Since(DatabaseCounters before) => new(Commits - before.Commits, WalKilobytes - before.WalKilobytes);

    public DatabaseCounters For(double workflows) => new(Commits / workflows, WalKilobytes / workflows);
}
