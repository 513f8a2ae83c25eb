using System.Text.Json.Nodes;
using Smartcard.SelfService;
using Smartcard.Tests.SelfService.Policy;
using Smartcard.Workflows;
using Smartcard.Workflows.Comparison;

namespace Smartcard.Tests.Workflows.Comparison;

/// <summary>What changed between two versions, as an RA administrator reads it.</summary>
public sealed class ComparisonTests
{
    private static readonly ActivityRegistry Registry = MakeRegistry();

    [Fact]
    public void The_same_workflow_says_nothing_however_it_is_laid_out_and_numbered()
    {
        var other = (JsonObject)Drawing.Of("unlock").Json;
        (other["version"], other["createdAt"], other["id"], other["isPublished"], other["toolVersion"]) = (
            7,
            "2030-01-01T00:00:00+00:00",
            "unlock.v7",
            false,
            "4.0.0.0");
        var turned = new JsonObject(other.Reverse().Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())));

        Assert.Empty(Changes(turned));
        Assert.Equal(DefinitionContent.HashOf((JsonObject)Drawing.Of("unlock").Json), DefinitionContent.HashOf(turned));
    }

    [Fact]
    public void Texts_numbers_and_times_are_told_from_what_to_what_by_the_designers_names()
    {
        Assert.Equal(
            ["'Ask security questions': ‘Number of questions’ changed from ‘2’ to ‘3’."],
            Words(Drawing.Of("unlock").Set("askQuestions", "count", Drawing.Literal("3"))));
        Assert.Equal(
            ["'15 minutes': ‘Time span’ changed from 15 minutes to 1 hour 30 minutes."],
            Words(Drawing.Of("unlock").Set("codeLife", "timeSpan", Drawing.Literal("01:30:00"))));
        Assert.Equal(
            ["'What will happen': ‘Heading’ changed from ‘Unlock my card’ to the JavaScript expression ‘getVariable(\"X\")’."],
            Words(Drawing.Of("unlock").Set("welcome", "heading", Drawing.Script("getVariable(\"X\")"))));
        Assert.Equal(
            ["'What will happen': ‘Heading’ changed from ‘Unlock my card’ to its default."],
            Words(Drawing.Of("unlock").Set("welcome", "heading", null!)));
    }

    [Fact]
    public void Cases_branches_and_variables_are_told_as_the_designer_shows_them()
    {
        var cases = Drawing.Of("unlock");
        cases.Activity("whatHappened")["cases"] = JsonNode.Parse("""[{"label":"Valid","condition":{"type":"JavaScript","value":"true"}},{"label":"More","condition":{"type":"Variable","value":{"id":"v","name":"Wanted"}}}]""");
        var change = Assert.Single(Changes(cases.Json));
        Assert.Equal("'What happened?': ‘Cases’ changed.", change.Words);
        Assert.StartsWith(
            "‘Valid’ when the JavaScript expression ‘getVariable('CodeOutcome') == 'Valid'’\n‘Expired’ when",
            change.Before,
            StringComparison.Ordinal);
        Assert.Equal("‘Valid’ when the JavaScript expression ‘true’\n‘More’ when the variable ‘Wanted’", change.After);

        Assert.Equal(
            ["'Code, or 15 minutes': ‘Branches’ changed from ‘Code’, ‘Time’ to ‘Code’."],
            Words(Drawing.Of("unlock").Set("codeOrTime", "branches", Drawing.Object("""["Code"]"""))));

        var other = Drawing.Of("unlock");
        other.Activity("countWrongCode")["variable"] = other.Activity("countWrongAnswers")["variable"]!.DeepClone();
        Assert.Equal(
            [
                "'Count the wrong code': ‘Variable’ changed from the variable ‘WrongCodes’ to the variable ‘WrongAnswers’.",
            ],
            Words(other));
        Assert.Equal(
            ["'Read the card': Not registered now leads to 'Card not known' instead of 'Not registered'."],
            Words(Drawing.Of("unlock").Lead("identify", "NotRegistered", "notKnown")));
    }

    [Fact]
    public void A_long_text_is_shown_as_it_was_and_as_it_is()
    {
        var change = Assert.Single(Changes(Drawing.Of("unlock").Set("welcome", "text", Drawing.Literal("Short now.")).Json));

        Assert.Equal("'What will happen': ‘Text’ changed.", change.Words);
        Assert.StartsWith("This takes no longer than 5 minutes. You need your work email.\n\n", change.Before, StringComparison.Ordinal);
        Assert.Equal("Short now.", change.After);
    }

    [Fact]
    public void An_outcome_that_leads_elsewhere_is_told_with_both_ends()
    {
        Assert.Equal(
            ["'Ask security questions': Correct now leads to 'Enter the code' instead of 'Send a code by email'."],
            Words(Drawing.Of("unlock").Lead("askQuestions", "Correct", "enterCode")));
        Assert.Equal(
            ["'Ask security questions': Correct no longer leads to 'Send a code by email'."],
            Words(Drawing.Of("unlock").Cut("askQuestions", "Correct")));
        Assert.Equal(
            ["'Ask security questions': Correct now also leads to 'Enter the code'."],
            Words(Drawing.Of("unlock").Join("askQuestions", "Correct", "enterCode")));
    }

    [Fact]
    public void Activities_added_removed_renamed_and_replaced_are_told()
    {
        Assert.Equal(
            [
                "'Say' was added.",
                "'Say': ‘Text’ changed from its default to ‘Hello.’.",
                "'Ask security questions': Correct now leads to 'Say' instead of 'Send a code by email'.",
                "'Say': Done now leads to 'Send a code by email'.",
            ],
            Words(Drawing.Of("unlock").Say("more").Insert("askQuestions", "Correct", "more")));
        Assert.Equal(
            [
                "'Ask security questions' was removed.",
                "'Read the card': Identified now leads to 'Send a code by email' instead of 'Ask security questions'.",
                "'Another try?': True now leads to 'Send a code by email' instead of 'Ask security questions'.",
            ],
            Words(Drawing.Of("unlock").Bypass("askQuestions", "Correct")));

        var renamed = Drawing.Of("unlock");
        renamed.Activity("askQuestions")["metadata"]!["displayText"] = "Ask <b>them</b>";
        renamed.Activity("askQuestions")["type"] = "Smartcard.Say";
        Assert.Equal(
            [
                "'Ask security questions' is now called 'Ask <b>them</b>'.",
                "'Ask <b>them</b>' was replaced: it was of the kind ‘Ask security questions’ and is now ‘Say’.",
            ],
            Words(renamed).Take(2));
    }

    [Fact]
    public void Moves_on_the_canvas_are_counted_once()
    {
        var moved = Drawing.Of("unlock");
        foreach (var activity in moved.Activities.Take(3))
        {
            activity!["metadata"]!["designer"]!["position"]!["x"] = 9999;
        }

        moved.Connections[0]!["vertices"] = new JsonArray(new JsonObject { ["x"] = 1, ["y"] = 2 });

        Assert.Equal(
            [
                "3 activities were moved on the canvas. Staff see no difference.",
                "Lines were drawn differently on the canvas. Staff see no difference.",
            ],
            Words(moved));
    }

    [Fact]
    public void The_order_is_told_only_where_it_means_something()
    {
        var touched = Drawing.Of("unlock");
        var first = touched.Activity("welcome");
        touched.Activities.Remove(first);
        touched.Activities.Add(first);
        first["metadata"]!["designer"]!["size"] = new JsonObject { ["width"] = 200, ["height"] = 50 };
        Assert.Equal(["Only the way it is written changed. Staff see no difference."], Words(touched));

        var begun = Drawing.Of("unlock");
        begun.Activities.Remove(begun.Activity("start"));
        begun.Cut("start", "Done");
        begun.Cut("askQuestions", "Wrong");
        Assert.Contains("The drawing as a whole now starts with 'What will happen' instead of 'Start'.", Words(begun));

        var sequence = (JsonObject)JsonNode.Parse("""
            {"definitionId":"s","name":"S","root":{"id":"r","type":"Elsa.Sequence","activities":[
            {"id":"a","type":"Smartcard.Say","metadata":{"displayText":"One"}},{"id":"b","type":"Smartcard.Say","metadata":{"displayText":"Two"}}]}}
            """)!;
        var turned = (JsonObject)sequence.DeepClone();
        var one = turned["root"]!["activities"]![0]!;
        turned["root"]!["activities"]!.AsArray().RemoveAt(0);
        turned["root"]!["activities"]!.AsArray().Add(one);
        var change = Assert.Single(DefinitionComparison.Between(sequence, turned, Registry));
        Assert.Equal(
            ("The drawing as a whole: its activities are in another order.", "'One'\n'Two'", "'Two'\n'One'"),
            (change.Words, change.Before, change.After));
    }

    [Fact]
    public void Variables_inputs_outputs_options_and_what_nobody_knows_are_told()
    {
        var changed = Drawing.Of("unlock").Variable("Tries", "Int32", "4");
        changed.Json["name"] = "Unlock quickly";
        changed.Json["variables"]![0]!["typeName"] = "String";
        changed.Json["variables"]!.AsArray().RemoveAt(2);
        changed.Json["inputs"]!.AsArray().Add(new JsonObject { ["name"] = "Site", ["type"] = "String" });
        changed.Json["options"]!["incidentStrategyType"] = "ContinueWithIncidentsStrategy";
        changed.Json["futureSetting"] = new JsonObject { ["a"] = 1 };
        changed.Activity("askQuestions")["laterSetting"] = true;

        var words = Words(changed);

        Assert.Contains("The workflow’s name changed from ‘Unlock a card’ to ‘Unlock quickly’.", words);
        Assert.Contains("The variable ‘CodeOutcome’ was removed.", words);
        Assert.Contains("A variable was added: ‘Tries’, a whole number (Int32), that begins as ‘4’.", words);
        Assert.Contains("The variable ‘WrongAnswers’: its type changed from a whole number (Int32) to text.", words);
        Assert.Contains("An input was added: ‘Site’, text.", words);
        Assert.Contains("What a fault does to a journey changed from nothing to ‘ContinueWithIncidentsStrategy’.", words);
        Assert.Contains("Another setting of the workflow, future setting, changed from nothing to {\"a\":1}.", words);
        Assert.Contains("'Ask security questions': another setting, later setting, changed from nothing to yes.", words);
    }

    /// <summary>Each single value of the shipped workflows, changed by itself, is told in at least one sentence.</summary>
    [Theory]
    [InlineData("unlock")]
    [InlineData("registration")]
    [InlineData("report")]
    public void No_change_of_any_value_is_lost(string name)
    {
        object[] bookkeeping = ["$schema", "id", "createdAt", "version", "toolVersion", "isLatest", "isPublished", "isReadonly"];
        var original = (JsonObject)Drawing.Of(name).Json;
        var paths = Leaves(original).Where(p => p[^1] is not "nodeId" && !(p.Length == 1 && bookkeeping.Contains(p[0]))).ToList();
        Assert.True(paths.Count > 100);
        Assert.All(paths, path =>
        {
            var changed = (JsonObject)original.DeepClone();
            JsonNode at = changed;
            foreach (var step in path[..^1])
            {
                at = step is int index ? at[index]! : at[(string)step]!;
            }

            var before = path[^1] is int i ? at[i] : at[(string)path[^1]];
            JsonNode other = before is JsonValue value && value.TryGetValue<bool>(out var flag) ? !flag : "changed here";
            if (path[^1] is int last)
            {
                at[last] = other;
            }
            else
            {
                at[(string)path[^1]] = other;
            }

            Assert.True(
                DefinitionComparison.Between(original, changed, Registry).Count > 0,
                $"A change of {string.Join('.', path)} is not told.");
        });
    }

    [Fact]
    public void Definitions_that_are_spoilt_are_compared_all_the_same()
    {
        var spoilt = (JsonObject)JsonNode.Parse("""
            {"definitionId":"unlock","name":5,"variables":[1,{"id":"x"}],"inputs":{},"options":"none","root":{"id":"a","type":"Elsa.Flowchart","version":"x","metadata":7,
            "activities":[{"id":"b","type":"Elsa.If"},{"id":"b","type":"Elsa.If","then":{"id":"c","type":"Nobody.Knows","text":3}},"text",null],"connections":[{"source":1},7]}}
            """)!;

        Assert.NotEmpty(Changes(spoilt));
        Assert.NotEmpty(DefinitionComparison.Between(spoilt, (JsonObject)Drawing.Of("unlock").Json, Registry));
        Assert.Empty(DefinitionComparison.Between(spoilt, (JsonObject)spoilt.DeepClone(), Registry));
    }

    private static string[] Words(Drawing changed) => [.. Changes(changed.Json).Select(c => c.Words)];

    private static IReadOnlyList<DefinitionChange> Changes(JsonNode changed) =>
        DefinitionComparison.Between((JsonObject)Drawing.Of("unlock").Json, (JsonObject)changed, Registry);

    private static IEnumerable<object[]> Leaves(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(m => Under(m.Key, m.Value)),
        JsonArray items => items.SelectMany((item, index) => Under(index, item)),
        _ => [],
    };

    private static IEnumerable<object[]> Under(object step, JsonNode? value) =>
        value is JsonObject { Count: > 0 } or JsonArray { Count: > 0 } ? Leaves(value).Select(rest => (object[])[step, .. rest]) : [[step]];

    private static ActivityRegistry MakeRegistry()
    {
        var registry = WorkflowsRegistration.Primitives();
        registry.AddSelfServiceActivities();
        return registry;
    }
}
