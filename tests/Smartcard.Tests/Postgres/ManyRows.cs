using System.Globalization;
using Npgsql;

namespace Smartcard.Tests.Postgres;

/// <summary>Makes of the rows that a few journeys left as many as years of them would leave: copies with ids of their own.</summary>
internal sealed class ManyRows(string connectionString)
{
    /// <summary>A connection hands in its figures at the latest when it ends.</summary>
    private const string HandIn =
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

    /// <summary>
    /// How many of each kind, from <c>SMARTCARD_TEST_ROWS</c>: 20,000 unless told, which is enough for a plan to go
    /// wrong; 1,000,000 takes minutes.
    /// </summary>
    public static int Wanted { get; } =
        int.Parse(Environment.GetEnvironmentVariable("SMARTCARD_TEST_ROWS") ?? "20000", CultureInfo.InvariantCulture);

    private static readonly string[] Tables =
    [
        "audit",
        "card_tasks",
        "cards",
        "email_codes",
        "evidence",
        "helper_sessions",
        "journeys",
        "outgoing_mail",
        "pairings",
        "registrations",
        "staff",
        "staff_words",
        "workflow_bookmarks",
        "workflow_instances",
        "workflow_turns",
    ];

    /// <summary>When the copies began: ten days before what they are copies of. The figures of that hour are counted.</summary>
    private static readonly string[] Beginnings = ["journeys.started_at", "outgoing_mail.created_at"];

    private const string TenDays = "8640000000000";

    private const string Counted = """
        INSERT INTO counted_hours (hour, counted_at, is_final)
        SELECT DISTINCT at - at % 36000000000, at, true
        FROM (SELECT min(started_at) AS at FROM journeys UNION SELECT min(created_at) FROM outgoing_mail) t
        """;

    public async Task FillAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        foreach (var table in Tables)
        {
            await DoAsync(connection, await CopyOfAsync(connection, table, cancellationToken), cancellationToken);
        }

        await DoAsync(connection, Counted, cancellationToken);
        await DoAsync(connection, "VACUUM ANALYZE", cancellationToken);
        await DoAsync(connection, "SELECT pg_stat_reset()", cancellationToken);
    }

    /// <summary>Tables that were read from end to end, themselves or by an index, with how many rows that were.</summary>
    public async Task<IReadOnlyList<string>> ReadFromEndToEndAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await DoAsync(connection, HandIn, cancellationToken);
        await using var command = new NpgsqlCommand("""
            SELECT relname || ': ' || n FROM (
                SELECT relname, seq_tup_read AS n FROM pg_stat_user_tables
                UNION ALL SELECT relname, idx_tup_read FROM pg_stat_user_indexes) r
            WHERE n >= 1000 ORDER BY 1
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tables = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }

    private static async Task<string> CopyOfAsync(NpgsqlConnection connection, string table, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT c.column_name, c.data_type, c.character_maximum_length,
                   EXISTS (SELECT 1 FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
                           WHERE i.indrelid = ($1)::regclass AND i.indisunique AND a.attname = c.column_name)
            FROM information_schema.columns c
            WHERE c.table_schema = 'public' AND c.table_name = $1 AND c.is_generated = 'NEVER' ORDER BY c.ordinal_position
            """,
            connection)
        { Parameters = { new() { Value = table } } };
        var (names, values) = (new List<string>(), new List<string>());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (name, type, length, isUnique) = (
                $"\"{reader.GetString(0)}\"",
                reader.GetString(1),
                await reader.IsDBNullAsync(2, cancellationToken) ? 64 : reader.GetInt32(2),
                reader.GetBoolean(3));
            names.Add(name);
            values.Add((type, isUnique) switch
            {
                _ when Beginnings.Contains($"{table}.{reader.GetString(0)}") => $"t.{name} - {TenDays}",
                ("uuid", _) => $"CASE WHEN t.{name} IS NULL THEN NULL ELSE gen_random_uuid() END",
                ("character varying" or "text", true) => $"left(replace(gen_random_uuid()::text, '-', ''), {length})",
                ("bytea", true) => "sha256(gen_random_uuid()::text::bytea)",
                ("bigint", true) => "-row_number() OVER ()",
                _ => $"t.{name}",
            });
        }

        return $"INSERT INTO {table} ({string.Join(", ", names)}) SELECT {string.Join(", ", values)} FROM {table} t, "
            + $"generate_series(1, 1 + {Wanted} / (SELECT count(*) FROM {table}))";
    }

    private static async Task DoAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 1200 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
