using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Smartcard.Domain.Systems;
using Smartcard.Tests.Host;
using Smartcard.Tests.PublicEndpoints.StaffApi;

namespace Smartcard.Tests.PublicEndpoints.Scim;

/// <summary>A host, and a directory that provisions staff to it.</summary>
internal sealed class ScimBench : IAsyncDisposable
{
    public const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    private ScimBench(ApiBench api, HttpClient directory) => (Api, Directory) = (api, directory);

    public ApiBench Api { get; }

    public HttpClient Directory { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<ScimBench> StartAsync()
    {
        var api = await ApiBench.StartAsync();
        return new ScimBench(api, await api.SystemAsync(ApiScopes.Staff | ApiScopes.Cards, "Directory"));
    }

    public ValueTask DisposeAsync() => Api.DisposeAsync();

    public Task<JsonObject> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK) => SendAsync("GET", path, null, expected);

    public Task<JsonObject> FindAsync(string filter, HttpStatusCode expected = HttpStatusCode.OK) =>
        GetAsync("/Users?filter=" + Uri.EscapeDataString(filter), expected);

    public Task<JsonObject> PostAsync(JsonObject user, HttpStatusCode expected = HttpStatusCode.Created) =>
        SendAsync("POST", "/Users", user.ToJsonString(), expected);

    public Task<JsonObject> PutAsync(string id, JsonObject user, HttpStatusCode expected = HttpStatusCode.OK) =>
        SendAsync("PUT", $"/Users/{id}", user.ToJsonString(), expected);

    public Task<JsonObject> PatchAsync(string id, HttpStatusCode expected, params JsonObject[] operations) =>
        SendAsync("PATCH", $"/Users/{id}", PatchOf(operations).ToJsonString(), expected);

    public Task<JsonObject> PatchAsync(string id, params JsonObject[] operations) => PatchAsync(id, HttpStatusCode.OK, operations);

    public Task<JsonObject> DeleteAsync(string id, HttpStatusCode expected = HttpStatusCode.NoContent) =>
        SendAsync("DELETE", $"/Users/{id}", null, expected);

    /// <summary>What each answer has to be: SCIM, and an error in its form.</summary>
    public async Task<JsonObject> SendAsync(string method, string path, string? body, HttpStatusCode expected)
    {
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/scim+json"));
        using var request = new HttpRequestMessage(new HttpMethod(method), "/scim/v2" + path) { Content = content };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/scim+json"));
        using var answer = await Directory.SendAsync(request, Ct);
        return await ReadAsync(answer, expected);
    }

    public static async Task<JsonObject> ReadAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode}: {text}");
        if (text.Length == 0)
        {
            Assert.Equal(HttpStatusCode.NoContent, expected);
            return [];
        }

        Assert.Equal("application/scim+json", answer.Content.Headers.ContentType?.MediaType);
        var json = JsonNode.Parse(text)!.AsObject();
        if ((int)expected >= 400)
        {
            Assert.Equal("urn:ietf:params:scim:api:messages:2.0:Error", (string?)json["schemas"]![0]);
            Assert.Equal($"{(int)expected}", (string?)json["status"]);
            Assert.NotEmpty((string?)json["detail"] ?? "");
        }

        return json;
    }

    public static JsonObject UserOf(string number, string name = "Siân Hughes", string organisation = "Coast", string? department = null)
    {
        var user = new JsonObject
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:User", Enterprise),
            ["userName"] = number,
            ["displayName"] = name,
            [Enterprise] = new JsonObject { ["organization"] = organisation },
        };
        if (department is not null)
        {
            user[Enterprise]!["department"] = department;
        }

        return user;
    }

    public static JsonObject Operation(string op, string? path, JsonNode? value) => path is null
        ? new JsonObject { ["op"] = op, ["value"] = value }
        : new JsonObject { ["op"] = op, ["path"] = path, ["value"] = value };

    public static JsonObject PatchOf(params JsonObject[] operations) => new()
    {
        ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:PatchOp"),
        ["Operations"] = new JsonArray([.. operations]),
    };

    /// <summary>What was done to people, and who looked at them.</summary>
    public async Task<IReadOnlyList<string>> TrailAsync() =>
    [
        .. (await Api.Host.AuditAsync()).Where(e => e.StartsWith("staff-", StringComparison.Ordinal)
            || e.StartsWith("people-", StringComparison.Ordinal)
            || e.StartsWith("person-", StringComparison.Ordinal)
            || e.StartsWith("card-", StringComparison.Ordinal)),
    ];
}
