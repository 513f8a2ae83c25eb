using System.Text.Json.Nodes;
using Smartcard.Workflows;

namespace Smartcard.Tests.Workflows.Primitives;

/// <summary>Workflows used as activities in others, and variables that belong to one container.</summary>
public sealed class CompositionTests
{
    private const string Greeted = """[{"id":"v-greeting","name":"Greeting","typeName":"String","value":"none"}]""";

    /// <summary>Asks; leaves by Yes with the words "Hello, " and its input, or by No.</summary>
    private static readonly string Greet = Used(
        "greet",
        "Greet somebody",
        """
        [{"id":"ask","type":"Test.Ask","version":1},
         {"id":"set","type":"Elsa.SetVariable","version":1,"variable":{"name":"Words"},"value":{"expression":{"type":"JavaScript","value":"'Hello, ' + getInput('Who')"}}},
         {"id":"out","type":"Elsa.SetOutput","version":1,"outputName":"Greeting","outputValue":{"expression":{"type":"Liquid","value":"{{ Variables.Words }}{{ Input.Mark }}"}}},
         {"id":"yes","type":"Elsa.Complete","version":1,"outcomes":{"expression":{"type":"Literal","value":"Yes"}}},
         {"id":"no","type":"Elsa.Complete","version":1,"outcomes":{"expression":{"type":"Object","value":"[\"No\"]"}}}]
        """,
        ["ask.Done -> set", "set.Done -> out", "out.Done -> yes", "ask.Other -> no"],
        ("variables", """[{"id":"w","name":"Words","typeName":"String","value":""}]"""),
        ("inputs", """[{"name":"Who","type":"String","isRequired":true},{"name":"Mark","type":"String","defaultValue":"!"}]"""),
        ("outputs", """[{"name":"Greeting","type":"String"}]"""),
        ("outcomes", """["Yes","No"]"""));

    [Fact]
    public async Task It_takes_inputs_keeps_its_own_variables_gives_outputs_and_leaves_by_its_outcomes()
    {
        var bench = new EngineBench(
            Flow(Greeting("g", "Ann") + Write("after") + Write("never"), ["g.Yes -> after", "g.No -> never"], Greeted),
            Greet);

        await bench.StartAsync();
        Assert.Equal(["g/ask"], bench.Waiting);
        Assert.Equal("\"none\"", bench.Variable("Greeting"));
        await bench.AnswerAsync("g/ask");

        Assert.Equal("\"Hello, Ann!\"", bench.Variable("Greeting"));
        Assert.DoesNotContain("Words", bench.State.Variables.Keys);
        Assert.Equal(["g/ask", "g/set", "g/out", "g/yes", "g", "after", "flow"], bench.Completed);
        Assert.Equal(WorkflowStatus.Finished, bench.Status);
        Assert.Equal("Workflow1:flow:g:root:ask", bench.Journal.First(j => j.ActivityId == "g/ask").NodeId);
    }

    [Fact]
    public async Task Two_of_them_at_the_same_time_know_nothing_of_each_other()
    {
        var variables = """[{"id":"v-greeting","name":"Greeting","typeName":"String"},{"id":"v-other","name":"Other","typeName":"String"}]""";
        var both = Fork + Greeting("g", "Ann") + Greeting("h", "Bob", "v-other");
        var bench = new EngineBench(Flow(both, ["f.A -> g", "f.B -> h"], variables), Greet);

        await bench.StartAsync();
        await bench.AnswerAsync("h/ask");
        await bench.AnswerAsync("g/ask");

        Assert.Equal(("\"Hello, Ann!\"", "\"Hello, Bob!\""), (bench.Variable("Greeting"), bench.Variable("Other")));
    }

    [Fact]
    public async Task It_begins_anew_each_time_round()
    {
        var count = Used(
            "count",
            "Count",
            """[{"id":"one","type":"Elsa.SetVariable","version":1,"variable":{"name":"N"},"value":{"expression":{"type":"JavaScript","value":"getN() + 1"}}},{"id":"out","type":"Elsa.SetOutput","version":1,"outputName":"N","outputValue":{"expression":{"type":"Variable","value":{"name":"N"}}}}]""",
            ["one.Done -> out"],
            ("variables", """[{"id":"n","name":"N","typeName":"Int32","value":"0"}]"""),
            ("outputs", """[{"name":"N","type":"Int32"}]"""));
        var bench = new EngineBench(
            Flow("""[{"id":"for","type":"Elsa.For","version":1,"end":3,"body":{"id":"c","type":"Count","version":1,"workflowDefinitionId":"count","n":{"memoryReference":{"id":"v"}}}}]""", [], """[{"id":"v","name":"N","typeName":"Int32","value":"7"}]"""),
            count);

        await bench.StartAsync();

        Assert.Equal(4, bench.Completed.Count(id => id == "c/one"));
        Assert.Equal("1", bench.Variable("N"));
    }

    [Fact]
    public async Task It_sees_nothing_of_what_is_around_it()
    {
        var peek = Used("peek", "Peek", """[{"id":"g","type":"Test.Give","version":1,"value":{"expression":{"type":"JavaScript","value":"getVariable('Greeting') === null && typeof getGreeting === 'undefined' && getInput('ward') === null"}},"given":{"memoryReference":{"id":"s"}}},{"id":"o","type":"Elsa.SetOutput","version":1,"outputName":"Alone","outputValue":{"expression":{"type":"Variable","value":{"id":"s","name":"gone"}}}}]""", ["g.Done -> o"], ("variables", """[{"id":"s","name":"S","typeName":"Object"}]"""), ("outputs", """[{"name":"Alone","type":"Boolean"}]"""));
        var bench = new EngineBench(Flow("""[{"id":"p","type":"Peek","version":1,"workflowDefinitionId":"peek","alone":{"memoryReference":{"id":"v-greeting"}}}]""", [], Greeted), peek);

        await bench.StartAsync(("ward", "7"));

        Assert.Empty(bench.Incidents);
        Assert.Equal("\"true\"", bench.Variable("Greeting"));
    }

    [Fact]
    public async Task Complete_ends_what_still_waits_in_it_and_nothing_outside()
    {
        var both = Used(
            "both",
            "Both",
            $"[{Fork}{Ask("a")}{Ask("b")}{{\"id\":\"c\",\"type\":\"Elsa.Complete\",\"version\":1}}]",
            ["f.A -> a", "f.B -> b", "a.Done -> c"]);
        var used = """{"id":"u","type":"Both","version":1,"workflowDefinitionId":"both"},""";
        var bench = new EngineBench(
            Flow(Fork + Ask("outside") + used + Write("after"), ["f.A -> outside", "f.B -> u", "u.Done -> after"], "[]"),
            both);

        await bench.StartAsync();
        Assert.Equal(["outside", "u/a", "u/b"], bench.Waiting);
        await bench.AnswerAsync("u/a");

        Assert.Equal(["outside"], bench.Waiting);
        Assert.Contains("after", bench.Completed);
        Assert.Contains(bench.Journal, j => j is { ActivityId: "u/b", Event: "Canceled" });
    }

    [Fact]
    public async Task Finish_in_it_ends_the_whole_instance_and_Complete_outside_of_any_does_too()
    {
        var finish = Used("fin", "Fin", """[{"id":"x","type":"Elsa.Finish","version":1}]""", []);
        var ended = new EngineBench(Flow(Fork + Ask("a") + """{"id":"u","type":"Fin","version":1,"workflowDefinitionId":"fin"},""", ["f.A -> a", "f.B -> u"], "[]"), finish);
        var completed = new EngineBench(Flow(Fork + Ask("a") + """{"id":"c","type":"Elsa.Complete","version":1},""", ["f.A -> a", "f.B -> c"], "[]"));

        await ended.StartAsync();
        await completed.StartAsync();

        Assert.Equal((WorkflowStatus.Finished, WorkflowStatus.Finished), (ended.Status, completed.Status));
        Assert.Empty(ended.Bookmarks.Concat(completed.Bookmarks));
    }

    [Fact]
    public async Task A_fault_in_it_is_told_where_it_is_and_a_retry_goes_on_with_the_values_that_it_had()
    {
        var frail = Used(
            "frail",
            "Frail",
            """[{"id":"x","type":"Test.FailsOnce","version":1},{"id":"o","type":"Elsa.SetOutput","version":1,"outputName":"Greeted","outputValue":{"expression":{"type":"Input","value":"Who"}}}]""",
            ["x.Done -> o"],
            ("variables", """[{"id":"m","name":"mended","typeName":"Boolean","value":"false"}]"""),
            ("inputs", """[{"name":"Who","type":"String"}]"""),
            ("outputs", """[{"name":"Greeted","type":"String"}]"""));
        var bench = new EngineBench(
            Flow("""{"id":"u","type":"Frail","version":1,"workflowDefinitionId":"frail","who":{"expression":{"type":"Literal","value":"Ann"}},"greeted":{"memoryReference":{"id":"v-greeting"}}},""" + Write("w"), ["u.Done -> w"], Greeted),
            frail);

        await bench.StartAsync();
        var incident = Assert.Single(bench.Incidents);
        Assert.Equal(
            ("u/x", "Workflow1:flow:u:root:x", WorkflowStatus.Faulted),
            (incident.ActivityId, incident.NodeId, bench.Status));
        bench.Change(state =>
            state.Executions.Single(e => e.ActivityId == "u").Values!.Variables["mended"] =
                System.Text.Json.JsonElement.Parse("true"));
        await bench.RetryAsync("u/x");

        Assert.Equal(WorkflowStatus.Finished, bench.Status);
        Assert.Equal(["u/x", "u/o", "u/root", "u", "w", "flow"], bench.Completed);
        Assert.Equal("\"Ann\"", bench.Variable("Greeting"));
    }

    [Fact]
    public async Task One_may_use_another()
    {
        var outer = Used("outer", "Outer", $"[{Greeting("g", "Cy", "i").TrimEnd(',')}]", [], ("variables", """[{"id":"i","name":"Inner","typeName":"String"}]"""));
        var bench = new EngineBench(Flow("""{"id":"o","type":"Outer","version":1,"workflowDefinitionId":"outer"},""", [], "[]"), outer, Greet);

        await bench.StartAsync();

        Assert.Equal(["o/g/ask"], bench.Waiting);
        Assert.Equal("Workflow1:flow:o:root:g:root:ask", bench.Journal[^1].NodeId);
        Assert.Equal("Outer › Greet somebody › Test.Ask", bench.Definition.Node("o/g/ask").DisplayText);
    }

    [Fact]
    public async Task A_container_has_variables_that_hide_those_around_it_by_name()
    {
        var bench = new EngineBench(Flow(
            """
            {"id":"q","type":"Elsa.Sequence","version":1,"variables":[{"id":"inner","name":"Greeting","typeName":"String","value":"inside"}],"activities":[
             {"id":"a","type":"Elsa.SetVariable","version":1,"variable":{"id":"inner","name":"Greeting"},"value":{"expression":{"type":"JavaScript","value":"getGreeting() + '!'"}}},
             {"id":"b","type":"Test.Give","version":1,"value":{"expression":{"type":"JavaScript","value":"getVariable('Greeting')"}},"given":{"memoryReference":{"id":"v-other"}}},
             {"id":"d","type":"Test.Give","version":1,"value":{"expression":{"type":"Variable","value":{"id":"v-greeting","name":"Greeting"}}},"given":{"memoryReference":{"id":"v-greeting"}}},
             {"id":"c","type":"Test.Ask","version":1}]},
            """,
            [],
            """[{"id":"v-greeting","name":"Greeting","typeName":"String","value":"outside"},{"id":"v-other","name":"Other","typeName":"String"}]"""));

        await bench.StartAsync();

        Assert.Equal(("\"outside\"", "\"inside!\""), (bench.Variable("Greeting"), bench.Variable("Other")));
        await bench.AnswerAsync("c");
        Assert.Equal(WorkflowStatus.Finished, bench.Status);
    }

    [Theory]
    [InlineData("""{"id":"u","type":"Nothing","version":1,"workflowDefinitionId":"nothing"}""", "$.root.activities[0].workflowDefinitionId", "'nothing' has no published version 1 that can be used as an activity")]
    [InlineData("""{"id":"u","type":"GreetSomebody","version":2,"workflowDefinitionId":"greet","who":"Ann"}""", "$.root.activities[0].workflowDefinitionId", "'greet' has no published version 2")]
    [InlineData("""{"id":"u","type":"Smartcard.ResetPasscode","version":1,"workflowDefinitionId":"greet","who":"Ann"}""", "$.root.activities[0].type", "is an activity of type 'GreetSomebody', and nothing else")]
    [InlineData("""{"id":"u","type":"GreetSomebody","version":1,"workflowDefinitionId":"greet"}""", "$.root.activities[0].who", "needs the input 'Who'")]
    [InlineData("""{"id":"u","type":"GreetSomebody","version":1,"workflowDefinitionId":"greet","who":{"expression":{"type":"Object","value":"{\"a\":1}"}}}""", "$.root.activities[0].who", "the value is not a text")]
    [InlineData("""{"id":"u","type":"Twins","version":1,"workflowDefinitionId":"twins"}""", "$.root.activities[0]", "an input and an output that are both called 'Who'")]
    [InlineData("""{"id":"u","type":"Loops","version":1,"workflowDefinitionId":"loops"}""", "$.root.activities[0].workflowDefinitionId", "would run inside itself")]
    [InlineData("""{"id":"c","type":"Elsa.Complete","version":1,"outcomes":"Gone"}""", "$.root.activities[0].outcomes", "declares no outcome 'Gone'")]
    [InlineData("""{"id":"a/b","type":"Elsa.WriteLine","version":1}""", "$.root.activities[0].id", "cannot hold '/'")]
    [InlineData("""{"id":"w","type":"Elsa.While","version":1,"variables":[{"id":"n","name":"N"}]}""", "$.root.activities[0].variables", "only flowcharts, sequences and parallels")]
    public void What_cannot_run_is_refused_where_it_stands(string activity, string path, string words)
    {
        var loops = Used("loops", "Loops", """[{"id":"u","type":"Loops","version":1,"workflowDefinitionId":"loops"}]""", []);
        var twins = Used("twins", "Twins", """[{"id":"x","type":"Elsa.WriteLine","version":1}]""", [], ("inputs", """[{"name":"Who","type":"String"}]"""), ("outputs", """[{"name":"who","type":"String"}]"""));
        var refusal = Assert.Throws<DefinitionException>(() => new EngineBench(Flow(activity + ",", [], "[]"), Greet, loops, twins));

        Assert.Equal(path, refusal.JsonPath);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_activities_than_anybody_can_oversee_are_refused_however_they_are_folded()
    {
        string[] doubling = [.. Enumerable.Range(1, 12).Select(n => Used($"w{n}", $"W{n}", n == 12 ? """[{"id":"x","type":"Elsa.WriteLine","version":1}]""" : Twice(n + 1), []))];

        var deep = Assert.Throws<DefinitionException>(() => new EngineBench(Flow(Twice(1).Trim('[', ']') + ",", [], "[]"), doubling));
        var wide = Assert.Throws<DefinitionException>(() => new EngineBench(Flow(Twice(5).Trim('[', ']') + ",", [], "[]"), doubling));

        Assert.Contains("more than 8 levels deep", deep.Message, StringComparison.Ordinal);
        Assert.Contains("more than 1000 activities", wide.Message, StringComparison.Ordinal);

        static string Twice(int n) => $$"""[{"id":"a","type":"W{{n}}","version":1,"workflowDefinitionId":"w{{n}}"},{"id":"b","type":"W{{n}}","version":1,"workflowDefinitionId":"w{{n}}"},{"id":"c","type":"W{{n}}","version":1,"workflowDefinitionId":"w{{n}}"}]""";
    }

    [Fact]
    public async Task A_definition_that_names_workflows_without_end_is_not_followed()
    {
        var asked = 0;
        var names = string.Join(',', Enumerable.Range(0, 5_000).Select(n => $$"""{"id":"u{{n}}","type":"W","version":1,"workflowDefinitionId":"w{{n}}"}"""));

        var refusal = await Assert.ThrowsAsync<DefinitionException>(() =>
            UsedWorkflows.LoadAsync(
                Flow($"[{names}]", [], "[]"),
                (_, _) => Task.FromResult<string?>(++asked > 0 ? null : ""),
                CancellationToken.None));

        Assert.Contains("more than 100 workflows", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(100, asked);
    }

    [Fact]
    public async Task What_the_designer_has_loaded_of_its_inside_is_not_what_runs()
    {
        var bench = new EngineBench(
            Flow(
                Greeting("g", "Ann")
                    .Replace(
                        "\"version\":1,",
                        "\"version\":1,\"root\":{\"id\":\"h\",\"type\":\"Elsa.Finish\",\"version\":1},",
                        StringComparison.Ordinal),
                [],
                Greeted),
            Greet);

        await bench.StartAsync();

        Assert.Equal(["g/ask"], bench.Waiting);
    }

    private static string Fork => """{"id":"f","type":"Elsa.FlowFork","version":1,"branches":{"expression":{"type":"Object","value":"[\"A\",\"B\"]"} } },""";

    private static string Flow(string activities, string[] connections, string variables) =>
        EngineBench.Flow(
            activities.TrimStart() is ['[', ..] ? activities : $"[{activities.TrimEnd().TrimEnd(',')}]",
            connections,
            variables);

    private static string Greeting(string id, string who, string variable = "v-greeting") =>
        $$$$"""{"id":"{{{{id}}}}","type":"GreetSomebody","version":1,"workflowDefinitionId":"greet","who":{"typeName":"String","expression":{"type":"Literal","value":"{{{{who}}}}"}},"greeting":{"typeName":"String","memoryReference":{"id":"{{{{variable}}}}"}}},""";

    private static string Ask(string id) => $$"""{"id":"{{id}}","type":"Test.Ask","version":1},""";

    private static string Write(string id) => $$"""{"id":"{{id}}","type":"Elsa.WriteLine","version":1},""";

    /// <summary>A workflow that others may use, whose flowchart has the id <c>root</c>.</summary>
    internal static string Used(
        string id,
        string name,
        string activities,
        string[] connections,
        params (string Member, string Json)[] members)
    {
        var json = JsonNode.Parse(EngineBench.Flow(activities, connections))!.AsObject();
        (json["definitionId"], json["name"], json["options"]) = (id, name, new JsonObject { ["usableAsActivity"] = true });
        json["root"]!["id"] = "root";
        foreach (var (member, value) in members)
        {
            json[member] = JsonNode.Parse(value);
        }

        return json.ToJsonString();
    }
}
