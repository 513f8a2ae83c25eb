using Npgsql;

namespace Smartcard.Benchmarks.Engine;

/// <summary>
/// The limit on PostgreSQL: one transaction and two round trips a turn, without an engine: lock and read, then write
/// and commit.
/// </summary>
internal sealed class PostgresLimit(NpgsqlDataSource source) : IWorkload
{
    private static readonly string State = new('s', 4096);
    private static readonly string Note = new('n', 200);

    public string Name => "limit";

    public static async Task<PostgresLimit> StartAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("""
            CREATE TABLE IF NOT EXISTS limit_instances (id uuid PRIMARY KEY, state text NOT NULL, turn int NOT NULL);
            CREATE TABLE IF NOT EXISTS limit_bookmarks (key text PRIMARY KEY, instance_id uuid NOT NULL);
            CREATE TABLE IF NOT EXISTS limit_notes (instance_id uuid, turn int, note text NOT NULL, PRIMARY KEY (instance_id, turn))
            """);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return new PostgresLimit(source);
    }

    public async Task RunOneAsync(Func<Func<Task>, Task> timed)
    {
        var id = Guid.CreateVersion7();
        var key = id.ToString("N");
        await timed(() => StartAsync(id, key));
        for (var turn = 1; turn <= 3; turn++)
        {
            var now = turn;
            await timed(() => TurnAsync(key, now));
        }
    }

    private async Task StartAsync(Guid id, string key)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("INSERT INTO limit_instances VALUES ($1, $2, 0)") { Parameters = { new() { Value = id }, new() { Value = State } } },
                new("INSERT INTO limit_bookmarks VALUES ($1, $2)") { Parameters = { new() { Value = key }, new() { Value = id } } },
                new("INSERT INTO limit_notes VALUES ($1, 0, $2)") { Parameters = { new() { Value = id }, new() { Value = Note } } },
            },
        };
        await batch.ExecuteNonQueryAsync();
    }

    private async Task TurnAsync(string key, int turn)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        Guid id;
        await using (
            var read = new NpgsqlCommand(
                "SELECT i.id, i.state, i.turn FROM limit_bookmarks b JOIN limit_instances i ON i.id = b.instance_id "
                + "WHERE b.key = $1 FOR UPDATE",
                connection,
                transaction)
            {
                Parameters = { new() { Value = key } },
            })
        await using (var reader = await read.ExecuteReaderAsync())
        {
            await reader.ReadAsync();
            id = reader.GetGuid(0);
            _ = reader.GetString(1);
        }

        // The last of the batch commits: a transaction of two round trips.
        await using var write = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                new("UPDATE limit_instances SET state = $2, turn = $3 WHERE id = $1")
                {
                    Parameters =
                    {
                        new() { Value = id },
                        new() { Value = State },
                        new() { Value = turn },
                    },
                },
                new("INSERT INTO limit_notes VALUES ($1, $2, $3)")
                {
                    Parameters =
                    {
                        new() { Value = id },
                        new() { Value = turn },
                        new() { Value = Note },
                    },
                },
                new("COMMIT"),
            },
        };
        await write.ExecuteNonQueryAsync();
    }
}
