using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.SelfService.People;
using Smartcard.Storage;
using Smartcard.Storage.Records;

namespace Smartcard.Tests.SelfService.People;

/// <summary>
/// Staff from before there were search words get theirs, once, however often it is tried, and whoever is called otherwise by now gets
/// other ones.
/// </summary>
[OnPostgres]
public sealed class StaffWordFillTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Those_without_words_get_them_and_the_others_keep_theirs()
    {
        await using var bench = await JourneyBench.StartAsync();
        var names = Enumerable.Range(0, StaffWordFill.Size + 20).Select(i => $"Person Number{i}");
        var before = await AddAsync(bench, [.. names, "– –"]);
        await bench.DoAsync(services => services.GetRequiredService<SmartcardDbContext>()
            .Set<StaffWord>().Where(w => before.Contains(w.StaffId)).ExecuteDeleteAsync(_ct));
        await AddAsync(bench, ["Someone Else"]);

        Assert.Equal(StaffWordFill.Size + 20, await FillAsync(bench)); // a name without a letter has no words
        Assert.Equal(0, await FillAsync(bench));

        var words = (await bench.RowsAsync<StaffWord>()).Where(w => before.Contains(w.StaffId)).ToList();
        Assert.Equal(StaffWordFill.Size + 20, words.Count(w => w.Word == "person"));
        Assert.Single(words, w => w.Word == "number519");
    }

    [Fact]
    public async Task A_name_that_holds_what_is_no_character_keeps_nobody_from_their_words()
    {
        await using var bench = await JourneyBench.StartAsync();
        await AddAsync(bench, ["Aled\uFFFE Before", "Ceri After"]);
        await bench.DoAsync(services => services.GetRequiredService<SmartcardDbContext>().Set<StaffWord>().ExecuteDeleteAsync(_ct));

        await FillAsync(bench);

        Assert.Superset(
            new HashSet<string> { "aled", "before", "ceri", "after" },
            (await bench.RowsAsync<StaffWord>()).Select(w => w.Word).ToHashSet());
    }

    [Fact]
    public async Task Of_two_runs_at_once_one_does_it_and_after_it_the_other_may()
    {
        await using var bench = await JourneyBench.StartAsync();
        await AddAsync(bench, ["Ceri After"]);
        await bench.DoAsync(services => services.GetRequiredService<SmartcardDbContext>().Set<StaffWord>().ExecuteDeleteAsync(_ct));

        Assert.Equal(0, await bench.DoAsync(async services =>
        {
            await using var other = await services.GetRequiredService<SoleRuns>()
                .TryBeginAsync(services.GetRequiredService<SmartcardDbContext>(), StaffWordFill.Name, _ct);
            Assert.NotNull(other);
            return await FillAsync(bench);
        }));

        Assert.Empty(await bench.RowsAsync<StaffWord>());
        Assert.True(await FillAsync(bench) > 0);
        Assert.NotEmpty(await bench.RowsAsync<StaffWord>());
    }

    [Fact]
    public async Task Whoever_was_given_another_name_or_number_is_found_by_that_and_no_longer_by_the_old_one()
    {
        await using var bench = await JourneyBench.StartAsync();
        var added = await AddAsync(bench, ["Dilys Old", "Efa Same"]);
        var (id, same) = (added[0], added[1]);

        await ChangeAsync(bench, id, name: "Dilys-Ann New", number: "4711");
        Assert.Equal(["4711", "ann", "dilys", "dilysann", "new"], await WordsAsync(bench, id));

        await ChangeAsync(bench, id, name: "Dilys-Ann New", number: null);
        Assert.Equal(["ann", "dilys", "dilysann", "new"], await WordsAsync(bench, id));

        // Something else changes it in the database itself: the job sees it.
        await bench.DoAsync(services => services.GetRequiredService<SmartcardDbContext>().Set<Staff>()
            .Where(s => s.Id == id)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.DisplayName, "Dilys Newest"), _ct));
        Assert.Equal(1, await FillAsync(bench));
        Assert.Equal(["dilys", "newest"], await WordsAsync(bench, id));
        Assert.Equal(["efa", "same"], await WordsAsync(bench, same));
        Assert.Equal(0, await FillAsync(bench));
    }

    [Fact]
    public async Task Whoever_is_removed_leaves_no_words_behind()
    {
        await using var bench = await JourneyBench.StartAsync();
        var id = (await AddAsync(bench, ["Dilys Old"])).Single();

        await bench.DoAsync(async services =>
        {
            var database = services.GetRequiredService<SmartcardDbContext>();
            database.Remove(await database.Set<Staff>().SingleAsync(s => s.Id == id, _ct));
            return await database.SaveChangesAsync(_ct);
        });

        Assert.Empty(await WordsAsync(bench, id));
    }

    private Task<int> ChangeAsync(JourneyBench bench, StaffId id, string name, string? number) => bench.DoAsync(async services =>
    {
        var database = services.GetRequiredService<SmartcardDbContext>();
        var staff = database.Entry(await database.Set<Staff>().SingleAsync(s => s.Id == id, _ct));
        staff.Property(s => s.DisplayName).CurrentValue = name;
        staff.Property(s => s.Number).CurrentValue = number;
        return await database.SaveChangesAsync(_ct);
    });

    private static async Task<string[]> WordsAsync(JourneyBench bench, StaffId id) =>
        [.. (await bench.RowsAsync<StaffWord>()).Where(w => w.StaffId == id).Select(w => w.Word).Order(StringComparer.Ordinal)];

    private Task<int> FillAsync(JourneyBench bench) =>
        bench.DoAsync(services => services.GetRequiredService<StaffWordFill>().RunAsync(_ct));

    private Task<List<StaffId>> AddAsync(JourneyBench bench, string[] names) => bench.DoAsync(async services =>
    {
        var database = services.GetRequiredService<SmartcardDbContext>();
        var staff = names.Select(n => new Staff { Id = StaffId.New(), DisplayName = n, Organisation = "Trust" }).ToList();
        database.AddRange(staff);
        await database.SaveChangesAsync(_ct);
        return staff.ConvertAll(s => s.Id);
    });
}
