using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Storage.Records;
using Smartcard.Storage.Telemetry;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Storage;

public static class StorageRegistration
{
    /// <summary>Adds the database and what works on it.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, DatabaseLocation location)
    {
        services.AddIdentitySchema();
        services.AddSingleton(location);
        services.AddSingleton<CommitNews>();
        services.AddSingleton<SoleRuns>();
        if (location is DatabaseLocation.PostgresServer server)
        {
            services.AddDbContextPool<SmartcardDbContext, PostgresDbContext>(options =>
                options.UseSmartcardPostgres(server.ConnectionString));
            services.AddHostedService<PostgresListener>();
        }
        else
        {
            var connection = new SqliteConnectionStringBuilder
            {
                DataSource = ((DatabaseLocation.SqliteFile)location).Path,
                ForeignKeys = true,
                DefaultTimeout = 30,
            };
            services.AddDbContextPool<SmartcardDbContext>(options => options.UseSmartcardSqlite(connection.ToString()));
        }

        services.AddScoped<DatabasePreparation>();
        services.AddScoped<TurnTransaction>();
        services.AddScoped<TurnTelemetry>();
        services.AddScoped<ITurnObserver>(scope => scope.GetRequiredService<TurnTelemetry>());
        services.AddScoped<IWorkflowStore, WorkflowStore>();
        services.AddScoped<JourneyLeaving>();
        services.AddScoped<DueTimers>();
        services.AddSingleton<TimerSignal>();
        services.AddSingleton<DefinitionCache>();
        services.AddSingleton<OfferedWorkflowCache>();
        services.AddScoped<OfferedWorkflows>();
        return services;
    }

    /// <summary>The version of Identity's tables, with passkeys; the context looks it up among the services it is made with.</summary>
    internal static IServiceCollection AddIdentitySchema(this IServiceCollection services) =>
        services.Configure<IdentityOptions>(identity => identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3);
}

/// <summary>The database cannot be used. The message is for the person who starts the program.</summary>
public sealed class StorageUnusableException(string message) : Exception(message);
