using Microsoft.Extensions.DependencyInjection;
using Smartcard.Designer.Definitions;
using Smartcard.Server.Setup;
using Smartcard.Storage.Workflows;
using Smartcard.Tests.SelfService;
using Smartcard.Tests.SelfService.Policy;
using Smartcard.Workflows;

namespace Smartcard.Tests.Server.Setup;

/// <summary>Workflow files, judged before they do anything: by the command, and when an installation is seeded.</summary>
public sealed class WorkflowCheckTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartcard-check-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_shipped_files_may_be_published()
    {
        var (code, said) = await CheckAsync(Path.Combine(Repository.Root, "workflows"));

        Assert.Equal(0, code);
        Assert.All(said, line => Assert.EndsWith("may be published", line, StringComparison.Ordinal));
        Assert.Equal(Directory.GetFiles(Path.Combine(Repository.Root, "workflows"), "*.json").Length, said.Length);
    }

    [Fact]
    public async Task An_unsafe_file_is_told_with_each_reason_and_its_way()
    {
        var file = Write(Drawing.Of("unlock").Lead("welcome", "Continue", "resetPasscode").Json.ToJsonString());

        var (code, said) = await CheckAsync(file);

        Assert.Equal(1, code);
        Assert.Equal($"{file}: may not be published", said[0]);
        Assert.Contains(
            "- 'Reset the passcode' (resetPasscode) can be reached without a valid code. The way there: 'What will happen': Continue.",
            said);
    }

    [Fact]
    public async Task An_activity_to_which_nothing_leads_is_warned_of_and_may_be_published()
    {
        var file = Write(Drawing.Of("unlock").Say("left").Json.ToJsonString());

        var (code, said) = await CheckAsync(file);

        Assert.Equal(0, code);
        Assert.Equal(
            [
                $"{file}: may be published",
                "- Warning: Nothing leads to 'Say' (left), so it never runs: connect it, or delete it.",
            ],
            said);
    }

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("{}", "'root' is missing")]
    [InlineData("""{"definitionId":"a b","version":1,"name":"X","root":{"id":"a","type":"Elsa.Flowchart","version":1}}""", "letters, digits and hyphens")]
    [InlineData("""{"definitionId":"x","version":1,"root":{"id":"a","type":"Elsa.Flowchart","version":1}}""", "Give the workflow a name")]
    [InlineData("""{"definitionId":"unlock","version":1,"root":{"id":"a","type":"Elsa.HttpEndpoint","version":1}}""", "no activity of type 'Elsa.HttpEndpoint'")]
    public async Task A_file_that_is_no_definition_is_told_where_it_is_wrong(string json, string reason)
    {
        var (code, said) = await CheckAsync(Write(json));

        Assert.Equal(1, code);
        Assert.Contains(reason, said[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_said_to_be_missing()
    {
        var (code, said) = await CheckAsync(Path.Combine(_folder.FullName, "none.json"));

        Assert.Equal(2, code);
        Assert.Contains("none.json", Assert.Single(said), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$.version", "\"1\"")]
    [InlineData("$.root.activities[0].version", "\"1\"")]
    [InlineData("$.root.activities[0].version", "null")]
    [InlineData("$.name", "\"\\ud800\"")]
    public async Task A_file_with_a_value_of_another_kind_is_refused_with_its_place(string place, string value)
    {
        var report = Drawing.Of("report");
        var at = place.StartsWith("$.root", StringComparison.Ordinal) ? report.Activities[0]! : report.Json;
        at[place.Split('.')[^1]] = "@";

        var (code, said) = await CheckAsync(Write(report.Json.ToJsonString().Replace("\"@\"", value, StringComparison.Ordinal)));

        Assert.Equal(1, code);
        Assert.Contains(said, line => line.Contains($"(at {place})", StringComparison.Ordinal));
    }

    [Fact]
    [OnPostgres]
    public async Task An_installation_is_not_seeded_with_an_unsafe_file_and_the_start_says_why()
    {
        await using var bench = await JourneyBench.StartAsync();
        var unsafeUnlock = Drawing.Of("unlock").Lead("whatHappened", "Expired", "resetPasscode");
        unsafeUnlock.Json["definitionId"] = "unlock-quickly";
        Write(unsafeUnlock.Json.ToJsonString());

        var refused = await Assert.ThrowsAsync<DefinitionRefusedException>(() => bench.DoAsync(async services =>
        {
            await services.GetRequiredService<DefinitionSeed>().SeedAsync(_folder.FullName, CancellationToken.None);
            return true;
        }));

        Assert.DoesNotContain(await bench.RowsAsync<WorkflowDefinitionRow>(), d => d.DefinitionId == "unlock-quickly");
        Assert.Equal(
            "The workflow 'Unlock a card' (unlock-quickly) is not safe:"
                + Environment.NewLine
                + "- 'Reset the passcode' (resetPasscode) can be reached without a valid code. The way there: 'What "
                + "will happen': Continue; 'Connect the reader helper': Connected; "
                + "'Read the card': Identified; 'Ask security questions': Correct; 'Send a code by email': Sent; '15 "
                + "minutes': Done; 'What happened?': Expired.",
            Startup.Explain(refused));
    }

    private string Write(string json)
    {
        var file = Path.Combine(_folder.FullName, "changed.json");
        File.WriteAllText(file, json);
        return file;
    }

    private static async Task<(int Code, string[] Said)> CheckAsync(params string[] files)
    {
        await using var said = new StringWriter();
        var code = await WorkflowCheck.RunAsync(files, said);
        return (code, said.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }
}
