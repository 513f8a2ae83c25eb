using Smartcard.Domain;
using Smartcard.Domain.Cards;
using static Smartcard.Tests.PublicEndpoints.Scim.ScimBench;

namespace Smartcard.Tests.PublicEndpoints.Scim;

/// <summary>Whatever a directory is told of people, that it was told is on record.</summary>
public sealed class ScimViewTests : IAsyncLifetime
{
    private ScimBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await ScimBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    [OnPostgres]
    public async Task A_change_that_changes_nothing_shows_the_person_so_it_is_a_view()
    {
        var patched = (string)(await _bench.PostAsync(UserOf("1", department: "East")))["id"]!;
        var put = (string)(await _bench.PostAsync(UserOf("2", department: "East")))["id"]!;

        var shown = await _bench.PatchAsync(patched, Operation("add", "title", "Nurse"));
        await _bench.PatchAsync(patched, Operation("add", "title", "Nurse"));
        await _bench.PutAsync(put, UserOf("2"));

        Assert.Equal("East", (string?)shown[Enterprise]!["department"]);
        Assert.Equal([SeenOf(patched), SeenOf(put)], await ViewsAsync());
    }

    [Fact]
    [OnPostgres]
    public async Task Each_part_of_each_list_is_on_record_once()
    {
        await AddAsync(12, hasLeft: false);
        await AddAsync(12, hasLeft: true);

        foreach (var asked in new[] { "?count=6", "?count=6", "?count=6&startIndex=7", Left + "&count=6", Working + "&count=6" })
        {
            Assert.Equal(6, (await _bench.GetAsync("/Users" + asked))["Resources"]!.AsArray().Count);
        }

        Assert.Equal(
            ["people-listed:everybody+1-6", "people-listed:everybody+7-12", "people-listed:left+1-6", "people-listed:working+1-6"],
            await ViewsAsync());
    }

    [Fact]
    public async Task A_part_with_a_few_people_is_as_good_as_their_pages()
    {
        var people = await AddAsync(5, hasLeft: true);

        await _bench.GetAsync("/Users" + Left);

        Assert.Equal(
            people.Select(id => SeenOf($"{id.Value}")).Order(StringComparer.Ordinal), (await ViewsAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Whoever_is_only_counted_was_found_all_the_same()
    {
        var id = (string)(await _bench.PostAsync(UserOf("1")))["id"]!;

        var counted = await _bench.GetAsync("/Users?count=0&filter=" + Uri.EscapeDataString("userName eq \"1\""));

        Assert.Equal((1, 0), ((int)counted["totalResults"]!, counted["Resources"]!.AsArray().Count));
        Assert.Equal([SeenOf(id)], await ViewsAsync());
    }

    private static string Left => "?filter=" + Uri.EscapeDataString("active eq false");

    private static string Working => "?filter=" + Uri.EscapeDataString("active eq true");

    private static string SeenOf(string id) => $"person-seen:{id.Replace("-", "", StringComparison.Ordinal)[^8..]}";

    private async Task<string[]> ViewsAsync() =>
    [
        .. (await _bench.TrailAsync()).Where(e => e.StartsWith("person-seen", StringComparison.Ordinal)
            || e.StartsWith("people-", StringComparison.Ordinal)),
    ];

    private async Task<StaffId[]> AddAsync(int people, bool hasLeft)
    {
        Staff[] added =
        [
            .. Enumerable.Range(0, people).Select(number => new Staff
            {
                Id = StaffId.New(),
                DisplayName = "Somebody",
                Organisation = "Coast",
                Number = $"{hasLeft}{number}",
                LeftAt = hasLeft ? DateTimeOffset.UnixEpoch : null,
            }),
        ];
        await _bench.Api.InAsync(async database =>
        {
            database.AddRange(added);
            return await database.SaveChangesAsync(TestContext.Current.CancellationToken);
        });
        return [.. added.Select(staff => staff.Id)];
    }
}
