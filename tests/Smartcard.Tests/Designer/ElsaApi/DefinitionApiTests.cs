using System.Net;
using System.Text.Json.Nodes;
using Smartcard.Domain.Users;
using Smartcard.Tests.Host;
using Smartcard.Tests.SelfService.Policy;

namespace Smartcard.Tests.Designer.ElsaApi;

/// <summary>Definitions through the API that Elsa Studio calls, with the bodies that it sends.</summary>
public sealed class DefinitionApiTests : IAsyncLifetime
{
    private const string Api = StudioUser.Api;

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

    [Fact]
    public async Task The_list_has_the_newest_versions_and_says_that_they_may_be_edited()
    {
        var list = await GetAsync(
            "/workflow-definitions?versionOptions=Latest&Page=0&PageSize=10&SearchTerm=&IsSystem=False&OrderDirection=Ascending");

        Assert.Equal(
            ["registration", "report", "unlock", "unlock-card-and-code"],
            list["items"]!.AsArray().Select(i => (string)i!["definitionId"]!));
        Assert.Equal("publish", (string?)list["items"]![0]!["links"]![0]!["rel"]);
        Assert.Equal("bulk-publish", (string?)list["links"]![0]!["rel"]);
        Assert.Equal(4, (int)list["totalCount"]!);
    }

    [Fact]
    public async Task A_save_over_a_published_version_makes_a_draft_and_the_next_one_changes_it()
    {
        var first = await SavedAsync(await WholeAsync("unlock"), "What staff read first");
        var second = await SavedAsync((JsonObject)first.DeepClone(), "What staff read now");

        Assert.Equal(
            ("unlock.v2", 2, true, false),
            ((string)first["id"]!, (int)first["version"]!, (bool)first["isLatest"]!, (bool)first["isPublished"]!));
        Assert.Equal("unlock.v2", (string)second["id"]!);
        Assert.NotEmpty(second["links"]!.AsArray());
        Assert.Equal("unlock.v1", (string)(await WholeAsync("unlock", "Published"))["id"]!);
        Assert.Equal("What staff read now", (string)(await WholeAsync("unlock"))["description"]!);
    }

    [Fact]
    public async Task A_save_that_comes_again_because_its_answer_was_lost_is_answered_like_the_first()
    {
        var model = await WholeAsync("unlock");
        model["description"] = "Changed";
        var body = StudioUser.Save(model, publish: false);

        await PostAsync("/workflow-definitions", body);
        var first = _admin.Html;
        await PostAsync("/workflow-definitions", body);

        Assert.Equal(HttpStatusCode.OK, _admin.Status);
        Assert.Equal(first, _admin.Html);
        Assert.Equal(
            2,
            (await GetAsync("/workflow-definitions?versionOptions=AllVersions&DefinitionIds=unlock"))["items"]!
                .AsArray()
                .Count);
    }

    [Fact]
    public async Task Of_two_who_edit_at_once_the_second_is_told_and_overwrites_nothing()
    {
        var mine = await WholeAsync("unlock");
        await SavedAsync(await WholeAsync("unlock"), "Theirs");

        mine["description"] = "Mine";
        await PostAsync("/workflow-definitions", StudioUser.Save(mine, publish: true));

        AssertRefused("Somebody else has changed this workflow");
        Assert.Equal("Theirs", (string)(await WholeAsync("unlock"))["description"]!);
    }

    [Fact]
    public async Task An_unsafe_draft_is_kept_and_its_publishing_refused_with_the_way()
    {
        var draft = await DraftAsync(Drawing.Of("unlock").Lead("whatHappened", "Expired", "resetPasscode"));

        await PostAsync("/workflow-definitions", StudioUser.Save(draft, publish: true));
        AssertRefused("can be reached without a valid code. The way there: 'What will happen': Continue;");
        await PostAsync("/workflow-definitions/unlock/publish", new JsonObject());
        AssertRefused("can be reached without a valid code");
        await PostAsync(
            "/bulk-actions/publish/workflow-definitions/by-definition-ids",
            new JsonObject { ["definitionIds"] = new JsonArray("unlock") });
        AssertRefused("can be reached without a valid code");

        Assert.Equal("unlock.v1", (string)(await WholeAsync("unlock", "Published"))["id"]!);
        Assert.Equal("unlock.v2", (string)(await WholeAsync("unlock"))["id"]!);
    }

    [Fact]
    public async Task A_published_change_is_what_new_chats_begin_with()
    {
        var draft = await DraftAsync(Drawing.Of("unlock").Set("welcome", "heading", Drawing.Literal("A new welcome")));

        await PostAsync("/workflow-definitions", StudioUser.Save(draft, publish: true));

        Assert.Equal(HttpStatusCode.OK, _admin.Status);
        Assert.Equal("unlock.v2", (string)(await WholeAsync("unlock", "Published"))["id"]!);
        var chat = await _host.ChatAsync();
        await chat.TypeAsync("my card is locked");
        Assert.Contains("A new welcome", (await chat.PollAsync()).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_version_comes_back_as_the_draft()
    {
        await PostAsync(
            "/workflow-definitions",
            StudioUser.Save(
                await DraftAsync(Drawing.Of("unlock").Set("welcome", "heading", Drawing.Literal("Two"))),
                publish: true));

        await PostAsync("/workflow-definitions/unlock/revert/1", null);

        Assert.Equal("unlock.v3", (string)JsonNode.Parse(_admin.Html)!["id"]!);
        Assert.DoesNotContain("\"Two\"", (await WholeAsync("unlock")).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("unlock.v2", (string)(await WholeAsync("unlock", "Published"))["id"]!);
    }

    [Fact]
    public async Task What_was_published_is_neither_deleted_nor_taken_back_while_staff_use_it()
    {
        await SendAsync(HttpMethod.Delete, "/workflow-definition-versions/unlock.v1", null);
        AssertRefused("was published");
        await SendAsync(HttpMethod.Delete, "/workflow-definitions/unlock", null);
        AssertRefused("was published");
        await PostAsync("/workflow-definitions/unlock/retract", new JsonObject());
        AssertRefused("Staff use this workflow");
        await PostAsync("/workflow-definitions/unlock-card-and-code/retract", new JsonObject());
        AssertRefused("Staff use this workflow");

        await SavedAsync(await WholeAsync("unlock"), "A draft");
        await SendAsync(HttpMethod.Delete, "/workflow-definition-versions/unlock.v2", null);
        Assert.Equal(HttpStatusCode.NoContent, _admin.Status);
        Assert.Equal("unlock.v1", (string)(await WholeAsync("unlock"))["id"]!);
    }

    [Fact]
    public async Task An_empty_canvas_is_not_saved_over_a_workflow()
    {
        var model = await WholeAsync("unlock");
        model["root"]!["activities"] = new JsonArray(new JsonObject { ["id"] = "new", ["type"] = "Smartcard.Say", ["version"] = 1 });
        model["root"]!["connections"] = new JsonArray();

        await PostAsync("/workflow-definitions", StudioUser.Save(model, publish: false));

        AssertRefused("would remove every activity");
        Assert.Equal("unlock.v1", (string)(await WholeAsync("unlock"))["id"]!);
    }

    [Fact]
    public async Task An_activity_that_is_not_known_here_travels_as_a_placeholder_and_comes_back_whole()
    {
        var file = Drawing.Of("unlock").Add("later", "Smartcard.FromTheFuture", ("colour", "green")).Json;
        await PostAsync("/workflow-definitions/import", file);
        var shown = await WholeAsync("unlock");
        var placeholder = shown["root"]!["activities"]!.AsArray().Single(a => (string)a!["id"]! == "later")!;
        Assert.Equal("Elsa.NotFoundActivity", (string)placeholder["type"]!);

        await SavedAsync(shown, "Saved again");

        await _admin.OpenAsync(Api + "/workflow-definitions/unlock/export?versionOptions=Latest");
        var kept = JsonNode.Parse(_admin.Html)!["root"]!["activities"]!.AsArray().Single(a => (string)a!["id"]! == "later")!;
        Assert.Equal(("Smartcard.FromTheFuture", "green"), ((string)kept["type"]!, (string)kept["colour"]!));
        await PostAsync("/workflow-definitions/unlock/publish", new JsonObject());
        AssertRefused("there is no activity of type 'Smartcard.FromTheFuture'");
    }

    [Fact]
    public async Task What_is_exported_seeds_the_same_workflow_elsewhere()
    {
        await _admin.OpenAsync(Api + "/workflow-definitions/unlock/export?versionOptions=Latest");
        var exported = JsonNode.Parse(_admin.Html)!;
        var shipped = Drawing.Of("unlock").Json;

        Assert.True(JsonNode.DeepEquals(shipped["root"]!["connections"], exported["root"]!["connections"]));
        Assert.Equal(
            shipped["root"]!["activities"]!.AsArray().Select(a => (string)a!["id"]!),
            exported["root"]!["activities"]!.AsArray().Select(a => (string)a!["id"]!));
        Assert.NotNull(exported["$schema"]);
    }

    [Fact]
    [OnPostgres]
    public async Task A_new_workflow_gets_its_id_from_its_name_and_everything_the_designer_needs()
    {
        await PostAsync("/workflow-definitions", JsonNode.Parse("""
            {"model":{"id":null,"definitionId":null,"name":"Unlock at night","variables":null,"inputs":null,"outputs":null,"outcomes":null,"customProperties":null,"options":null,
            "version":1,"isLatest":true,"isPublished":false,"createdAt":"0001-01-01T00:00:00+00:00","root":{"id":"abc","type":"Elsa.Flowchart","version":1,"name":"Flowchart1"}},"publish":null}
            """)!);
        var made = JsonNode.Parse(_admin.Html)!["workflowDefinition"]!;

        Assert.Equal(
            ("unlock-at-night", "unlock-at-night.v1", "Workflow1:abc"),
            ((string)made["definitionId"]!, (string)made["id"]!, (string)made["root"]!["nodeId"]!));
        Assert.NotNull(made["options"]);
        Assert.NotNull(made["customProperties"]);
        await SendAsync(HttpMethod.Delete, "/workflow-definitions/unlock-at-night", null);
        Assert.Equal(HttpStatusCode.NoContent, _admin.Status);
    }

    [Theory]
    [InlineData(BackOfficeRoles.Booth)]
    [InlineData(BackOfficeRoles.Auditor)]
    public async Task Others_see_workflows_without_a_link_to_edit_and_their_writes_are_refused(BackOfficeRoles role)
    {
        using var other = await _host.SignInAsync(role);

        await other.OpenAsync(Api + "/workflow-definitions/by-definition-id/unlock?versionOptions=Latest");
        var shown = JsonNode.Parse(other.Html)!;
        Assert.Empty(shown["links"]!.AsArray());
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Post, "/workflow-definitions"),
            (HttpMethod.Post, "/workflow-definitions/import"),
            (HttpMethod.Post, "/workflow-definitions/unlock/publish"),
            (HttpMethod.Post, "/workflow-definitions/unlock/revert/1"),
            (HttpMethod.Delete, "/workflow-definitions/unlock"),
            (HttpMethod.Post, $"/cancel/workflow-instances/{Guid.CreateVersion7()}"),
        })
        {
            var body = StudioUser.Save((JsonObject)shown.DeepClone(), publish: true);
            await new StudioUser(other).SendAsync(method, path, body.ToJsonString());
            Assert.True(other.Status == HttpStatusCode.Forbidden, $"{path} answered {other.Status}");
        }
    }

    [Fact]
    public async Task A_write_from_a_page_of_another_site_is_refused()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"http://localhost{Api}/workflow-definitions/unlock/revert/1");
        request.Headers.Add("Origin", "https://evil.example");

        await _admin.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, _admin.Status);
    }

    private async Task<JsonObject> GetAsync(string path)
    {
        await _admin.OpenAsync(Api + path);
        Assert.Equal(HttpStatusCode.OK, _admin.Status);
        return (JsonObject)JsonNode.Parse(_admin.Html)!;
    }

    private Task<JsonObject> WholeAsync(string definitionId, string versionOptions = "Latest") =>
        _designer.WholeAsync(definitionId, versionOptions);

    private async Task<JsonObject> SavedAsync(JsonObject model, string description)
    {
        model["description"] = description;
        await PostAsync("/workflow-definitions", StudioUser.Save(model, publish: false));
        Assert.Equal(HttpStatusCode.OK, _admin.Status);
        return (JsonObject)JsonNode.Parse(_admin.Html)!["workflowDefinition"]!;
    }

    private Task<JsonObject> DraftAsync(Drawing drawing) => _designer.DraftAsync(drawing);

    private Task PostAsync(string path, JsonNode? body) => _designer.SendAsync(HttpMethod.Post, path, body?.ToJsonString());

    private Task SendAsync(HttpMethod method, string path, string? body) => _designer.SendAsync(method, path, body);

    private void AssertRefused(string reason)
    {
        Assert.Equal(HttpStatusCode.BadRequest, _admin.Status);
        Assert.Contains(_designer.Refusals, e => e.Contains(reason, StringComparison.Ordinal));
    }
}
