using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Smartcard.Storage;

/// <summary>Brings the database up to date, and says in one sentence what is wrong with one that cannot be used.</summary>
public sealed class DatabasePreparation(SmartcardDbContext database, DatabaseLocation location)
{
    /// <summary>Lets one host at a time prepare the database: the others wait, and then find everything done.</summary>
    /// <param name="prepare">Migrates and seeds.</param>
    /// <exception cref="StorageUnusableException">The server cannot be reached, or does not let us in.</exception>
    public async Task RunAloneAsync(Func<CancellationToken, Task> prepare, CancellationToken cancellationToken)
    {
        if (location is not DatabaseLocation.PostgresServer server)
        {
            await prepare(cancellationToken);
            return;
        }

        try
        {
            await using var held = await PostgresSetup.TakePreparingLockAsync(server.ConnectionString, cancellationToken);
            await prepare(cancellationToken);
        }
        catch (NpgsqlException failure)
        {
            throw new StorageUnusableException(PostgresSetup.Explain(failure, server.ConnectionString));
        }
    }

    /// <exception cref="StorageUnusableException">The file is not a database of this product, or the server cannot be used.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RequireKnownAsync(cancellationToken);

            // EF compares the whole model with its snapshot before it finds that there is nothing to do, which every start would wait for.
            if ((await PendingAsync(cancellationToken)).Count > 0)
            {
                database.Database.SetCommandTimeout(0); // what years have left may take minutes to move
                await database.Database.MigrateAsync(cancellationToken);
            }
        }
        catch (SqliteException failure)
        {
            throw new StorageUnusableException(
                $"The database file {database.Database.GetDbConnection().DataSource} cannot be used "
                + $"({failure.SqliteErrorCode}: {failure.Message.TrimEnd('.')}). "
                + "Restore it from a backup, or move it away to start with an empty one.");
        }
        catch (NpgsqlException failure) when (location is DatabaseLocation.PostgresServer server)
        {
            throw new StorageUnusableException(PostgresSetup.Explain(failure, server.ConnectionString));
        }
        finally
        {
            database.Database.SetCommandTimeout(null);
        }
    }

    /// <summary>
    /// Refuses a database with migrations that this program does not know: it would write what a newer one does not expect.
    /// </summary>
    /// <exception cref="StorageUnusableException">A newer version has changed the database, or one before 0.1.0 made it.</exception>
    public async Task RequireKnownAsync(CancellationToken cancellationToken)
    {
        var known = database.Database.GetMigrations().ToList();
        var applied = await database.Database.GetAppliedMigrationsAsync(cancellationToken);
        var unknown = applied.Except(known).Order(StringComparer.Ordinal).ToList();
        if (unknown.Count == 0)
        {
            return;
        }

        // Names begin with the time when they were made.
        throw new StorageUnusableException(
            string.CompareOrdinal(unknown[^1], known[^1]) > 0
                ? "A newer version of this program has changed the database: this version does not know "
                    + $"{string.Join(", ", unknown)}. Install the newer version, or restore the backup that you made before "
                    + "you installed it. Nothing was changed."
                : $"A different version of this program made the database: this version does not know its step {unknown[0]}. "
                    + "Use the version that made it. If that was a version before 0.1.0, start with an empty database. "
                    + "Nothing was changed.");
    }

    /// <summary>Names of the migrations that the database does not have yet, in their order.</summary>
    public async Task<IReadOnlyList<string>> PendingAsync(CancellationToken cancellationToken) =>
        [.. await database.Database.GetPendingMigrationsAsync(cancellationToken)];

    /// <summary>What is wrong with the server, in one sentence and without the password.</summary>
    public static string Explain(NpgsqlException failure, string connectionString) => PostgresSetup.Explain(failure, connectionString);
}
