using System.Text.RegularExpressions;
using Hangfire;
using Hangfire.InMemory;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Npgsql;
using Smartcard.Server.Setup;
using Smartcard.Storage;

namespace Smartcard.Server.Jobs;

/// <summary>
/// Where Hangfire keeps its jobs: on PostgreSQL in a schema of its own, which all hosts share; otherwise in this
/// process.
/// </summary>
/// <remarks>
/// Nothing but jobs is in there, and every job is made again from what our own tables say: all of it may be lost at any
/// time.
/// </remarks>
internal sealed partial class JobStore(DatabaseLocation location)
{
    public const string Schema = "hangfire";

    /// <summary>So long a job that is done is shown.</summary>
    private static readonly TimeSpan ShownFor = TimeSpan.FromHours(6);

    /// <summary>Hangfire's own default is 15 seconds, and a code lives 15 minutes.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>After so long a job of a host that was killed is run by another: longer than any job of ours takes.</summary>
    private static readonly TimeSpan Killed = TimeSpan.FromMinutes(10);

    /// <summary>The number of Hangfire's newest change to its tables that this program knows.</summary>
    private static readonly int Newest = typeof(PostgreSqlStorage)
        .Assembly.GetManifestResourceNames()
        .Select(name => InstallScript().Match(name))
        .Where(m => m.Success)
        .Max(m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));

    private NpgsqlConnectionStringBuilder? Server => location is DatabaseLocation.PostgresServer server
        ? new NpgsqlConnectionStringBuilder(server.ConnectionString) { ApplicationName = "Smartcard jobs", Enlist = false }
        : null;

    /// <summary>Opens no connection: the host may start before there are tables, and outlive them.</summary>
    public JobStorage Open()
    {
        if (Server is not { } server)
        {
            return new InMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = ShownFor }) { JobExpirationTimeout = ShownFor };
        }

        var options = new PostgreSqlStorageOptions
        {
            SchemaName = Schema,
            PrepareSchemaIfNecessary = false, // see PrepareAsync: one host at a time, and a start may not be allowed to
            QueuePollInterval = Poll,
            InvisibilityTimeout = Killed,
        };
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(server.ToString(), options), options) { JobExpirationTimeout = ShownFor };
    }

    /// <summary>By the clock that Hangfire writes by: the server's on PostgreSQL, and this machine's otherwise. UTC.</summary>
    public DateTime Now()
    {
        if (Server is not { } server)
        {
            return TimeProvider.System.GetUtcNow().UtcDateTime;
        }

        using var connection = new NpgsqlConnection(server.ToString());
        connection.Open();
        using var clock = new NpgsqlCommand("SELECT now() AT TIME ZONE 'UTC'", connection);
        return (DateTime)clock.ExecuteScalar()!;
    }

    /// <summary>
    /// Makes the tables, or brings them up to date. One host at a time: within
    /// <see cref="DatabasePreparation.RunAloneAsync"/>.
    /// </summary>
    /// <exception cref="SettingException">They are still not there; the sentence says why.</exception>
    /// <exception cref="NpgsqlException">The server cannot be reached, or refuses.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (Server is not { } server || await VersionAsync(server, cancellationToken) >= Newest)
        {
            return;
        }

        // As for a migration of ours: what a busy server takes minutes for is not a failure.
        var patient = new NpgsqlConnectionStringBuilder(server.ToString()) { Pooling = false, CommandTimeout = 0 };
        await using (var connection = new NpgsqlConnection(patient.ToString()))
        {
            await connection.OpenAsync(cancellationToken);
            await using (var schema = new NpgsqlCommand($"CREATE SCHEMA IF NOT EXISTS {Schema}", connection))
            {
                await schema.ExecuteNonQueryAsync(cancellationToken); // Hangfire only logs a refusal: here it is told
            }

            PostgreSqlObjectsInstaller.Install(connection, Schema);
        }

        if (await VersionAsync(server, cancellationToken) is var made && made < Newest)
        {
            throw new SettingException(
                $"the tables of the jobs, in the schema {Schema}, could not be made (they are at {made} of {Newest}). "
                + $"Run the host once with {DatabaseSetup.Migrate} as a user who may make tables there.");
        }
    }

    /// <exception cref="SettingException">The tables are missing or too old.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (Server is { } server && await VersionAsync(server, cancellationToken) is var found && found < Newest)
        {
            throw new SettingException(
                $"the tables of the jobs, in the schema {Schema}, are {(found == 0 ? "missing" : "not up to date")}. "
                + $"Run the host once with {DatabaseSetup.Migrate}, or set Database:MigrateAtStart to true.");
        }
    }

    public Task PrepareOrCheckAsync(DatabaseOptions options, CancellationToken cancellationToken) =>
        options.MigrateAtStart ? PrepareAsync(cancellationToken) : CheckAsync(cancellationToken);

    /// <summary>Whether this failed because there are no tables.</summary>
    public static bool IsForLackOfTables(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName })
            {
                return true;
            }
        }

        return false;
    }

    /// <returns>0 when there are no tables.</returns>
    private static async Task<int> VersionAsync(NpgsqlConnectionStringBuilder server, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(server.ToString()) { Pooling = false }.ToString());
        await connection.OpenAsync(cancellationToken);
        try
        {
            await using var command = new NpgsqlCommand($"SELECT max(version)::int FROM {Schema}.schema", connection);
            return await command.ExecuteScalarAsync(cancellationToken) as int? ?? 0;
        }
        catch (PostgresException failure) when (IsForLackOfTables(failure))
        {
            return 0;
        }
    }

    [GeneratedRegex(@"\.Install\.v(\d+)\.sql$")]
    private static partial Regex InstallScript();
}
