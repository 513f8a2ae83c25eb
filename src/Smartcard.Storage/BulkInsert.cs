using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Smartcard.Storage;

/// <summary>
/// Adds very many rows in the transaction that a context is in: on PostgreSQL by binary COPY, which is ten times as fast as EF; on SQLite
/// by EF.
/// </summary>
public static class BulkInsert
{
    /// <summary>None of them is tracked afterwards, nor anything else.</summary>
    /// <exception cref="DbUpdateException">The database has such a row already.</exception>
    public static async Task BulkInsertAsync<TEntity>(
        this SmartcardDbContext database, IReadOnlyList<TEntity> rows, CancellationToken cancellationToken)
        where TEntity : class
    {
        if (rows.Count == 0)
        {
            return;
        }

        if (database is PostgresDbContext)
        {
            await CopyAsync(database, rows, cancellationToken);
            return;
        }

        database.AddRange(rows);
        await database.SaveChangesAsync(cancellationToken);
        database.ChangeTracker.Clear();
    }

    private static async Task CopyAsync<TEntity>(
        SmartcardDbContext database, IReadOnlyList<TEntity> rows, CancellationToken cancellationToken)
        where TEntity : class
    {
        var type = database.Model.FindEntityType(typeof(TEntity))!;
        var columns = type.GetProperties().Where(p => p.GetBeforeSaveBehavior() != PropertySaveBehavior.Ignore).Select(Copied).ToArray();
        var names = string.Join(", ", columns.Select(c => $"\"{c.Name}\""));
        try
        {
            await using var copy = await ((NpgsqlConnection)database.Database.GetDbConnection()).BeginBinaryImportAsync(
                $"COPY \"{type.GetTableName()}\" ({names}) FROM STDIN (FORMAT BINARY)", cancellationToken);
            foreach (var row in rows)
            {
                await copy.StartRowAsync(cancellationToken);
                foreach (var column in columns)
                {
                    if (column.Of(row) is { } value)
                    {
                        await copy.WriteAsync(value, column.Type, cancellationToken);
                    }
                    else
                    {
                        await copy.WriteNullAsync(cancellationToken);
                    }
                }
            }

            await copy.CompleteAsync(cancellationToken);
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new DbUpdateException("The database has one of these rows already.", failure);
        }
    }

    private static Column Copied(IProperty property)
    {
        var convert = property.GetTypeMapping().Converter?.ConvertToProvider;
        var get = property.GetGetter();
        var type = property.GetColumnType();
        return new Column(
            property.GetColumnName(),
            type.Split('(')[0],
            row => get.GetClrValue(row) is { } value ? convert is null ? value : convert(value) : null);
    }

    private sealed record Column(string Name, string Type, Func<object, object?> Of);
}
