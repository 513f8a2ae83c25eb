using System.Net;
using System.Text.Json.Nodes;
using Smartcard.Domain.Users;
using Smartcard.Tests.Host;
using Smartcard.Tests.SelfService.Policy;

namespace Smartcard.Tests.Designer.Versions;

/// <summary>The page of a workflow's versions: compared in words, as files, and an old one made the draft again.</summary>
public sealed class VersionPageTests : IAsyncLifetime
{
    private const string Versions = "/backoffice/workflows/unlock/versions";

    private HostBench _host = null!;
    private BackOfficeBrowser _browser = null!;
    private StudioUser _designer = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _browser = await _host.SignInAsync(await _host.UserAsync("nia", BackOfficeRoles.RaAdmin));
        _designer = new StudioUser(_browser);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Published_and_newest_are_compared_when_nothing_else_is_asked_for()
    {
        await _designer.DraftAsync("unlock", "Two <b>bold</b>");

        await _browser.OpenAsync(Versions);

        Assert.Contains("From version 1 (published) to version 2 (draft)", _browser.Text, StringComparison.Ordinal);
        Assert.Contains(
            "'What will happen': ‘Heading’ changed from ‘Unlock my card’ to ‘Two <b>bold</b>’.",
            _browser.Text,
            StringComparison.Ordinal);
        Assert.DoesNotContain("<b>bold", _browser.Html, StringComparison.Ordinal);
        Assert.Contains("by nia Example", _browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_activity_to_which_nothing_leads_is_pointed_out_and_published_all_the_same()
    {
        await _designer.DraftAsync(Drawing.Of("unlock").Say("left"));

        await _browser.OpenAsync(Versions);
        Assert.Contains(
            "Nothing leads to 'Say' (left), so it never runs: connect it, or delete it.",
            _browser.Text,
            StringComparison.Ordinal);
        await _designer.PublishAsync("unlock");

        Assert.Equal(2, await _designer.PublishedAsync("unlock"));
    }

    [Fact]
    public async Task Any_two_are_compared_and_a_number_that_there_is_not_is_told()
    {
        await _designer.DraftAsync("unlock", "Two");
        await _designer.PublishAsync("unlock");
        await _designer.DraftAsync("unlock", "Three");

        await _browser.OpenAsync(Versions + "?from=3&to=1");
        Assert.Contains("‘Heading’ changed from ‘Three’ to ‘Unlock my card’.", _browser.Text, StringComparison.Ordinal);
        await _browser.OpenAsync(Versions + "?from=9&to=x");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, _browser.Status);
        Assert.Contains("There is no version “9”.", _browser.Text, StringComparison.Ordinal);
        Assert.Contains("There is no version “x”.", _browser.Text, StringComparison.Ordinal);
        Assert.Contains("From version 2 (published) to version 3 (draft)", _browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_editors_page_leads_to_the_versions_and_back()
    {
        await _browser.OpenAsync("/backoffice/workflows/unlock");
        Assert.Contains($"<a href=\"{Versions}\">Versions and changes</a>", _browser.Html, StringComparison.Ordinal);

        await _browser.OpenAsync(Versions);
        Assert.Contains("href=\"/backoffice/workflows/unlock\">Open in the designer</a>", _browser.Html, StringComparison.Ordinal);
        await _browser.OpenAsync("/backoffice/workflows/nobody-knows/versions");
        Assert.Equal(HttpStatusCode.NotFound, _browser.Status);
    }

    [Fact]
    public async Task A_version_is_made_the_draft_again_after_a_question_and_is_on_record()
    {
        await _designer.DraftAsync("unlock", "Two");
        await _designer.PublishAsync("unlock");

        await _browser.OpenAsync(Versions + "/1/revert");
        Assert.Contains("It becomes a new draft, version 3.", _browser.Text, StringComparison.Ordinal);
        Assert.Contains("‘Heading’ changed from ‘Two’ to ‘Unlock my card’.", _browser.Text, StringComparison.Ordinal);
        await _browser.SubmitAsync(Versions + "/1/revert");

        Assert.Contains("It is the draft again.", _browser.Text, StringComparison.Ordinal);
        Assert.Equal(2, await _designer.PublishedAsync("unlock"));
        Assert.Contains("Unlock my card", (await _designer.WholeAsync("unlock")).ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("workflow-reverted:unlock.v3", await _host.AuditAsync());
    }

    [Fact]
    public async Task What_changed_since_the_question_was_asked_is_not_overwritten()
    {
        await _designer.DraftAsync("unlock", "Two");
        await _browser.OpenAsync(Versions + "/1/revert");
        Assert.Contains("This replaces the current draft, version 2.", _browser.Text, StringComparison.Ordinal);
        using var colleague = await _host.SignInAsync(BackOfficeRoles.RaAdmin);
        await new StudioUser(colleague).DraftAsync("unlock", "Theirs");

        await _browser.SubmitAsync(Versions + "/1/revert");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, _browser.Status);
        Assert.Contains("Somebody else has changed this workflow in the meantime", _browser.Text, StringComparison.Ordinal);
        Assert.Contains("Theirs", (await _designer.WholeAsync("unlock")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_version_is_a_file()
    {
        await _designer.DraftAsync("unlock", "Two");

        await _browser.OpenAsync(Versions + "/1/download");
        var first = JsonNode.Parse(_browser.Html)!;
        await _browser.OpenAsync(Versions + "/2/download");
        var second = JsonNode.Parse(_browser.Html)!;

        Assert.Equal((1, 2), ((int)first["version"]!, (int)second["version"]!));
        Assert.True(JsonNode.DeepEquals(Drawing.Of("unlock").Json["root"]!["connections"], first["root"]!["connections"]));
        Assert.Contains("\"Two\"", second.ToJsonString(), StringComparison.Ordinal);
        await _browser.OpenAsync(Versions + "/x/download");
        Assert.Equal(HttpStatusCode.NotFound, _browser.Status);
    }

    [Theory]
    [InlineData(BackOfficeRoles.Booth)]
    [InlineData(BackOfficeRoles.Auditor)]
    public async Task Others_see_and_download_versions_and_change_none(BackOfficeRoles role)
    {
        await _designer.DraftAsync("unlock", "Two");
        using var other = await _host.SignInAsync(role);

        await other.OpenAsync(Versions);
        Assert.Contains("‘Heading’ changed", other.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/revert", other.Html, StringComparison.Ordinal);
        await other.OpenAsync(Versions + "/1/download");
        Assert.Equal(HttpStatusCode.OK, other.Status);
        foreach (var path in new[] { "/versions/1/revert", "/file" })
        {
            await other.OpenAsync("/backoffice/workflows/unlock" + path);
            Assert.Equal(HttpStatusCode.Forbidden, other.Status);
        }
    }

    [Fact]
    public async Task No_workflow_takes_the_place_of_the_page_of_approvals()
    {
        await _designer.PostAsync("/workflow-definitions/import", JsonNode.Parse("""{"definitionId":"Approvals","name":"A","root":{"id":"a","type":"Elsa.Flowchart"}}"""));
        Assert.Contains("No workflow can have the id 'approvals'", Assert.Single(_designer.Refusals), StringComparison.Ordinal);

        await _designer.PostAsync("/workflow-definitions", StudioUser.Save((JsonObject)JsonNode.Parse("""{"name":"Approvals","root":{"id":"a","type":"Elsa.Flowchart"}}""")!, publish: false));
        Assert.Equal("approvals-2", (string)JsonNode.Parse(_browser.Html)!["workflowDefinition"]!["definitionId"]!);
    }
}
