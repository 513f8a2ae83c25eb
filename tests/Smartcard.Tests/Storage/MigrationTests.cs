using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Figures;
using Smartcard.Server.Setup;
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

    [Theory]
    [OnPostgres]
    [InlineData("99990101000000_OfANewerVersion", "A newer version of this program", "Install the newer version, or restore the backup")]
    [InlineData("20200101000000_OfAnOldOne", "A different version of this program", "Use the version that made it")]
    public async Task A_database_with_unknown_steps_is_refused_with_their_names_and_what_to_do(
        string step, string what, string todo)
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.DoAsync(services => services.GetRequiredService<SmartcardDbContext>().Database.ExecuteSqlAsync(
            $"""INSERT INTO "__EFMigrationsHistory" ("migration_id", "product_version") VALUES ({step}, '10.0.0')"""));

        foreach (var migrates in new[] { true, false })
        {
            var refused = await Assert.ThrowsAsync<StorageUnusableException>(() => bench.DoAsync(async services =>
            {
                await services.GetRequiredService<DatabasePreparation>()
                    .MigrateOrCheckAsync(new DatabaseOptions { MigrateAtStart = migrates }, TestContext.Current.CancellationToken);
                return true;
            }));
            Assert.All(
                [step, what, todo, "Nothing was changed."],
                text => Assert.Contains(text, refused.Message, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task What_is_there_before_gets_its_organisation_and_its_sums()
    {
        await using var bench = await JourneyBench.StartAsync();
        List<HourTotals> totals = [];
        var words = await bench.DoAsync(async services =>
        {
            var database = services.GetRequiredService<SmartcardDbContext>();
            var migrator = database.GetService<IMigrator>();
            database.AddRange(Figures("North", 2), Figures("South", 3));
            await database.SaveChangesAsync(TestContext.Current.CancellationToken);
            await migrator.MigrateAsync("AlertsAndFigures", TestContext.Current.CancellationToken);
            await migrator.MigrateAsync(cancellationToken: TestContext.Current.CancellationToken);
            totals = await database.Set<HourTotals>().AsNoTracking().ToListAsync(TestContext.Current.CancellationToken);
            return await database.Set<StaffWord>().AsNoTracking().ToListAsync(TestContext.Current.CancellationToken);
        });

        Assert.NotEmpty(words);
        Assert.All(words, word => Assert.Equal("Bench", word.Organisation));
        Assert.Equal(5, Assert.Single(totals).CountOf(Figure.CasesOpened));
    }

    private static HourFigures Figures(string organisation, int opened)
    {
        var figures = new HourFigures { Hour = new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero), Organisation = organisation };
        figures.Add(Figure.CasesOpened, opened);
        return figures;
    }
}
