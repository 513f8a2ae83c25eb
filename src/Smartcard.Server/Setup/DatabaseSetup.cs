using Smartcard.Storage;

namespace Smartcard.Server.Setup;

/// <summary>Settings of the database; configuration section <c>Database</c>.</summary>
internal sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>The connection string that makes the host run on PostgreSQL; without it, on a file in the data folder.</summary>
    public const string ConnectionStringName = "Smartcard";

    /// <summary>
    /// Whether a start brings the database up to date; <c>false</c>: the host is run with <c>--migrate</c> before, and
    /// a start only checks. Default true.
    /// </summary>
    public bool MigrateAtStart { get; set; } = true;
}

internal static class DatabaseSetup
{
    /// <summary>An argument: brings the database up to date, says so, and ends.</summary>
    public const string Migrate = "--migrate";

    /// <exception cref="SettingException">The connection string cannot be read.</exception>
    public static DatabaseLocation LocationOf(IConfiguration configuration, DataFolder data)
    {
        if (configuration.GetConnectionString(DatabaseOptions.ConnectionStringName) is not { Length: > 0 } text)
        {
            return new DatabaseLocation.SqliteFile(data.Database);
        }

        return DatabaseLocation.PostgresServer.Parse(text)
            ?? throw new SettingException(
                $"ConnectionStrings:{DatabaseOptions.ConnectionStringName} is not a PostgreSQL connection string. "
                + "It does not name a host, or it has a key or value that PostgreSQL does not know. "
                + "Write it like Host=db;Database=smartcard;Username=smartcard;Password=… Put a password with a semicolon in quotes.");
    }

    /// <summary>
    /// Brings the database up to date where the installation wants that at a start, and otherwise refuses one that is
    /// not.
    /// </summary>
    /// <exception cref="SettingException">Migrations are missing, and a start does not apply them.</exception>
    public static async Task MigrateOrCheckAsync(
        this DatabasePreparation database,
        DatabaseOptions options,
        CancellationToken cancellationToken)
    {
        if (options.MigrateAtStart)
        {
            await database.MigrateAsync(cancellationToken);
            return;
        }

        await database.RequireKnownAsync(cancellationToken);
        if (await database.PendingAsync(cancellationToken) is { Count: > 0 } pending)
        {
            throw new SettingException(
                $"the database is not up to date. {pending.Count} migration(s) are missing, the last is "
                + $"{pending[^1]}. Run the host once with {Migrate}, or set Database:MigrateAtStart to true.");
        }
    }
}
