using Microsoft.Data.Sqlite;

namespace Smartcard.Benchmarks.Engine;

/// <summary>The limit on SQLite: one transaction a turn, without an engine, each commit on the disk.</summary>
internal sealed class SqliteLimit(string connectionString) : IWorkload
{
    private static readonly string State = new('s', 4096);
    private static readonly string Note = new('n', 200);

    public string Name => "limit";

    public static SqliteLimit Start(string file)
    {
        var limit = new SqliteLimit(new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 30 }.ToString());
        using var connection = limit.Open();
        Do(connection, null, """
            CREATE TABLE limit_instances (id text PRIMARY KEY, state text NOT NULL, turn int NOT NULL);
            CREATE TABLE limit_bookmarks (key text PRIMARY KEY, instance_id text NOT NULL);
            CREATE TABLE limit_notes (instance_id text, turn int, note text NOT NULL, PRIMARY KEY (instance_id, turn))
            """);
        return limit;
    }

    public async Task RunOneAsync(Func<Func<Task>, Task> timed)
    {
        var id = Guid.CreateVersion7().ToString("N");
        for (var turn = 0; turn <= 3; turn++)
        {
            var now = turn;
            await timed(() =>
            {
                Turn(id, now);
                return Task.CompletedTask;
            });
        }
    }

    private void Turn(string id, int turn)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction();
        if (turn == 0)
        {
            Do(connection, transaction, "INSERT INTO limit_instances VALUES ($id, $state, 0)", ("$id", id), ("$state", State));
            Do(connection, transaction, "INSERT INTO limit_bookmarks VALUES ($id, $id)", ("$id", id));
        }
        else
        {
            using (var read = connection.CreateCommand())
            {
                read.Transaction = transaction;
                read.CommandText = "SELECT i.state FROM limit_bookmarks b JOIN limit_instances i ON i.id = b.instance_id WHERE b.key = $id";
                read.Parameters.AddWithValue("$id", id);
                _ = (string)read.ExecuteScalar()!;
            }

            Do(
                connection,
                transaction,
                "UPDATE limit_instances SET state = $state, turn = $turn WHERE id = $id",
                ("$id", id),
                ("$state", State),
                ("$turn", turn));
        }

        Do(connection, transaction, "INSERT INTO limit_notes VALUES ($id, $turn, $note)", ("$id", id), ("$turn", turn), ("$note", Note));
        transaction.Commit();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        Do(connection, null, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
        return connection;
    }

    private static void Do(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        string sql,
        params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        command.ExecuteNonQuery();
    }
}
