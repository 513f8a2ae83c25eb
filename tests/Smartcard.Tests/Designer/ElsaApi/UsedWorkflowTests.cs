using System.Net;
using System.Text.Json.Nodes;
using Smartcard.Domain.Users;
using Smartcard.Tests.Host;
using static Smartcard.Tests.Designer.DryRun.DryRunPlayer;
using static Smartcard.Tests.SelfService.Policy.PartOfUnlock;

namespace Smartcard.Tests.Designer.ElsaApi;

/// <summary>
/// A workflow as an activity of others: offered in the palette, proved with whatever uses it, and never changed under
/// it.
/// </summary>
public sealed class UsedWorkflowTests : IAsyncLifetime
{
    private HostBench _host = null!;
    private BackOfficeBrowser _browser = null!;
    private StudioUser _designer = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _browser = await _host.SignInAsync(BackOfficeRoles.RaAdmin);
        _designer = new StudioUser(_browser);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task It_stands_in_the_palette_once_it_is_published_with_its_outcomes_as_ports()
    {
        await SaveAsync(ConfirmByCode(), publish: false);
        Assert.Null(await DescriptorAsync("ConfirmByCode"));

        await SaveAsync(ConfirmByCode(), publish: true);

        var descriptor = await DescriptorAsync("ConfirmByCode");
        Assert.Equal(
            (true, "Workflows", "Confirm by code"),
            ((bool)descriptor!["isBrowsable"]!, (string?)descriptor["category"], (string?)descriptor["displayName"]));
        Assert.Equal(
            ["Root Embedded", "Valid Flow", "TooMany Flow"],
            descriptor["ports"]!.AsArray().Select(p => $"{p!["name"]} {p["type"]}"));
        Assert.Equal(
            ("confirm-by-code", "confirm-by-code.v1"),
            (
                (string?)descriptor["constructionProperties"]!["WorkflowDefinitionId"],
                (string?)descriptor["customProperties"]!["WorkflowDefinitionVersionId"]));
    }

    [Fact]
    public async Task An_unlock_that_uses_it_is_published_and_played_to_an_unlocked_card()
    {
        await SaveAsync(ConfirmByCode(), publish: true);
        await _designer.DraftAsync(UnlockWithPart());
        await _designer.PublishAsync("unlock");
        Assert.Equal(2, await _designer.PublishedAsync("unlock"));

        await BeginAsync(_browser, "unlock");
        await UpToQuestionsAsync(_browser);
        await ReplyAsync(_browser, "answer");
        Assert.Contains("Mail to robin.example@nhs.net: ", _browser.Text, StringComparison.Ordinal);
        await DoAsync(_browser, "wait-15");
        Assert.Contains("That code has expired", _browser.Text, StringComparison.Ordinal);
        await ReplyAsync(_browser, "continue");
        await ReplyAsync(_browser, "send");
        await DoAsync(_browser, "card-Own");

        Assert.Contains("Your card is unlocked.", _browser.Text, StringComparison.Ordinal);
        Assert.Matches(@"Confirm by code › Enter the code\s*: Valid", _browser.Text);
        Assert.Contains("This version is safe", _browser.Text, StringComparison.Ordinal);
        var chat = await _host.ChatAsync();
        await chat.TypeAsync("my card is locked");
        Assert.True(await chat.SaysOnCardAsync("Only unlock your own card."));
    }

    [Fact]
    public async Task A_version_of_it_that_lets_an_expired_code_pass_is_refused_where_it_is_used_with_the_way_through_it()
    {
        await SaveAsync(ConfirmByCode(), publish: true);
        await _designer.DraftAsync(UnlockWithPart());
        await _designer.PublishAsync("unlock");
        var hole = await _designer.WholeAsync("confirm-by-code");
        Lead(hole, "whatHappened", "Expired", "leaveValid");
        await SaveAsync(hole, publish: true);
        Assert.Equal(2, await _designer.PublishedAsync("confirm-by-code"));

        await _designer.PostAsync("/workflow-definitions/confirm-by-code/update-references");
        Assert.Equal("""{"affectedWorkflows":["Unlock a card"]}""", _browser.Html);
        await _designer.PublishAsync("unlock");

        var reason = Assert.Single(
            _designer.Refusals,
            r =>
                r.StartsWith(
                    "'Reset the passcode' (resetPasscode) can be reached without a valid code.",
                    StringComparison.Ordinal));
        Assert.Contains(
            "'Confirm by code › What happened?': Expired; 'Confirm by code': Valid.",
            reason,
            StringComparison.Ordinal);
        Assert.Equal(2, await _designer.PublishedAsync("unlock"));
        var published = (await _designer.WholeAsync("unlock", "Published"))["root"]!["activities"]!
            .AsArray()
            .Single(a => (string?)a!["id"] == "confirm")!;
        Assert.Equal(1, (int)published["version"]!);
    }

    [Fact]
    public async Task A_new_version_makes_drafts_of_those_that_use_it_where_it_says_so_and_never_more()
    {
        var part = ConfirmByCode();
        part["options"]!["autoUpdateConsumingWorkflows"] = true;
        await SaveAsync(part, publish: true);
        await _designer.DraftAsync(UnlockWithPart());
        await _designer.PublishAsync("unlock");
        await _browser.OpenAsync(StudioUser.Api + "/workflow-definitions/confirm-by-code/consumers");
        Assert.Equal("""{"workflowDefinitionIds":["unlock"]}""", _browser.Html);

        var next = await _designer.WholeAsync("confirm-by-code");
        next["description"] = "Better words";
        await SaveAsync(next, publish: true);

        Assert.Equal(1, (int)JsonNode.Parse(_browser.Html)!["consumingWorkflowCount"]!);
        var draft = await _designer.WholeAsync("unlock");
        Assert.Equal((3, false), ((int)draft["version"]!, (bool)draft["isPublished"]!));
        Assert.Equal(2, await _designer.PublishedAsync("unlock"));
        Assert.Contains("\"workflowDefinitionVersionId\":\"confirm-by-code.v2\"", draft.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("workflow-use-drafted:unlock.v3", await _host.AuditAsync());
        await _browser.OpenAsync("/backoffice/workflows/unlock/versions?from=2&to=3");
        Assert.Contains("version 2 of the workflow confirm-by-code", _browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_at_work_on_a_draft_keeps_it_as_it_is()
    {
        await SaveAsync(ConfirmByCode(), publish: true);
        await _designer.DraftAsync(UnlockWithPart());
        await SaveAsync(Described(await _designer.WholeAsync("confirm-by-code"), "Second"), publish: true);

        await _designer.PostAsync("/workflow-definitions/confirm-by-code/update-references");

        Assert.Equal("""{"affectedWorkflows":[]}""", _browser.Html);
        Assert.Contains(
            "\"workflowDefinitionVersionId\":\"confirm-by-code.v1\"",
            (await _designer.WholeAsync("unlock")).ToJsonString(),
            StringComparison.Ordinal);
        await _designer.PostAsync("/workflow-definitions/nothing/update-references");
        Assert.Equal(HttpStatusCode.NotFound, _browser.Status);
    }

    [Fact]
    public async Task What_was_never_published_or_is_not_offered_cannot_be_used()
    {
        await SaveAsync(ConfirmByCode(), publish: false);
        await _designer.DraftAsync(UnlockWithPart());
        await _designer.PublishAsync("unlock");
        Assert.Contains(
            "'confirm-by-code' has no published version 1 that can be used as an activity",
            Assert.Single(_designer.Refusals),
            StringComparison.Ordinal);

        var shown = (await _designer.WholeAsync("unlock"))["root"]!["activities"]!.AsArray().Single(a => (string?)a!["id"] == "confirm")!;
        Assert.Equal(("Elsa.NotFoundActivity", "ConfirmByCode"), ((string?)shown["type"], (string?)shown["missingTypeName"]));
        var kept = await _designer.WholeAsync("unlock");
        kept["description"] = "Saved with the placeholder";
        await SaveAsync(kept, publish: false);
        await _browser.OpenAsync(StudioUser.Api + "/workflow-definitions/unlock/export?versionOptions=Latest");
        Assert.Contains("\"workflowDefinitionId\": \"confirm-by-code\"", _browser.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Confirm, by code", "name of letters, digits and spaces")]
    [InlineData("Elsa.Delay", "name of letters, digits and spaces")]
    [InlineData("confirm by Code", "is already used as an activity with this name")]
    public async Task Two_activities_never_look_the_same(string name, string reason)
    {
        await SaveAsync(ConfirmByCode(), publish: true);
        var other = ConfirmByCode();
        other.Remove("definitionId");
        other["name"] = name;

        await _designer.PostAsync("/workflow-definitions", StudioUser.Save(other, publish: true));

        Assert.Equal(HttpStatusCode.BadRequest, _browser.Status);
        Assert.Contains(reason, Assert.Single(_designer.Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_inside_is_shown_to_whoever_looks_and_is_not_saved_with_what_uses_it()
    {
        await SaveAsync(ConfirmByCode(), publish: true);
        await _designer.DraftAsync(UnlockWithPart());

        await _browser.OpenAsync(
            StudioUser.Api + "/workflow-definitions/subgraph/unlock.v2?parentNodeId=Workflow1:unlock-a-card-flow:confirm");
        var root = JsonNode.Parse(_browser.Html)!["activity"]!["root"]!;
        Assert.Equal(
            "Workflow1:unlock-a-card-flow:confirm:part:enterCode",
            (string?)root["activities"]!.AsArray().Single(a => (string?)a!["id"] == "enterCode")!["nodeId"]);
        await _browser.OpenAsync(
            StudioUser.Api
                + "/workflow-definitions/subgraph/segments/unlock.v2?childNodeId=Workflow1:unlock-a-card-flow:confirm:part:enterCode");
        Assert.Equal("confirm", (string?)JsonNode.Parse(_browser.Html)!["container"]!["activity"]!["id"]);
        Assert.Equal(
            "confirm Root",
            string.Join(
                ", ",
                JsonNode.Parse(_browser.Html)!["pathSegments"]!
                    .AsArray()
                    .Select(s => $"{s!["activityId"]} {s["portName"]}")));

        var model = await _designer.WholeAsync("unlock");
        model["root"]!["activities"]!.AsArray().Single(a => (string?)a!["id"] == "confirm")!["root"] = root.DeepClone();
        model["description"] = "Looked inside";
        await SaveAsync(model, publish: false);

        Assert.DoesNotContain("enterCode", (await _designer.WholeAsync("unlock")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_journey_begins_on_it_and_a_dry_run_says_so()
    {
        await SaveAsync(ConfirmByCode(), publish: true);

        await BeginAsync(_browser, "confirm-by-code");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, _browser.Status);
        Assert.Contains(
            "No journey starts with this workflow, so it cannot be played on its own.",
            _browser.Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_may_use_each_other_in_whatever_order_they_stand()
    {
        var folder = Directory.CreateTempSubdirectory("smartcard-parts-");
        try
        {
            foreach (
                var file in Directory
                    .GetFiles(Path.Combine(Repository.Root, "workflows"), "*.json")
                    .Where(f => Path.GetFileName(f) != "unlock.json"))
            {
                File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
            }

            var part = ConfirmByCode();
            part["version"] = 4;
            var unlock = UnlockWithPart();
            unlock.Activity("confirm")["version"] = 4;
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "z-part.json"),
                part.ToJsonString(),
                TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "unlock.json"),
                unlock.Json.ToJsonString(),
                TestContext.Current.CancellationToken);

            await using var host = await HostBench.StartNewAsync($"--Workflows:Folder={folder.FullName}");
            using var browser = await host.SignInAsync(BackOfficeRoles.RaAdmin);
            var designer = new StudioUser(browser);

            Assert.Equal((1, 4), (await designer.PublishedAsync("unlock"), await designer.PublishedAsync("confirm-by-code")));
            await host.StartAgainAsync();
            Assert.Equal(
                (1, 4),
                (
                    (int)(await designer.WholeAsync("unlock"))["version"]!,
                    (int)(await designer.WholeAsync("confirm-by-code"))["version"]!));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static JsonObject Described(JsonObject model, string description)
    {
        model["description"] = description;
        return model;
    }

    private async Task SaveAsync(JsonObject model, bool publish)
    {
        await _designer.PostAsync("/workflow-definitions", StudioUser.Save(model, publish));
        Assert.True(_browser.Status == HttpStatusCode.OK, _browser.Html);
    }

    private async Task<JsonNode?> DescriptorAsync(string typeName)
    {
        await _browser.OpenAsync(StudioUser.Api + "/descriptors/activities");
        return JsonNode.Parse(_browser.Html)!["items"]!.AsArray().SingleOrDefault(d => (string?)d!["typeName"] == typeName);
    }
}
