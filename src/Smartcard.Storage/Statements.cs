using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Smartcard.Storage;

/// <summary>Runs statements on a context's connection, within its transaction where there is one.</summary>
internal static class Statements
{
    /// <returns>What <paramref name="read"/> makes of the first row; the default when there is none.</returns>
    public static async Task<TResult?> ReadOneAsync<TResult>(
        this SmartcardDbContext database,
        Statement statement,
        Func<DbDataReader, TResult> read,
        CancellationToken cancellationToken)
    {
        // counted, so that it is closed again only where it was not open before
        await database.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            return database is PostgresDbContext
                ? await ReadOnPostgresAsync(database, statement, read, cancellationToken)
                : await ReadOnSqliteAsync(database, statement, read, cancellationToken);
        }
        finally
        {
            await database.Database.CloseConnectionAsync();
        }
    }

    /// <summary>On PostgreSQL, in one round trip; what is pending of the turn's locks comes first.</summary>
    /// <exception cref="DbUpdateException">The database refuses one of them.</exception>
    public static async Task WriteOnPostgresAsync(
        this SmartcardDbContext database,
        IEnumerable<Statement> statements,
        CancellationToken cancellationToken)
    {
        await using var batch = BatchOf(database, database.Locks.Take().Concat(statements));
        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException failure) when (!failure.IsTransient)
        {
            throw failure.SqlState == PostgresErrorCodes.DivisionByZero
                ? new DbUpdateConcurrencyException("Somebody else has changed or removed this.", failure)
                : new DbUpdateException("The database refused what a turn tried to write.", failure);
        }
    }

    /// <summary>On SQLite, where nothing travels.</summary>
    /// <exception cref="DbUpdateException">The database refuses it.</exception>
    public static async Task WriteOnSqliteAsync(this SmartcardDbContext database, Statement statement, CancellationToken cancellationToken)
    {
        await using var command = CommandOf(database, statement);
        int changed;
        try
        {
            changed = await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (DbException failure) when (!DatabaseFaults.ArePassing(failure))
        {
            throw new DbUpdateException("The database refused what a turn tried to write.", failure);
        }

        if (statement.ChangesOne && changed != 1)
        {
            throw new DbUpdateConcurrencyException("Somebody else has changed or removed this.");
        }
    }

    private static async Task<TResult?> ReadOnPostgresAsync<TResult>(
        SmartcardDbContext database,
        Statement statement,
        Func<DbDataReader, TResult> read,
        CancellationToken cancellationToken)
    {
        var locks = database.Locks.Take();
        await using var batch = BatchOf(database, locks.Append(statement));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        for (var before = locks.Count; before > 0; before--)
        {
            await reader.NextResultAsync(cancellationToken);
        }

        return await reader.ReadAsync(cancellationToken) ? read(reader) : default;
    }

    private static async Task<TResult?> ReadOnSqliteAsync<TResult>(
        SmartcardDbContext database,
        Statement statement,
        Func<DbDataReader, TResult> read,
        CancellationToken cancellationToken)
    {
        await using var command = CommandOf(database, statement);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? read(reader) : default;
    }

    private static NpgsqlBatch BatchOf(SmartcardDbContext database, IEnumerable<Statement> statements)
    {
        var batch = new NpgsqlBatch(
            (NpgsqlConnection)database.Database.GetDbConnection(),
            (NpgsqlTransaction?)database.Database.CurrentTransaction?.GetDbTransaction());
        foreach (var statement in statements)
        {
            batch.BatchCommands.Add(statement.ForPostgres());
        }

        return batch;
    }

    private static DbCommand CommandOf(SmartcardDbContext database, Statement statement)
    {
        var command = database.Database.GetDbConnection().CreateCommand();
        command.Transaction = database.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = statement.Sql;
        for (var number = 0; number < statement.Values.Length; number++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"${number + 1}";
            parameter.DbType = statement.Values[number].Type;
            parameter.Value = statement.Values[number].Value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
