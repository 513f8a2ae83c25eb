using System.Net;
using System.Text.Json.Nodes;
using Smartcard.Domain.Users;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Designer.ElsaApi;

/// <summary>Bodies that no designer sends: refused with the reason, or kept and shown as they are, and never a fault.</summary>
public sealed class SpoiltDefinitionTests : IAsyncLifetime
{
    private HostBench _host = null!;
    private BackOfficeBrowser _admin = null!;
    private StudioUser _designer = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _admin = await _host.SignInAsync(BackOfficeRoles.RaAdmin);
        _designer = new StudioUser(_admin);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData("/workflow-definitions", "{}")]
    [InlineData("/workflow-definitions", """{"model":{"name":"","root":{"type":"Elsa.Flowchart"}}}""")]
    [InlineData("/workflow-definitions", """{"model":{"name":"No root"}}""")]
    [InlineData("/workflow-definitions/import", """{"name":"No root"}""")]
    [InlineData("/workflow-definitions", "not json")]
    [InlineData("/workflow-definitions/import", """{"definitionId":"../un.v2lock","name":"Id","root":{"id":"a","type":"Elsa.Flowchart"}}""")]
    public async Task A_save_without_sense_is_refused_and_changes_nothing(string path, string body)
    {
        var before = await _host.CountsAsync();

        await SendAsync(HttpMethod.Post, path, body);

        Assert.Equal(HttpStatusCode.BadRequest, _admin.Status);
        Assert.Equal(before, await _host.CountsAsync());
    }

    [Theory]
    [InlineData("/workflow-definitions", """{"model":{"name":"A","name":"B","root":{"id":"a","type":"Elsa.Flowchart"}}}""", "The request has the member 'name' twice")]
    [InlineData("/workflow-definitions/import", """{"name":"A","root":{"id":"a","type":"Elsa.Flowchart","metadata":{"x":1,"x":2}}}""", "The request has the member 'x' twice")]
    [InlineData("/bulk-actions/publish/workflow-definitions/by-definition-ids", """{"definitionIds":[],"definitionIds":[]}""", "The request has the member 'definitionIds' twice")]
    [InlineData("/workflow-instances", """{"page":0,"page":1}""", "The request has the member 'page' twice")]
    [InlineData("/workflow-definitions/import", "[1]", "not a JSON object")]
    [InlineData("/workflow-definitions/import", "{", "not JSON")]
    [InlineData("/workflow-definitions/import", """{"definitionId":"a","name":"\ud800","root":{"id":"a","type":"Elsa.Flowchart"}}""", "half a character (a surrogate without its other half) (at $.name)")]
    [InlineData("/workflow-definitions/import", """{"definitionId":"a","name":"A","root":{"id":"a","type":"Elsa.Flowchart","\udc00":1}}""", "half a character")]
    [InlineData("/workflow-definitions/import", """{"definitionId":"a","name":"A","variables":[{"name":"v","value":"\u0000unknown"}],"root":{"id":"a","type":"Elsa.Flowchart"}}""", "U+0000 (at $.variables[0].value)")]
    public async Task A_body_that_cannot_be_read_in_one_way_only_is_refused_with_the_reason(string path, string body, string reason)
    {
        var before = await _host.CountsAsync();

        await SendAsync(HttpMethod.Post, path, body);

        AssertRefused(reason);
        Assert.Equal(before, await _host.CountsAsync());
    }

    [Theory]
    [InlineData("""{"id":"b","type":"Nobody.Knows","x":1,"x":2}""", HttpStatusCode.OK)]
    [InlineData("deep", HttpStatusCode.BadRequest)]
    public async Task A_placeholder_that_holds_what_cannot_be_read_never_ends_in_a_fault(string original, HttpStatusCode answer)
    {
        var inner = original == "deep" ? $$"""{"id":"b","type":"Nobody.Knows","x":{{new string('[', 62)}}{{new string(']', 62)}}}""" : original;
        var model = (JsonObject)JsonNode.Parse("""{"definitionId":"spoilt","name":"Spoilt","root":{"id":"a","type":"Elsa.Flowchart","activities":[{"id":"b","type":"Elsa.NotFoundActivity"}]}}""")!;
        model["root"]!["activities"]![0]!["originalActivityJson"] = inner;

        await PostAsync("/workflow-definitions/import", model);

        Assert.Equal(answer, _admin.Status);
        await _admin.OpenAsync("/backoffice/workflows/spoilt/versions");
        Assert.Equal(answer == HttpStatusCode.OK ? HttpStatusCode.OK : HttpStatusCode.NotFound, _admin.Status);
    }

    [Theory]
    [InlineData("\"1\"")]
    [InlineData("null")]
    [InlineData("1.5")]
    [InlineData("{}")]
    public async Task A_version_that_is_no_number_is_refused_when_it_is_published(string version)
    {
        var report = JsonNode.Parse(
            await File.ReadAllTextAsync(
                Path.Combine(Repository.Root, "workflows", "report.json"),
                TestContext.Current.CancellationToken))!;
        report["root"]!["activities"]![1]!["version"] = JsonNode.Parse(version);
        await PostAsync("/workflow-definitions/import", report);

        await PostAsync("/workflow-definitions/report/publish", new JsonObject());

        AssertRefused("'Ask whether they are sure' (welcome): a whole number is expected here (at $.root.activities[1].version)");
    }

    [Fact]
    public async Task What_is_spoilt_inside_a_draft_is_kept_and_shown_and_never_a_fault()
    {
        await PostAsync("/workflow-definitions/import", JsonNode.Parse("""
            {"definitionId":"spoilt","name":"Spoilt","version":"x","root":{"id":"a","type":"Elsa.Flowchart","version":1.5,"activities":[
            {"id":"b","type":"Elsa.NotFoundActivity","version":1,"originalActivityJson":"{"},{"id":"c","type":"Nobody.Knows","version":1.5}]}}
            """));
        Assert.Equal(HttpStatusCode.OK, _admin.Status);
        Assert.All(
            (await _designer.WholeAsync("spoilt"))["root"]!["activities"]!.AsArray(),
            a => Assert.Equal("Elsa.NotFoundActivity", (string)a!["type"]!));

        await PostAsync("/workflow-definitions/spoilt/publish", new JsonObject());
        AssertRefused("'Flowchart' (a): a whole number is expected here");
        await PostAsync("/workflow-instances", new JsonObject { ["page"] = int.MaxValue, ["pageSize"] = int.MaxValue });
        Assert.Equal(HttpStatusCode.OK, _admin.Status);
    }

    private Task PostAsync(string path, JsonNode? body) => SendAsync(HttpMethod.Post, path, body?.ToJsonString());

    private Task SendAsync(HttpMethod method, string path, string? body) => _designer.SendAsync(method, path, body);

    private void AssertRefused(string reason)
    {
        Assert.Equal(HttpStatusCode.BadRequest, _admin.Status);
        Assert.Contains(_designer.Refusals, e => e.Contains(reason, StringComparison.Ordinal));
    }
}
