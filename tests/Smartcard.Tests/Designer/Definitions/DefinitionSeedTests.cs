using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Designer.Definitions;
using Smartcard.Storage;
using Smartcard.Tests.SelfService;

namespace Smartcard.Tests.Designer.Definitions;

/// <summary>The workflows that come with the product, as a host puts them into an empty database.</summary>
[OnPostgres]
public sealed class DefinitionSeedTests
{
    [Fact]
    public async Task The_definitions_are_seeded_once_and_an_edited_version_is_left_alone()
    {
        await using var bench = await JourneyBench.StartAsync();
        var before = await CountAsync(bench);

        await bench.DoAsync(async services =>
        {
            await services
                .GetRequiredService<DefinitionSeed>()
                .SeedAsync(Path.Combine(Repository.Root, "workflows"), CancellationToken.None);
            return true;
        });

        Assert.Equal(Directory.GetFiles(Path.Combine(Repository.Root, "workflows"), "*.json").Length, before);
        Assert.Equal(before, await CountAsync(bench));
    }

    private static Task<int> CountAsync(JourneyBench bench) =>
        bench.DoAsync(services =>
            services
                .GetRequiredService<SmartcardDbContext>()
                .Database.SqlQuery<int>($"select count(*) as \"Value\" from workflow_definitions")
                .SingleAsync());
}
