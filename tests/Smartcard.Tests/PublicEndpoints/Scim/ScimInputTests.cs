using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain.Cards;
using Smartcard.Tests.Host;
using static Smartcard.Tests.PublicEndpoints.Scim.ScimBench;

namespace Smartcard.Tests.PublicEndpoints.Scim;

/// <summary>What nobody should send: it is refused in words, with nothing of it in them, and changes nothing.</summary>
public sealed class ScimInputTests : IAsyncLifetime
{
    private ScimBench _bench = null!;
    private string _id = "";

    public static TheoryData<string, string, int, string?> Bodies => new()
    {
        { "not JSON", "{", 400, "invalidSyntax" },
        { "nothing", "", 400, "invalidSyntax" },
        { "no object", "[]", 400, "invalidSyntax" },
        { "null", "null", 400, "invalidSyntax" },
        { "too deep", new string('[', 1000) + new string(']', 1000), 400, "invalidSyntax" },
        { "deep in what is not kept", "{\"emails\":" + new string('[', 1000) + new string(']', 1000) + "}", 400, "invalidSyntax" },
        { "twice", """{"userName":"5","userName":"6"}""", 400, "invalidSyntax" },
        { "twice in another case", """{"userName":"5","USERNAME":"6"}""", 400, "invalidSyntax" },
        { "half of a character", """{"userName":"\ud800"}""", 400, "invalidSyntax" },
        { "half of a character in a name", """{"\ud800":"1"}""", 400, "invalidSyntax" },
        { "too large", "{\"displayName\":\"" + new string('a', 70_000) + "\"}", 413, null },
        { "no number", """{"displayName":"secret words"}""", 400, "invalidValue" },
        { "an empty number", """{"userName":" ","displayName":"secret words"}""", 400, "invalidValue" },
        { "a number that is none of text", """{"userName":5,"displayName":"secret words"}""", 400, "invalidValue" },
        { "a number with a character 0", """{"userName":"secret words\u0000","displayName":"A"}""", 400, "invalidValue" },
        { "a number too long", "{\"userName\":\"" + new string('5', 33) + "\",\"displayName\":\"secret words\"}", 400, "invalidValue" },
        { "a name that is a list", """{"userName":"5","displayName":["secret words"]}""", 400, "invalidValue" },
        { "a name that is a text", """{"userName":"5","name":"secret words"}""", 400, "invalidValue" },
        { "active that is neither", """{"userName":"5","displayName":"secret words","active":"perhaps"}""", 400, "invalidValue" },
        { "active that is a number", """{"userName":"5","displayName":"secret words","active":1}""", 400, "invalidValue" },
        { "no organisation", """{"userName":"5","displayName":"secret words"}""", 400, "invalidValue" },
    };

    public static TheoryData<string, string, int, string?> Patches => new()
    {
        { "no operations", """{"schemas":[]}""", 400, "invalidSyntax" },
        { "none in the list", """{"Operations":[]}""", 400, "invalidSyntax" },
        { "no list", """{"Operations":{"op":"add"}}""", 400, "invalidSyntax" },
        { "no operation", """{"Operations":[5]}""", 400, "invalidSyntax" },
        { "another op", """{"Operations":[{"op":"move","path":"active","value":false}]}""", 400, "invalidSyntax" },
        { "a path that is none", """{"Operations":[{"op":"replace","path":{},"value":false}]}""", 400, "invalidPath" },
        { "an unknown path", """{"Operations":[{"op":"replace","path":"activ","value":false}]}""", 400, "invalidPath" },
        { "an empty path", """{"Operations":[{"op":"replace","path":"","value":false}]}""", 400, "invalidPath" },
        { "an unknown schema", """{"Operations":[{"op":"replace","path":"urn:x:y:active","value":false}]}""", 400, "invalidPath" },
        { "a filter of one value", """{"Operations":[{"op":"add","path":"active[x eq 1]","value":false}]}""", 400, "invalidPath" },
        { "the id", """{"Operations":[{"op":"replace","path":"id","value":"1"}]}""", 400, "mutability" },
        { "meta", """{"Operations":[{"op":"replace","path":"meta.location","value":"1"}]}""", 400, "mutability" },
        { "removing nothing", """{"Operations":[{"op":"remove"}]}""", 400, "noTarget" },
        { "removing active", """{"Operations":[{"op":"remove","path":"active"}]}""", 400, "invalidValue" },
        { "removing the number", """{"Operations":[{"op":"remove","path":"userName"}]}""", 400, "invalidValue" },
        { "removing the name", """{"Operations":[{"op":"remove","path":"displayName"}]}""", 400, "invalidValue" },
        { "removing all of the name", """{"Operations":[{"op":"remove","path":"name"}]}""", 400, "invalidValue" },
        { "no value", """{"Operations":[{"op":"replace","path":"displayName"}]}""", 400, "invalidValue" },
        { "neither path nor members", """{"Operations":[{"op":"replace","value":"secret words"}]}""", 400, "invalidValue" },
        { "half of a name", """{"Operations":[{"op":"replace","path":"name.familyName","value":"secret words"}]}""", 400, "invalidPath" },
        { "too many", Many(101), 413, null },
        { "far too many", Many(10_000), 413, null },
    };

    public async ValueTask InitializeAsync()
    {
        _bench = await ScimBench.StartAsync();
        _id = (string)(await _bench.PostAsync(UserOf("1")))["id"]!;
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_person_who_cannot_be_read(string what, string body, int status, string? type)
    {
        await AssertRefusedAsync("POST", "/Users", what, body, status, type);
        await AssertRefusedAsync("PUT", $"/Users/{_id}", what, body, status, type);
    }

    [Theory]
    [MemberData(nameof(Patches))]
    public Task Operations_that_cannot_be_done(string what, string body, int status, string? type) =>
        AssertRefusedAsync("PATCH", $"/Users/{_id}", what, body, status, type);

    [Theory]
    [InlineData("")]
    [InlineData("userName")]
    [InlineData("userName eq")]
    [InlineData("userName eq 1")]
    [InlineData("userName eq \"1")]
    [InlineData("userName eq \"1\" and active eq true")]
    [InlineData("userName eq \"\\ud800\"")]
    [InlineData("userName sw \"1\"")]
    [InlineData("not (userName eq \"1\")")]
    [InlineData("displayName eq \"Amal\"")]
    [InlineData("active eq \"perhaps\"")]
    [InlineData("externalId eq \"1\"")]
    public async Task A_filter_that_is_not_taken(string filter)
    {
        var refused = await _bench.FindAsync(filter, HttpStatusCode.BadRequest);

        Assert.Equal("invalidFilter", (string?)refused["scimType"]);
        Assert.DoesNotContain("Amal", (string?)refused["detail"], StringComparison.Ordinal);
    }

    [Fact]
    [OnPostgres]
    public async Task A_filter_of_any_length_or_with_any_character_finds_nobody_or_is_refused()
    {
        await _bench.FindAsync($"userName eq \"{new string('1', 10_000)}\"", HttpStatusCode.BadRequest);
        foreach (var number in new[] { new string('1', 500), "1\\u0000", "1\\u202e", "", "%", "1' OR '1'='1" })
        {
            Assert.Equal(0, (int)(await _bench.FindAsync($"userName eq \"{number}\""))["totalResults"]!);
        }
    }

    [Theory]
    [InlineData("USERNAME EQ \"1\"")]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"1\"")]
    [InlineData("  userName   eq   \" 1 \"  ")]
    public async Task A_filter_may_be_written_in_several_ways(string filter) =>
        Assert.Equal(_id, (string?)(await _bench.FindAsync(filter))["Resources"]![0]!["id"]);

    [Fact]
    public async Task What_is_no_json_by_its_type_is_refused()
    {
        using var content = new StringContent(UserOf("5").ToJsonString(), Encoding.UTF8, "text/plain");
        using var answer = await _bench.Directory.PostAsync("/scim/v2/Users", content, TestContext.Current.CancellationToken);

        await ReadAsync(answer, HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task A_query_with_a_character_0_is_refused_in_the_form_of_scim() =>
        await _bench.GetAsync("/Users?filter=%00", HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_database_that_is_away_is_said_in_the_form_of_scim()
    {
        await _bench.Api.InAsync(database => database.Database.ExecuteSqlRawAsync(
            "ALTER TABLE staff RENAME TO staff_away", TestContext.Current.CancellationToken));

        var away = await _bench.GetAsync($"/Users/{_id}", HttpStatusCode.ServiceUnavailable);

        Assert.DoesNotContain("staff", (string?)away["detail"], StringComparison.Ordinal);
    }

    private async Task AssertRefusedAsync(string method, string path, string what, string body, int status, string? type)
    {
        var before = await _bench.Api.Host.AuditAsync();

        var refused = await _bench.SendAsync(method, path, body, (HttpStatusCode)status);

        Assert.True(type == (string?)refused["scimType"], $"{what}: {refused["scimType"]}");
        Assert.DoesNotContain("secret words", (string?)refused["detail"], StringComparison.Ordinal);
        Assert.Equal(before, await _bench.Api.Host.AuditAsync());
        Assert.Equal("Siân Hughes", Assert.Single(await _bench.Api.RowsAsync<Staff>(s => s.Number == "1")).DisplayName);
    }

    private static string Many(int operations) =>
        "{\"Operations\":[" + string.Join(',', Enumerable.Repeat("""{"op":"add","path":"title","value":"x"}""", operations)) + "]}";
}
