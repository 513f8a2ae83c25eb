using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Smartcard.Storage;

/// <summary>What is PostgreSQL's own: its locks, its notes between hosts, and its faults in words.</summary>
internal static class PostgresSetup
{
    /// <summary>On which hosts tell each other what they have committed.</summary>
    public const string Channel = "smartcard_commits";

    private const int Preparing = 1;

    /// <summary>Of each connection, once: a turn does not pay for them.</summary>
    /// <remarks>
    /// A turn does nothing slow within its transaction: a host that is frozen or cut off in the middle of one is ended
    /// by the server after 15 seconds, so that the others go on. And a plan made while few chats waited must not read
    /// all of them later: where there is an index it is used, and what has none is not compiled for being dear.
    /// </remarks>
    private const string Settings = "SET idle_in_transaction_session_timeout = 15000; SET enable_seqscan = off; SET jit = off";

    public static DbContextOptionsBuilder UseSmartcardPostgres(
        this DbContextOptionsBuilder options,
        string connectionString) =>
        options
            .UseNpgsql(
                connectionString,
                static npgsql =>
                    npgsql.ConfigureDataSource(static source =>
                        source.UsePhysicalConnectionInitializer(Settle, SettleAsync)))
            .UseSnakeCaseNamingConvention()
            .AddInterceptors(LocksFirst.Instance);

    /// <summary>Delivered to all hosts that listen when the transaction commits, and to none when it does not.</summary>
    public static Statement Notify(string payload) => new($"SELECT pg_notify('{Channel}', $1)", payload);

    /// <summary>Lets one host at a time bring the database up to date and seed it.</summary>
    /// <returns>To be disposed when that is done. The lock also ends with its host.</returns>
    /// <exception cref="NpgsqlException">The server cannot be reached, or refuses.</exception>
    public static async Task<IAsyncDisposable> TakePreparingLockAsync(string connectionString, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT pg_advisory_lock($1, $2)", connection)
            {
                Parameters = { new() { Value = TurnLocks.Product }, new() { Value = Preparing } },
                CommandTimeout = 0, // another host may be migrating for as long as it takes
            };
            await command.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static void Settle(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(Settings, connection);
        command.ExecuteNonQuery();
    }

    private static async Task SettleAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Settings, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>One sentence for the person who starts the host, without the password.</summary>
    public static string Explain(NpgsqlException failure, string connectionString)
    {
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        var where = $"{server.Host}:{server.Port}, database {server.Database ?? server.Username}";
        return failure switch
        {
            PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
                $"PostgreSQL at {where} refused the user {server.Username}. Put the right user and password into "
                + "ConnectionStrings:Smartcard.",
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
                $"PostgreSQL at {where} does not have this database. Make it with: createdb -O {server.Username} "
                + $"{server.Database ?? server.Username}",
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refused =>
                $"PostgreSQL at {where}: the user {server.Username} does not have the rights it needs "
                + $"({refused.MessageText}). Let it own the database, or run the host once with --migrate as a user who does.",
            PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable } =>
                $"PostgreSQL at {where}: something else is using the tables that this version has to change, perhaps a host of the version "
                + "before. Stop all hosts, then start this one again.",
            PostgresException refused => $"PostgreSQL at {where} answers {refused.SqlState}: {refused.MessageText}.",
            _ =>
                $"PostgreSQL at {where} cannot be reached ({(failure.InnerException ?? failure).Message}). Start it, "
                + "or put another server into ConnectionStrings:Smartcard, for example "
                + "Host=db;Database=smartcard;Username=smartcard;Password=…",
        };
    }
}
