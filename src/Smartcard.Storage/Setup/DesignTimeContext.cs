using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.Extensions.DependencyInjection;

namespace Smartcard.Storage;

/// <summary>For <c>dotnet ef</c> alone.</summary>
internal sealed class DesignTimeContext : IDesignTimeDbContextFactory<SmartcardDbContext>
{
    public SmartcardDbContext CreateDbContext(string[] args) =>
        new((DbContextOptions<SmartcardDbContext>)new DbContextOptionsBuilder<SmartcardDbContext>().UseSmartcardSqlite("Data Source=:memory:")
            .UseApplicationServiceProvider(new ServiceCollection().AddIdentitySchema().BuildServiceProvider()).Options);
}
