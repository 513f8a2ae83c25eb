using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Designer.Definitions;
using Smartcard.Domain.Users;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Tests.Host;
using Smartcard.Tests.SelfService.Policy;
using Smartcard.Workflows;

namespace Smartcard.Tests.Designer.Definitions;

/// <summary>Workflow files that change on the disk: a draft, or an offer beside one, and never what staff use.</summary>
public sealed class WorkflowFileTests : IAsyncLifetime
{
    private const string Versions = "/backoffice/workflows/unlock/versions";
    private const string FilePage = "/backoffice/workflows/unlock/file";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartcard-files-");
    private HostBench _host = null!;
    private BackOfficeBrowser _browser = null!;
    private StudioUser _designer = null!;

    public async ValueTask InitializeAsync()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "workflows"), "*.json"))
        {
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
        }

        _host = await HostBench.StartAsync($"--Workflows:Folder={_folder.FullName}");
        _browser = await _host.SignInAsync(BackOfficeRoles.RaAdmin);
        _designer = new StudioUser(_browser);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _host.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_file_that_says_the_same_in_another_layout_changes_nothing()
    {
        var same = (JsonObject)Drawing.Of("unlock").Json;
        (same["version"], same["createdAt"], same["isLatest"], same["isPublished"], same["toolVersion"]) = (
            12,
            "2030-01-01T00:00:00+00:00",
            false,
            false,
            "9.9.9.9");
        Write(
            "unlock.json",
            new JsonObject(same.Reverse().Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))).ToJsonString(
                Indented));
        var before = await _host.CountsAsync();

        await _host.StartAgainAsync();

        Assert.Equal(before, await _host.CountsAsync());
    }

    [Fact]
    public async Task What_a_new_installation_starts_with_is_in_the_audit_once()
    {
        await using var host = await HostBench.StartNewAsync();

        await host.StartAgainAsync();

        Assert.Single(await host.AuditAsync(), "workflow-file-published:unlock.v1");
    }

    [Fact]
    public async Task A_changed_file_becomes_a_draft_once_and_staff_keep_what_they_have()
    {
        Write("unlock.json", Changed("From the file"));

        await _host.StartAgainAsync();
        await _host.StartAgainAsync();

        var draft = await _designer.WholeAsync("unlock");
        Assert.Equal(2, (int)draft["version"]!);
        Assert.Contains("From the file", draft.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(1, await _designer.PublishedAsync("unlock"));
        Assert.Single(await _host.AuditAsync(), "workflow-file-drafted:unlock.v2");
        Assert.Contains(
            "The workflow file unlock.json has changed. It is now the draft unlock.v2",
            _host.Log.Text,
            StringComparison.Ordinal);
        await _browser.OpenAsync(Versions);
        Assert.Contains("by the host", _browser.Text, StringComparison.Ordinal);
        await _designer.PublishAsync("unlock");
        Assert.Equal(2, await _designer.PublishedAsync("unlock"));
    }

    [Fact]
    public async Task A_draft_that_was_deleted_does_not_come_back_until_the_file_changes_again()
    {
        Write("unlock.json", Changed("From the file"));
        await _host.StartAgainAsync();
        await _designer.SendAsync(HttpMethod.Delete, "/workflow-definition-versions/unlock.v2", null);

        await _host.StartAgainAsync();
        Assert.Equal(1, (int)(await _designer.WholeAsync("unlock"))["version"]!);

        Write("unlock.json", Changed("Once more"));
        await _host.StartAgainAsync();
        Assert.Contains("Once more", (await _designer.WholeAsync("unlock")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beside_a_draft_the_file_is_offered_and_taken_only_after_a_question()
    {
        await _designer.DraftAsync("unlock", "Somebody’s work");
        Write("unlock.json", Changed("From the <u>file</u>"));

        await _host.StartAgainAsync();

        Assert.Contains("Somebody", (await _designer.WholeAsync("unlock")).ToJsonString(), StringComparison.Ordinal);
        await _browser.OpenAsync(Versions);
        Assert.Contains("The file unlock.json differs from version 2 (draft).", _browser.Text, StringComparison.Ordinal);
        await _browser.OpenAsync(FilePage);
        Assert.Contains("‘Heading’ changed from ‘Somebody’s work’ to ‘From the <u>file</u>’.", _browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<u>file", _browser.Html, StringComparison.Ordinal);
        await _browser.SubmitAsync(FilePage + "/take");

        Assert.Contains("The file is the draft now.", _browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("The file on disk differs", _browser.Text, StringComparison.Ordinal);
        Assert.Contains("From the ", (await _designer.WholeAsync("unlock")).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(1, await _designer.PublishedAsync("unlock"));
        Assert.Contains("workflow-file-taken:unlock.v2", await _host.AuditAsync());
    }

    [Fact]
    public async Task What_changed_since_the_question_is_not_overwritten_and_the_offer_stays()
    {
        await _designer.DraftAsync("unlock", "Work");
        Write("unlock.json", Changed("From the file"));
        await _host.StartAgainAsync();
        await _browser.OpenAsync(FilePage);
        using var colleague = await _host.SignInAsync(BackOfficeRoles.RaAdmin);
        await new StudioUser(colleague).DraftAsync("unlock", "Newer work");

        await _browser.SubmitAsync(FilePage + "/take");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, _browser.Status);
        Assert.Contains("Somebody else has changed this workflow in the meantime", _browser.Text, StringComparison.Ordinal);
        Assert.Contains("Newer work", (await _designer.WholeAsync("unlock")).ToJsonString(), StringComparison.Ordinal);
        await _browser.OpenAsync(FilePage);
        Write("unlock.json", Changed("And the file, too"));
        await _host.StartAgainAsync();
        await _browser.SubmitAsync(FilePage + "/take");
        Assert.Contains("The file has changed again", _browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_left_out_is_offered_again_only_when_it_changes()
    {
        await _designer.DraftAsync("unlock", "Work");
        Write("unlock.json", Changed("From the file"));
        await _host.StartAgainAsync();
        await _browser.OpenAsync(FilePage);

        await _browser.SubmitAsync(FilePage + "/leave");
        Assert.Contains("The file is ignored until it changes.", _browser.Text, StringComparison.Ordinal);
        await _host.StartAgainAsync();
        await _browser.OpenAsync(FilePage);
        Assert.Equal(HttpStatusCode.NotFound, _browser.Status);
        Assert.Contains("workflow-file-left:unlock.v2", await _host.AuditAsync());

        Write("unlock.json", Changed("Changed again"));
        await _host.StartAgainAsync();
        await _browser.OpenAsync(FilePage);
        Assert.Equal(HttpStatusCode.OK, _browser.Status);
    }

    [Fact]
    public async Task A_file_written_from_a_published_version_is_nothing_new_here_and_the_same_workflow_elsewhere()
    {
        await _designer.DraftAsync("unlock", "The second version");
        await _designer.PublishAsync("unlock");
        await _browser.OpenAsync(Versions + "/2/download");
        Write("unlock.json", _browser.Html);

        await _host.StartAgainAsync();
        Assert.Equal(2, (int)(await _designer.WholeAsync("unlock"))["version"]!);

        await using var elsewhere = await HostBench.StartNewAsync($"--Workflows:Folder={_folder.FullName}");
        var (here, there) = (await JsonAsync(_host, 2), await JsonAsync(elsewhere, 1));
        Assert.True(DefinitionContent.IsSame(here, there));
        var chat = await elsewhere.ChatAsync();
        await chat.TypeAsync("my card is locked");
        Assert.Contains("The second version", (await chat.PollAsync()).ToJsonString(), StringComparison.Ordinal);
        await chat.PressAsync(await chat.NonceAsync(), "continue");
        Assert.NotEmpty(await chat.BigTextAsync());
    }

    [Theory]
    [InlineData("{", "the text is not JSON")]
    [InlineData("""{"definitionId":"unlock","definitionId":"unlock"}""", "the member 'definitionId' is there twice")]
    [InlineData("""{"definitionId":"unlock","version":1,"name":"x","root":{"id":"a","type":"Elsa.HttpEndpoint"}}""", "there is no activity of type 'Elsa.HttpEndpoint'")]
    [InlineData("""{"definitionId":"unlock","version":1,"name":" ","root":{"id":"a","type":"Elsa.Flowchart"}}""", "Give the workflow a name")]
    [InlineData("""{"definitionId":"unlock","version":"1","name":"x","root":{"id":"a","type":"Elsa.Flowchart"}}""", "a whole number is expected here (at $.version)")]
    [InlineData("""{"definitionId":"unlock","version":1,"name":"x","root":{"id":"a","type":"Elsa.Flowchart","version":null}}""", "a whole number is expected here (at $.root.version)")]
    [InlineData("""{"definitionId":"unlock","version":1,"name":"\ud800","root":{"id":"a","type":"Elsa.Flowchart"}}""", "half a character")]
    public async Task A_file_that_is_broken_is_told_and_stops_nothing(string json, string problem)
    {
        Write("unlock.json", json);

        await _host.StartAgainAsync();

        Assert.Contains(
            "Warning Smartcard.Designer.Definitions.DefinitionSeed: The workflow file unlock.json cannot be used, so "
            + "unlock stays as it is:",
            _host.Log.Text,
            StringComparison.Ordinal);
        await _browser.OpenAsync(Versions);
        Assert.Contains("The file on disk cannot be used", _browser.Text, StringComparison.Ordinal);
        Assert.Contains("unlock.json: ", _browser.Text, StringComparison.Ordinal);
        Assert.Contains(problem, _browser.Text, StringComparison.Ordinal);
        Assert.Equal(1, (int)(await _designer.WholeAsync("unlock"))["version"]!);

        Write("unlock.json", Drawing.Of("unlock").Json.ToJsonString());
        await _host.StartAgainAsync();
        await _browser.OpenAsync(Versions);
        Assert.DoesNotContain("The file on disk cannot be used", _browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    [OnPostgres]
    public async Task A_broken_file_of_a_workflow_that_there_is_not_stops_the_start()
    {
        Write("unlock-at-night.json", "{");

        var failure = await Assert.ThrowsAsync<DefinitionException>(_host.StartAgainAsync);

        Assert.StartsWith("a workflow file is wrong.", Smartcard.Server.Setup.Startup.Explain(failure), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_files_with_one_workflow_the_first_is_used_and_the_second_told()
    {
        Write("unlock2.json", Changed("Second"));

        await _host.StartAgainAsync();

        await _browser.OpenAsync(Versions);
        Assert.Contains("unlock2.json: the file unlock.json already has the workflow 'unlock'", _browser.Text, StringComparison.Ordinal);
        Assert.Equal(1, (int)(await _designer.WholeAsync("unlock"))["version"]!);
    }

    [Fact]
    [OnPostgres]
    public async Task An_installation_from_before_this_was_kept_takes_what_it_began_with_as_seen()
    {
        await using (var scope = _host.Services.CreateAsyncScope())
        {
            await scope
                .ServiceProvider.GetRequiredService<SmartcardDbContext>()
                .Set<WorkflowFileRow>()
                .ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        }

        await _host.StartAgainAsync();
        Assert.Equal(1, (int)(await _designer.WholeAsync("unlock"))["version"]!);

        Write("unlock.json", Changed("A later file"));
        await _host.StartAgainAsync();
        Assert.Equal(2, (int)(await _designer.WholeAsync("unlock"))["version"]!);
    }

    private void Write(string name, string json) => File.WriteAllText(Path.Combine(_folder.FullName, name), json);

    private static string Changed(string heading) =>
        Drawing.Of("unlock").Set("welcome", "heading", Drawing.Literal(heading)).Json.ToJsonString();

    private static async Task<JsonObject> JsonAsync(HostBench host, int version)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return DefinitionContent.Parse(
            (
                await scope
                    .ServiceProvider.GetRequiredService<DefinitionVersions>()
                    .FindAsync("unlock", version, TestContext.Current.CancellationToken))!
                .Row
                .Json);
    }
}
