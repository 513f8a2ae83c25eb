using System.Net;
using System.Text.Json.Nodes;
using Smartcard.Domain.Users;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Designer.ElsaApi;

/// <summary>What the designer is given when somebody opens an activity that holds others.</summary>
public sealed class SubgraphTests
{
    private const string Workflow = """
        {"name":"Nested","root":{"id":"flow","type":"Elsa.Flowchart","version":1,"activities":[
          {"id":"loop","type":"Elsa.While","version":1,"body":{"id":"steps","type":"Elsa.Sequence","version":1,"activities":[
            {"id":"one","type":"Elsa.WriteLine","version":1},{"id":"two","type":"Elsa.WriteLine","version":1}]}}],"connections":[]}}
        """;

    [Theory]
    [InlineData("flow:loop", "loop", "Activities", "steps")]
    [InlineData("flow:loop:steps", "steps", "Body", "one two")]
    [InlineData("no such node", "flow", null, "loop")]
    public async Task The_part_below_a_node_is_given_whole(string node, string activity, string? port, string children)
    {
        await using var host = await HostBench.StartAsync();
        using var admin = await host.SignInAsync(BackOfficeRoles.RaAdmin);
        await SaveAsync(admin);

        await admin.OpenAsync($"/backoffice/elsa/api/workflow-definitions/subgraph/nested.v1?parentNodeId=Workflow1:{node}");

        var found = JsonNode.Parse(admin.Html)!;
        Assert.Equal(activity, (string?)found["activity"]!["id"]);
        Assert.Equal(port, (string?)found["port"]);
        Assert.Equal(children.Split(' '), found["children"]!.AsArray().Select(c => (string?)c!["activity"]!["id"]));
    }

    [Fact]
    public async Task The_way_down_to_a_node_leaves_flowcharts_out()
    {
        await using var host = await HostBench.StartAsync();
        using var admin = await host.SignInAsync(BackOfficeRoles.Auditor);
        using var editor = await host.SignInAsync(BackOfficeRoles.RaAdmin);
        await SaveAsync(editor);

        await admin.OpenAsync(
            "/backoffice/elsa/api/workflow-definitions/subgraph/segments/nested.v1?childNodeId=Workflow1:flow:loop:steps:two");

        var found = JsonNode.Parse(admin.Html)!;
        Assert.Equal(
            ("two", "steps"),
            ((string?)found["childNode"]!["activity"]!["id"], (string?)found["container"]!["activity"]!["id"]));
        Assert.Equal(
            ["loop Body", "steps Activities"],
            found["pathSegments"]!.AsArray().Select(s => $"{s!["activityId"]} {s["portName"]}"));
    }

    [Theory]
    [InlineData("segments/nested.v1?childNodeId=Workflow1:flow:elsewhere")]
    [InlineData("segments/nested.v1")]
    [InlineData("nested.v2?parentNodeId=Workflow1:flow")]
    [InlineData("nested")]
    public async Task What_is_not_there_is_not_found(string path)
    {
        await using var host = await HostBench.StartAsync();
        using var admin = await host.SignInAsync(BackOfficeRoles.RaAdmin);
        await SaveAsync(admin);

        await admin.OpenAsync("/backoffice/elsa/api/workflow-definitions/subgraph/" + path);

        Assert.Equal(HttpStatusCode.NotFound, admin.Status);
    }

    private static async Task SaveAsync(BackOfficeBrowser admin)
    {
        await admin.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "http://localhost/backoffice/elsa/api/workflow-definitions")
            {
                Headers = { { "Origin", "http://localhost" } },
                Content = new StringContent(
                    new JsonObject { ["model"] = JsonNode.Parse(Workflow), ["publish"] = false }.ToJsonString(),
                    System.Text.Encoding.UTF8,
                    "application/json"),
            });
        Assert.Equal(HttpStatusCode.OK, admin.Status);
    }
}
