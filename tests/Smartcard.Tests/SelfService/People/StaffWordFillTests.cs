using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.SelfService.People;
using Smartcard.Storage;
using Smartcard.Storage.Records;

namespace Smartcard.Tests.SelfService.People;

/// <summary>Staff from before there were search words get theirs, once, however often it is tried.</summary>
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
