using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Storage;

public static class StorageRegistration
{
    /// <summary>Adds the database in one SQLite file, and what works on it.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, string databasePath)
    {
        var connection = new SqliteConnectionStringBuilder
        {
            DataSource = databasePath,
            ForeignKeys = true,
            DefaultTimeout = 30,
        };
        services.AddIdentitySchema();
        services.AddDbContext<SmartcardDbContext>(options => options.UseSmartcardSqlite(connection.ToString()));
        services.AddScoped<TurnTransaction>();
        services.AddScoped<IWorkflowStore, EfWorkflowStore>();
        services.AddScoped<DueTimers>();
        services.AddScoped<DefinitionSeed>();
        services.AddScoped<DefinitionDesk>();
        services.AddScoped<DefinitionFiles>();
        services.AddScoped<DefinitionProofs>();
        services.AddScoped<DefinitionPublishing>();
        services.AddScoped<PublishingRequests>();
        services.AddSingleton<DefinitionCache>();
        services.AddSingleton<OfferedWorkflowCache>();
        services.AddScoped<OfferedWorkflows>();
        return services;
    }

    /// <summary>The version of Identity's tables, with passkeys; the context looks it up among the services it is made with.</summary>
    internal static IServiceCollection AddIdentitySchema(this IServiceCollection services) =>
        services.Configure<IdentityOptions>(identity => identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3);

    public static DbContextOptionsBuilder UseSmartcardSqlite(this DbContextOptionsBuilder options, string connectionString) => options
        .UseSqlite(connectionString)
        .UseSnakeCaseNamingConvention()
        .AddInterceptors(DurableSqlite.Instance);

    /// <summary>Brings the file up to date, and says in one sentence what is wrong with one that cannot be used.</summary>
    /// <exception cref="StorageUnusableException">The file is no database of this product, or cannot be opened.</exception>
    public static async Task MigrateAsync(this SmartcardDbContext database, CancellationToken cancellationToken)
    {
        try
        {
            await database.Database.MigrateAsync(cancellationToken);
        }
        catch (SqliteException failure)
        {
            throw new StorageUnusableException(
                $"The database file {database.Database.GetDbConnection().DataSource} cannot be used ({failure.SqliteErrorCode}: {failure.Message.TrimEnd('.')}). "
                + "Restore it from a backup, or move it away to start with an empty one.");
        }
    }
}

/// <summary>The database cannot be used; the message is for whoever starts the program.</summary>
public sealed class StorageUnusableException(string message) : Exception(message);

/// <summary>Write-ahead log, and every commit on the disk before it is answered: a host killed at any moment loses nothing.</summary>
internal sealed class DurableSqlite : DbConnectionInterceptor
{
    public static DurableSqlite Instance { get; } = new();

    public override void ConnectionOpened(System.Data.Common.DbConnection connection, ConnectionEndEventData eventData) => Set(connection);

    public override Task ConnectionOpenedAsync(
        System.Data.Common.DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Set(connection);
        return Task.CompletedTask;
    }

    private static void Set(System.Data.Common.DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;";
        command.ExecuteNonQuery();
    }
}
