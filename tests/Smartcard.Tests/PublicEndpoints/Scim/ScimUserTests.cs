using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Systems;
using Smartcard.PublicEndpoints.StaffApi;
using Smartcard.Tests.Host;
using static Smartcard.Tests.PublicEndpoints.Scim.ScimBench;

namespace Smartcard.Tests.PublicEndpoints.Scim;

/// <summary>What a directory is told of people and does to them, and what it is not allowed.</summary>
public sealed class ScimUserTests : IAsyncLifetime
{
    private ScimBench _bench = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bench = await ScimBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    [OnPostgres]
    public async Task A_list_comes_in_pages_in_one_order()
    {
        foreach (var number in new[] { "1", "2", "3" })
        {
            await _bench.PostAsync(UserOf(number));
        }

        var before = (int)(await _bench.GetAsync("/Users?count=0"))["totalResults"]!;
        var pages = new List<string>();
        for (var from = 1; from <= before; from += 2)
        {
            var page = await _bench.GetAsync($"/Users?startIndex={from}&count=2");
            Assert.Equal((before, from), ((int)page["totalResults"]!, (int)page["startIndex"]!));
            pages.AddRange(page["Resources"]!.AsArray().Select(user => (string)user!["userName"]!));
        }

        Assert.Equal(before, pages.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(["1", "2", "3"], pages.TakeLast(3).Order(StringComparer.Ordinal));

        var last = (string)(await _bench.FindAsync("userName eq \"3\""))["Resources"]![0]!["id"]!;
        await _bench.DeleteAsync(last);
        Assert.Equal(before - 1, (int)(await _bench.FindAsync("active eq true"))["totalResults"]!);
        Assert.Equal("3", (string?)(await _bench.FindAsync("active eq false"))["Resources"]![0]!["userName"]);
        Assert.Equal("3", (string?)(await _bench.FindAsync($"id eq \"{last}\""))["Resources"]![0]!["userName"]);
        Assert.Equal(0, (int)(await _bench.FindAsync($"id eq \"{Guid.CreateVersion7()}\""))["totalResults"]!);
    }

    [Theory]
    [InlineData("count=-1", 1, 0)]
    [InlineData("count=1000000", 1, 100)]
    [InlineData("startIndex=-5&count=2", 1, 2)]
    [InlineData("startIndex=2000000000", 2000000000, 0)]
    public async Task A_page_is_never_too_long(string asked, int from, int most)
    {
        await _bench.Api.InAsync(async database =>
        {
            database.AddRange(Enumerable.Range(0, 105).Select(number => new Staff
            {
                Id = StaffId.New(), DisplayName = "Somebody", Organisation = "Coast", Number = $"many{number}",
            }));
            return await database.SaveChangesAsync(Ct);
        });

        var page = await _bench.GetAsync("/Users?" + asked);

        Assert.Equal((from, most), ((int)page["startIndex"]!, page["Resources"]!.AsArray().Count));
        Assert.Equal(most, (int)page["itemsPerPage"]!);
    }

    [Theory]
    [InlineData("startIndex=one")]
    [InlineData("count=99999999999999999999")]
    public async Task A_page_that_is_no_number_is_refused(string asked) =>
        Assert.Equal("invalidValue", (string?)(await _bench.GetAsync("/Users?" + asked, HttpStatusCode.BadRequest))["scimType"]);

    [Fact]
    public async Task A_system_reads_one_list_at_a_time_and_keeps_no_other_from_its_own()
    {
        var limits = _bench.Api.Host.Services.GetRequiredService<ApiLimits>();
        var directory = Assert.Single(await _bench.Api.RowsAsync<ApiToken>(token => token.Name == "Directory")).Id;
        using (limits.TakeList(directory))
        {
            await _bench.GetAsync("/Users", HttpStatusCode.TooManyRequests);
            await _bench.FindAsync("userName eq \"1\"");
        }

        using (limits.TakeList(UserId.New()))
        {
            await _bench.GetAsync("/Users");
            using (limits.TakeList(UserId.New()))
            {
                await _bench.GetAsync("/Users", HttpStatusCode.TooManyRequests);
            }
        }

        await _bench.GetAsync("/Users");
    }

    [Fact]
    public async Task A_put_says_all_but_what_it_leaves_out_of_active_and_department_stays()
    {
        var id = (string)(await _bench.PostAsync(UserOf("1", department: "East")))["id"]!;
        await _bench.PatchAsync(id, Operation("replace", "active", false));

        var put = await _bench.PutAsync(id, UserOf("2", "Mair", "Hills"));
        Assert.Equal(
            ("2", "Mair", false, "Hills", "East"),
            ((string?)put["userName"], (string?)put["displayName"], (bool)put["active"]!,
                (string?)put[Enterprise]!["organization"], (string?)put[Enterprise]!["department"]));

        var emptied = await _bench.PutAsync(id, UserOf("2", "Mair", "Hills", department: ""));
        Assert.Null(emptied[Enterprise]!["department"]);
        var nameless = UserOf("2");
        nameless.Remove("displayName");
        Assert.Contains(
            "displayName: Type their name.",
            (string?)(await _bench.PutAsync(id, nameless, HttpStatusCode.BadRequest))["detail"],
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_may_be_added_who_has_left()
    {
        var user = UserOf("1");
        user["active"] = false;

        Assert.False((bool)(await _bench.PostAsync(user))["active"]!);
        Assert.NotNull(Assert.Single(await _bench.Api.RowsAsync<Staff>(s => s.Number == "1")).LeftAt);
    }

    [Fact]
    public async Task Of_several_operations_all_are_done_or_none()
    {
        var id = (string)(await _bench.PostAsync(UserOf("1")))["id"]!;
        await _bench.PostAsync(UserOf("2"));
        var before = await _bench.Api.Host.AuditAsync();

        await _bench.PatchAsync(
            id, HttpStatusCode.BadRequest, Operation("replace", "displayName", "Mair"), Operation("replace", "active", "maybe"));
        await _bench.PatchAsync(
            id,
            HttpStatusCode.BadRequest,
            Operation("replace", "active", false),
            Operation("replace", "displayName", new string('x', 201)));
        await _bench.PatchAsync(
            id, HttpStatusCode.BadRequest, Operation("replace", "active", false), Operation("replace", "displayName", "a\u202Eb"));
        await _bench.PatchAsync(
            id, HttpStatusCode.Conflict, Operation("replace", "active", false), Operation("replace", "userName", "2"));

        var user = await _bench.Api.RowsAsync<Staff>(s => s.Number == "1");
        Assert.Equal(("Siân Hughes", null), (Assert.Single(user).DisplayName, user[0].LeftAt));
        Assert.Equal(before, await _bench.Api.Host.AuditAsync());
    }

    [Fact]
    public async Task Only_people_with_a_number_and_none_who_were_erased_are_known()
    {
        var unnumbered = new Staff { Id = StaffId.New(), DisplayName = "No Number", Organisation = "Coast" };
        var erased = new Staff { Id = StaffId.New(), DisplayName = "Gone", Organisation = "Coast", Number = "7" };
        await _bench.Api.InAsync(async database =>
        {
            database.AddRange(unnumbered, erased);
            erased.Erase("00000000", DateTimeOffset.UnixEpoch);
            return await database.SaveChangesAsync(Ct);
        });

        foreach (var id in new[] { $"{unnumbered.Id.Value}", $"{erased.Id.Value}", $"{Guid.CreateVersion7()}", "1", "%20" })
        {
            await _bench.GetAsync($"/Users/{id}", HttpStatusCode.NotFound);
            await _bench.PatchAsync(id, HttpStatusCode.NotFound, Operation("replace", "active", false));
            await _bench.PutAsync(id, UserOf("8"), HttpStatusCode.NotFound);
            await _bench.DeleteAsync(id, HttpStatusCode.NotFound);
        }

        Assert.Null(Assert.Single(await _bench.Api.RowsAsync<Staff>(s => s.DisplayName == "No Number")).LeftAt);
        Assert.Equal(0, (int)(await _bench.FindAsync("userName eq \"7\""))["totalResults"]!);
    }

    [Fact]
    public async Task Where_several_have_a_number_both_are_shown()
    {
        await _bench.Api.InAsync(async database =>
        {
            database.AddRange(new[] { "One", "Other" }.Select(name => new Staff
            {
                Id = StaffId.New(), DisplayName = name, Organisation = "Coast", Number = "7",
            }));
            return await database.SaveChangesAsync(Ct);
        });

        Assert.Equal(2, (int)(await _bench.FindAsync("userName eq \"7\""))["totalResults"]!);
        await _bench.PostAsync(UserOf("7"), HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Attributes_are_chosen_and_left_out()
    {
        var id = (string)(await _bench.PostAsync(UserOf("1", department: "East")))["id"]!;

        var few = await _bench.GetAsync($"/Users/{id}?attributes=USERNAME,name.formatted,{Enterprise}:department");
        Assert.Equal(["schemas", "id", "userName", "name", Enterprise], few.Select(member => member.Key));
        Assert.Equal(["department"], few[Enterprise]!.AsObject().Select(member => member.Key));
        var most = await _bench.GetAsync($"/Users/{id}?excludedAttributes=name,meta,{Enterprise}");
        Assert.Equal(["schemas", "id", "userName", "displayName", "active"], most.Select(member => member.Key));
    }

    [Fact]
    public async Task Who_has_no_good_token_or_not_the_scope_is_told_in_the_form_of_scim()
    {
        foreach (var (client, status) in new[]
        {
            (_bench.Api.Client(token: null), HttpStatusCode.Unauthorized),
            (_bench.Api.Client("scard_wrong"), HttpStatusCode.Unauthorized),
            (await _bench.Api.SystemAsync(ApiScopes.Cards, "Cards"), HttpStatusCode.Forbidden),
        })
        {
            foreach (var path in new[] { "Users", "Users/1", "ServiceProviderConfig", "Schemas", "ResourceTypes", "Groups", "" })
            {
                using var answer = await client.GetAsync("/scim/v2/" + path, Ct);
                await ReadAsync(answer, status);
                Assert.NotEmpty(answer.Headers.WwwAuthenticate);
            }
        }

        var reader = await _bench.Api.SystemAsync(ApiScopes.Read, "Reader");
        using var content = new StringContent(UserOf("1").ToJsonString(), Encoding.UTF8, "application/json");
        using var refused = await reader.PostAsync("/scim/v2/Users", content, Ct);
        await ReadAsync(refused, HttpStatusCode.Forbidden);
        using var seen = await reader.GetAsync("/scim/v2/Users?count=1", Ct);
        await ReadAsync(seen, HttpStatusCode.OK);
        Assert.Empty(await _bench.Api.RowsAsync<Staff>(s => s.Number == "1"));
    }

    [Fact]
    public async Task Json_is_taken_too_and_a_new_person_has_an_address()
    {
        using var content = new StringContent(UserOf("1").ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await _bench.Directory.PostAsync("/scim/v2/Users", content, Ct);

        var created = await ReadAsync(answer, HttpStatusCode.Created);
        Assert.Equal((string?)created["meta"]!["location"], answer.Headers.Location?.ToString());
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task What_it_can_do_is_said()
    {
        var config = await _bench.GetAsync("/ServiceProviderConfig");
        Assert.Equal(
            (true, true, false, false),
            ((bool)config["patch"]!["supported"]!, (bool)config["filter"]!["supported"]!,
                (bool)config["bulk"]!["supported"]!, (bool)config["etag"]!["supported"]!));
        Assert.Equal("oauthbearertoken", (string?)config["authenticationSchemes"]![0]!["type"]);
        Assert.Equal("User", (string?)(await _bench.GetAsync("/ResourceTypes"))["Resources"]![0]!["id"]);
        Assert.Equal("/Users", (string?)(await _bench.GetAsync("/ResourceTypes/User"))["endpoint"]);
        var schemas = (await _bench.GetAsync("/Schemas"))["Resources"]!.AsArray().Select(schema => (string)schema!["id"]!).ToArray();
        Assert.Equal(["urn:ietf:params:scim:schemas:core:2.0:User", Enterprise], schemas);
        foreach (var schema in schemas)
        {
            Assert.Equal(schema, (string?)(await _bench.GetAsync("/Schemas/" + schema))["id"]);
        }

        foreach (var path in new[] { "/Groups", "/Me", "/ResourceTypes/Group", "/Schemas/x", "/" })
        {
            await _bench.GetAsync(path, HttpStatusCode.NotFound);
        }

        await _bench.SendAsync("POST", "/Bulk", "{}", HttpStatusCode.NotFound);
        await _bench.SendAsync("PUT", "/Users", "{}", HttpStatusCode.NotFound);
    }
}
