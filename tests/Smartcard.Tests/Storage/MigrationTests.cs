using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Storage;
using Smartcard.Tests.SelfService;

namespace Smartcard.Tests.Storage;

/// <summary>The migrations and the model say the same.</summary>
[OnPostgres]
public sealed class MigrationTests
{
    [Fact]
    public async Task The_migrations_make_the_database_that_the_code_expects()
    {
        await using var bench = await JourneyBench.StartAsync();

        Assert.False(
            await bench.DoAsync(services =>
                Task.FromResult(services.GetRequiredService<SmartcardDbContext>().Database.HasPendingModelChanges())));
    }
}
