using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.Extensions.DependencyInjection;

namespace Smartcard.Storage;

/// <summary>For <c>dotnet ef --context SmartcardDbContext</c> alone.</summary>
internal sealed class DesignTimeContext : IDesignTimeDbContextFactory<SmartcardDbContext>
{
    public SmartcardDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<SmartcardDbContext>();
        options.UseSmartcardSqlite("Data Source=:memory:").UseApplicationServiceProvider(Services());
        return new(options.Options);
    }

    internal static ServiceProvider Services() => new ServiceCollection().AddIdentitySchema().BuildServiceProvider();
}

/// <summary>For <c>dotnet ef --context PostgresDbContext</c> alone.</summary>
internal sealed class PostgresDesignTimeContext : IDesignTimeDbContextFactory<PostgresDbContext>
{
    public PostgresDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<PostgresDbContext>();
        options.UseSmartcardPostgres("Host=localhost").UseApplicationServiceProvider(DesignTimeContext.Services());
        return new(options.Options);
    }
}
