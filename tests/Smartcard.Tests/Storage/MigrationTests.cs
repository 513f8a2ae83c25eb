using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Storage;
using Smartcard.Storage.Records;
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

    [Fact]
    public async Task Words_of_before_get_the_organisation_of_their_person()
    {
        await using var bench = await JourneyBench.StartAsync();
        var words = await bench.DoAsync(async services =>
        {
            var database = services.GetRequiredService<SmartcardDbContext>();
            var migrator = database.GetService<IMigrator>();
            await migrator.MigrateAsync("AlertsAndFigures", TestContext.Current.CancellationToken);
            await migrator.MigrateAsync(cancellationToken: TestContext.Current.CancellationToken);
            return await database.Set<StaffWord>().AsNoTracking().ToListAsync(TestContext.Current.CancellationToken);
        });

        Assert.NotEmpty(words);
        Assert.All(words, word => Assert.Equal("Bench", word.Organisation));
    }
}
