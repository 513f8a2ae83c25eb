using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Smartcard.Tests.Postgres;

/// <summary>How PostgreSQL would answer what was asked of one database since this was made.</summary>
internal sealed class QueryPlans(string connectionString) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private readonly string _database = new NpgsqlConnectionStringBuilder(connectionString).Database!;
    private readonly ConcurrentQueue<(string Sql, NpgsqlParameter[] Parameters)> _asked = [];

    /// <summary>The plans of what the action asked that names the table.</summary>
    public static async Task<string> OfAsync(string connectionString, string table, Func<Task> action, CancellationToken cancellationToken)
    {
        var plans = new QueryPlans(connectionString);
        using (DiagnosticListener.AllListeners.Subscribe(plans))
        {
            await action();
        }

        return string.Join('\n', await plans.ExplainAsync(table, cancellationToken));
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
        {
            value.Subscribe(this, name => name == RelationalEventId.CommandExecuting.Name);
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is CommandEventData { Command: NpgsqlCommand command } && command.Connection!.Database == _database)
        {
            _asked.Enqueue((command.CommandText, [.. command.Parameters.Select(p => p.Clone())]));
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private async Task<List<string>> ExplainAsync(string table, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using (var settings = new NpgsqlCommand("SET enable_seqscan = off", connection)) // as the product's sessions have it
        {
            await settings.ExecuteNonQueryAsync(cancellationToken);
        }

        var lines = new List<string>();
        foreach (var (sql, parameters) in _asked.Where(a => a.Sql.Contains($"FROM {table}", StringComparison.Ordinal)))
        {
            await using var explain = new NpgsqlCommand("EXPLAIN " + sql, connection);
            explain.Parameters.AddRange(parameters);
            await using var reader = await explain.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                lines.Add(reader.GetString(0));
            }
        }

        return lines;
    }
}
