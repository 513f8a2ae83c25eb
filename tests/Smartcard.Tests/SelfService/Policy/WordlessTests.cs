using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Prompts;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Tests.SelfService.Policy;

/// <summary>
/// Texts of which a person could read nothing: refused where that can be known, and a fault where only a run shows it.
/// Never an empty bubble.
/// </summary>
public sealed class WordlessTests
{
    public static TheoryData<string, string> Nothing => new()
    {
        { "Literal", "" },
        { "Literal", "  " },
        { "Literal", "\u200b" },
        { "Literal", "\u2800" },
        { "Literal", "[](#)" },
        { "Literal", "<!-- to be written -->" },
        { "JavaScript", "''" },
        { "JavaScript", "" },
        { "JavaScript", "null" },
        { "JavaScript", "undefined" },
        { "JavaScript", "return" },
        { "JavaScript", "'' + ' '" },
        { "JavaScript", "`\u200b`" },
        { "Liquid", "" },
        { "Liquid", "{{ '' }}" },
        { "Liquid", "{{ nil }}" },
        { "Liquid", "{% comment %}to be written{% endcomment %}" },
        { "Liquid", "{%- assign a = 'b' -%} " },
    };

    [Theory]
    [MemberData(nameof(Nothing))]
    public async Task Saying_nothing_is_refused_and_ends_no_journey(string type, string value)
    {
        var refusals = await Drawing.Of("unlock").Set("unlocked", "text", Expression(type, value)).CheckAsync();

        Assert.Contains(refusals, r => r.ActivityId == "unlocked" && r.Reason.EndsWith("has no words to say.", StringComparison.Ordinal));
        Assert.Contains(refusals, r => r.Path is [.., "'Unlocked': Done"] && r.Reason.Contains("without a word", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Nothing))]
    public async Task So_is_a_page_without_words_or_with_a_blank_button(string type, string value)
    {
        var page = await Drawing.Of("unlock").Set("welcome", "text", Expression(type, value)).CheckAsync();
        var button = await Drawing.Of("unlock").Set("welcome", "button", Expression(type, value)).CheckAsync();

        Assert.Contains(
            page,
            r => r.ActivityId == "welcome" && r.Reason.EndsWith("has no words to say.", StringComparison.Ordinal));
        Assert.Contains(
            button,
            r => r.ActivityId == "welcome" && r.Reason.EndsWith("has a button without words.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("unlock", "unlocked")]
    [InlineData("unlock", "welcome")]
    public async Task So_is_a_text_that_is_missing(string workflow, string activity)
    {
        var drawing = Drawing.Of(workflow);
        ((JsonObject)drawing.Activity(activity)).Remove("text");

        Assert.Contains(
            await drawing.CheckAsync(),
            r => r.ActivityId == activity && r.Reason.EndsWith("has no words to say.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("unlock", "refer")]
    [InlineData("unlock", "identify")]
    public async Task So_is_another_that_speaks(string workflow, string activity) =>
        Assert.Contains(
            await Drawing.Of(workflow).Set(activity, "text", Drawing.Literal("\u200b")).CheckAsync(),
            r => r.ActivityId == activity && r.Reason.EndsWith("has no words to say.", StringComparison.Ordinal));

    [Theory]
    [InlineData("JavaScript", "getInput('language') == 'cy' ? 'Croeso.' : ''")]
    [InlineData("Liquid", "{% if Input.language == 'cy' %}Croeso.{% endif %}")]
    public async Task What_only_a_run_shows_to_be_empty_is_a_fault_and_no_bubble(string type, string value)
    {
        var drawing = Drawing.Of("unlock").Say("greet").Insert("start", "Done", "greet").Set("greet", "text", Expression(type, value));
        Assert.Empty(await drawing.CheckAsync());
        await using var bench = await JourneyBench.StartAsync();
        await PublishAsync(bench, drawing);

        await bench.BeginAsync("unlock");

        Assert.Equal(WorkflowStatus.Faulted, bench.Status);
        Assert.Empty(bench.Said);
        Assert.Contains(
            "no words that a person could read",
            Assert.Single(await bench.RowsAsync<WorkflowIncidentRow>()).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text", "heading")]
    [InlineData("button", "")]
    public async Task So_is_a_page_that_comes_to_nothing(string input, string other)
    {
        var drawing = Drawing.Of("unlock").Set("welcome", input, Drawing.Script("getInput('nobody') ?? ''"));
        if (other.Length > 0)
        {
            drawing.Set("welcome", other, Drawing.Literal(" "));
        }

        await using var bench = await JourneyBench.StartAsync();
        await PublishAsync(bench, drawing);

        await bench.BeginAsync("unlock");

        Assert.Equal(WorkflowStatus.Faulted, bench.Status);
        Assert.DoesNotContain(bench.Said, said => said is Prompt);
    }

    /// <summary>What protects somebody is done, whatever is said about it.</summary>
    [Fact]
    public async Task The_booth_has_its_case_though_nothing_could_be_said()
    {
        var drawing = Drawing.Of("unlock").Lead("start", "Done", "refer").Set("refer", "text", Drawing.Script("getInput('nobody') ?? ''"));
        await using var bench = await JourneyBench.StartAsync();
        await PublishAsync(bench, drawing);

        await bench.BeginAsync("unlock");

        Assert.Equal(WorkflowStatus.Faulted, bench.Status);
        Assert.Single(await bench.RowsAsync<BoothCase>());
    }

    private static JsonObject Expression(string type, string value) =>
        new() { ["typeName"] = null, ["expression"] = new JsonObject { ["type"] = type, ["value"] = value } };

    private static Task<int> PublishAsync(JourneyBench bench, Drawing drawing) =>
        bench.DoAsync(services =>
            services
                .GetRequiredService<SmartcardDbContext>()
                .Set<WorkflowDefinitionRow>()
                .Where(d => d.DefinitionId == "unlock")
                .ExecuteUpdateAsync(row => row.SetProperty(d => d.Json, drawing.Json.ToJsonString())));
}
