using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Users;
using Smartcard.Tests.Host;
using Smartcard.Tests.PublicEndpoints.StaffApi;
using Smartcard.Tests.SelfService.Import;
using static Smartcard.Tests.PublicEndpoints.Scim.ScimBench;

namespace Smartcard.Tests.PublicEndpoints.Scim;

/// <summary>
/// The life of an account as the provisioning service of Microsoft Entra plays it: the order of its requests and their shape are as its
/// documents have them. Entra itself was never asked.
/// </summary>
public sealed class EntraTests : IAsyncLifetime
{
    private ScimBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await ScimBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    [OnPostgres]
    public async Task Somebody_is_looked_for_created_changed_disabled_restored_and_deleted()
    {
        var nobody = await _bench.FindAsync("userName eq \"6f3d1f9c-81f0-4f6a-bd0c-2f6d1f9c81f0\""); // Test connection
        Assert.Equal("urn:ietf:params:scim:api:messages:2.0:ListResponse", (string?)nobody["schemas"]![0]);
        Assert.Equal(0, (int)nobody["totalResults"]!);
        Assert.Empty(nobody["Resources"]!.AsArray());

        var created = await _bench.PostAsync(Provisioned());
        var id = (string)created["id"]!;
        Assert.Equal(
            ("00123", "Siân Hughes", true, "Coast NHS Trust", "East"),
            ((string?)created["userName"], (string?)created["displayName"], (bool)created["active"]!,
                (string?)created[Enterprise]!["organization"], (string?)created[Enterprise]!["department"]));
        Assert.EndsWith($"/scim/v2/Users/{id}", (string?)created["meta"]!["location"], StringComparison.Ordinal);
        Assert.Equal(id, (string?)(await _bench.FindAsync("userName eq \"00123\""))["Resources"]![0]!["id"]);
        Assert.Equal(id, (string?)(await _bench.GetAsync($"/Users/{id}"))["id"]);

        var changed = await _bench.PatchAsync(
            id,
            Operation("Replace", "displayName", "Siân Pugh"),
            Operation("Replace", "name.familyName", "Pugh"),
            Operation("Add", "emails[type eq \"work\"].value", "sian.pugh@trust.nhs.uk"),
            Operation("Add", $"{Enterprise}:department", "West"),
            Operation("Remove", "title", null));
        Assert.Equal(("Siân Pugh", "West"), ((string?)changed["displayName"], (string?)changed[Enterprise]!["department"]));

        Assert.False((bool)(await _bench.PatchAsync(id, Operation("Replace", "active", "False")))["active"]!);
        Assert.False((bool)(await _bench.FindAsync("userName eq \"00123\""))["Resources"]![0]!["active"]!);
        Assert.True((bool)(await _bench.PatchAsync(id, Operation("Replace", "active", "True")))["active"]!);
        await _bench.DeleteAsync(id);
        Assert.False((bool)(await _bench.GetAsync($"/Users/{id}"))["active"]!);
        await _bench.DeleteAsync(id);

        var end = id.Replace("-", "", StringComparison.Ordinal)[^8..];
        Assert.Equal(
            [
                $"staff-added:{end}", $"person-seen:{end}", $"staff-changed:Name+Site+{end}", $"staff-left:{end}", $"staff-returned:{end}",
                $"staff-left:{end}",
            ],
            await _bench.TrailAsync());
        Assert.DoesNotContain("sian.pugh@trust.nhs.uk", await _bench.Api.Host.StolenAsync(), StringComparison.Ordinal);
        using var browser = await _bench.Api.Host.SignInAsync(BackOfficeRoles.RaAdmin);
        await browser.OpenAsync("/backoffice/audit?find=Directory");
        Assert.Contains("Directory (API token)", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    [OnPostgres]
    public async Task Whoever_is_disabled_has_their_cards_suspended_and_restoring_turns_none_on()
    {
        var id = (string)(await _bench.PostAsync(UserOf("1")))["id"]!;
        var card = ImportFiles.CardOf(1);
        var taken = await ApiBench.PutAsync(
            _bench.Directory, $"/api/v1/cards/{card}", _bench.Api.CardOf("1", card), HttpStatusCode.Accepted);
        Assert.Equal("imported", (string?)(await _bench.Api.OverAsync(_bench.Directory, taken))["status"]);

        await _bench.PatchAsync(id, Operation("Replace", "active", "False"));

        Assert.Equal("suspended", (string?)(await ApiBench.GetAsync(_bench.Directory, $"/api/v1/cards/{card}"))["status"]);
        await _bench.PatchAsync(id, Operation("Replace", "active", "True"));
        Assert.Equal("suspended", (string?)(await ApiBench.GetAsync(_bench.Directory, $"/api/v1/cards/{card}"))["status"]);
    }

    [Fact]
    public async Task Without_a_path_members_are_paths_of_their_own()
    {
        var id = (string)(await _bench.PostAsync(UserOf("1", department: "East")))["id"]!;

        var changed = await _bench.PatchAsync(id, Operation("Add", null, new JsonObject
        {
            ["name.formatted"] = "Mair Pugh",
            ["active"] = "False",
            [$"{Enterprise}:organization"] = "Hills",
            ["emails[type eq \"work\"].value"] = "mair@trust.nhs.uk",
            [Enterprise] = new JsonObject { ["department"] = "North" },
        }));

        Assert.Equal(
            ("Mair Pugh", false, "Hills", "North"),
            ((string?)changed["displayName"], (bool)changed["active"]!,
                (string?)changed[Enterprise]!["organization"], (string?)changed[Enterprise]!["department"]));
    }

    [Fact]
    public async Task A_request_that_comes_twice_changes_nothing_the_second_time()
    {
        var id = (string)(await _bench.PostAsync(UserOf("1")))["id"]!;
        JsonObject Change() => PatchOf(Operation("Replace", "displayName", "Mair"), Operation("Replace", "active", "False"));
        await _bench.SendAsync("PATCH", $"/Users/{id}", Change().ToJsonString(), HttpStatusCode.OK);
        await _bench.PutAsync(id, UserOf("1", "Mair"));
        var before = await _bench.Api.Host.AuditAsync();

        await _bench.SendAsync("PATCH", $"/Users/{id}", Change().ToJsonString(), HttpStatusCode.OK);
        await _bench.PutAsync(id, UserOf("1", "Mair"));
        await _bench.DeleteAsync(id);
        var twice = await _bench.PostAsync(UserOf("1"), HttpStatusCode.Conflict);

        Assert.Equal("uniqueness", (string?)twice["scimType"]);
        Assert.Equal(before, await _bench.Api.Host.AuditAsync());
        Assert.Equal("Mair", Assert.Single(await _bench.Api.RowsAsync<Staff>(s => s.Number == "1")).DisplayName);
    }

    [Fact]
    [OnPostgres]
    public async Task Of_requests_at_once_each_is_done_whole()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => AnswerAsync("POST", "/Users", UserOf("1")))));
        Assert.Equal(
            [HttpStatusCode.Created, HttpStatusCode.Conflict, HttpStatusCode.Conflict], added.Order());
        var id = (string)(await _bench.FindAsync("userName eq \"1\""))["Resources"]![0]!["id"]!;

        JsonObject[] operations =
        [
            Operation("Replace", "displayName", "Mair"),
            Operation("Replace", $"{Enterprise}:organization", "Hills"),
            Operation("Replace", $"{Enterprise}:department", "North"),
            Operation("Replace", "active", "False"),
        ];
        await Task.WhenAll(operations.Select(one => Task.Run(() => AnswerAsync("PATCH", $"/Users/{id}", PatchOf(one)))));

        var now = await _bench.GetAsync($"/Users/{id}");
        Assert.Equal(
            ("Mair", "Hills", "North", false),
            ((string?)now["displayName"], (string?)now[Enterprise]!["organization"], (string?)now[Enterprise]!["department"],
                (bool)now["active"]!));
    }

    private async Task<HttpStatusCode> AnswerAsync(string method, string path, JsonObject body)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/scim+json");
        using var request = new HttpRequestMessage(new HttpMethod(method), "/scim/v2" + path) { Content = content };
        using var answer = await _bench.Directory.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static JsonObject Provisioned() => JsonNode.Parse(
        """
        {
          "schemas": [
            "urn:ietf:params:scim:schemas:core:2.0:User",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
          "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
          "userName": "00123",
          "active": true,
          "emails": [{ "primary": true, "type": "work", "value": "sian.hughes@trust.nhs.uk" }],
          "meta": { "resourceType": "User" },
          "name": { "formatted": "Siân Hughes", "familyName": "Hughes", "givenName": "Siân" },
          "roles": [],
          "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
            "organization": "Coast NHS Trust", "department": "East", "employeeNumber": "9" }
        }
        """)!.AsObject();
}
