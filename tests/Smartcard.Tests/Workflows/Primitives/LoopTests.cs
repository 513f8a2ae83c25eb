using Smartcard.Workflows;
using static Smartcard.Tests.Workflows.EngineBench;

namespace Smartcard.Tests.Workflows.Primitives;

/// <summary>While, For and ForEach, and how they are left.</summary>
public sealed class LoopTests
{
    private const string Variables = """
        [{"id":"v-n","name":"n","typeName":"Int32","value":"0"},{"id":"v-item","name":"item","typeName":"Object","value":null},
         {"id":"v-seen","name":"seen","typeName":"String","value":""},{"id":"v-list","name":"list","typeName":"String","isArray":true,"value":"[\"A1\",\"A2\",\"B1\"]"}]
        """;

    private const string Note = """{"id":"note","type":"Elsa.SetVariable","variable":{"id":"v-seen"},"value":{"expression":{"type":"JavaScript","value":"getSeen() + getItem() + ','"}}}""";

    [Fact]
    public async Task While_asks_before_each_time_round()
    {
        var bench = new EngineBench(Flow(
            """
            [{"id":"loop","type":"Elsa.While","condition":{"expression":{"type":"JavaScript","value":"getN() < 3"}},
              "body":{"id":"more","type":"Elsa.SetVariable","variable":{"id":"v-n"},"value":{"expression":{"type":"JavaScript","value":"getN() + 1"}}}}]
            """, [], Variables));

        await bench.StartAsync();

        Assert.Equal(["more", "more", "more", "loop", "flow"], bench.Completed);
        Assert.Equal("3", bench.Variable("n"));
    }

    [Theory]
    [InlineData("""{"expression":{"type":"Object","value":"[1,2,3]"}}""", "1,2,3,")]
    [InlineData("""{"expression":{"type":"Variable","value":{"id":"v-list","name":"list"}}}""", "A1,A2,B1,")]
    [InlineData("""{"expression":{"type":"JavaScript","value":"['x', 'y']"}}""", "x,y,")]
    [InlineData("""{"expression":{"type":"Liquid","value":"[{{ Variables.list | size }}]"}}""", "3,")]
    [InlineData("""{"expression":{"type":"Literal","value":"[]"}}""", "")]
    [InlineData("null", "")]
    public async Task ForEach_gives_each_item_to_the_variable_it_is_bound_to(string items, string seen)
    {
        var bench = new EngineBench(Flow(
            $$$"""[{"id":"loop","type":"Elsa.ForEach","items":{{{items}}},"currentValue":{"typeName":"Object","memoryReference":{"id":"v-item"}},"body":{{{Note}}}}]""", [], Variables));

        await bench.StartAsync();

        Assert.Empty(bench.Incidents);
        Assert.Equal($"\"{seen}\"", bench.Variable("seen"));
        Assert.Equal(WorkflowStatus.Finished, bench.Status);
    }

    [Theory]
    [InlineData(1, 3, 1, true, "1,2,3,")]
    [InlineData(1, 3, 1, false, "1,2,")]
    [InlineData(3, 1, 1, true, "")]
    [InlineData(3, 1, -1, true, "3,2,1,")]
    [InlineData(3, 1, -1, false, "3,2,")]
    [InlineData(1, 3, -1, true, "")]
    [InlineData(10, 0, -4, true, "10,6,2,")]
    [InlineData(5, 5, -1, true, "5,")]
    [InlineData(int.MaxValue, int.MinValue, int.MinValue, true, "2147483647,-1,")]
    [InlineData(0, 10, 4, true, "0,4,8,")]
    [InlineData(0, 8, 4, false, "0,4,")]
    [InlineData(5, 5, 1, true, "5,")]
    [InlineData(5, 5, 1, false, "")]
    [InlineData(int.MaxValue - 1, int.MaxValue, 1, true, "2147483646,2147483647,")]
    [InlineData(int.MinValue, int.MaxValue, int.MaxValue, true, "-2147483648,-1,2147483646,")]
    public async Task For_counts_up_or_down(int start, int end, int step, bool inclusive, string seen)
    {
        var bench = new EngineBench(Flow(
            $$$"""
            [{"id":"loop","type":"Elsa.For","start":{{{start}}},"end":{{{end}}},"step":{{{step}}},"outerBoundInclusive":{{{(inclusive ? "true" : "false")}}},
              "currentValue":{"typeName":"Int32","memoryReference":{"id":"v-item"}},"body":{{{Note}}}}]
            """, [], Variables));

        await bench.StartAsync();

        Assert.Equal($"\"{seen}\"", bench.Variable("seen"));
    }

    /// <summary>As in Elsa, without any binding; nearest loop first, and each goes on with its own.</summary>
    [Theory]
    [InlineData("JavaScript", "getVariable('CurrentValue')")]
    [InlineData("JavaScript", "variables.CurrentValue")]
    [InlineData("JavaScript", "getCurrentValue()")]
    [InlineData("JavaScript", "(() => getVariable('CurrentValue'))()")]
    [InlineData("Liquid", "{{ Variables.CurrentValue }}")]
    [InlineData("Variable", "CurrentValue")]
    public async Task The_body_knows_what_it_runs_for(string type, string value)
    {
        var expression = $$$"""{"expression":{"type":"{{{type}}}","value":"{{{value}}}"}}""";
        var bench = new EngineBench(Flow(
            $$$$"""
            [{"id":"loop","type":"Elsa.ForEach","items":{"expression":{"type":"Variable","value":{"name":"list"}}},"body":{"id":"both","type":"Elsa.Sequence","activities":[
               {"id":"count","type":"Elsa.For","start":7,"end":8,"body":{"id":"in","type":"Elsa.Sequence","activities":[
                  {"id":"i","type":"Elsa.SetVariable","variable":{"id":"v-item"},"value":{{{{expression}}}}},{{{{Note}}}}]}},
               {"id":"a","type":"Test.Ask"},
               {"id":"o","type":"Elsa.SetVariable","variable":{"id":"v-item"},"value":{{{{expression}}}}},{{{{Note.Replace("note", "note2", StringComparison.Ordinal)}}}}]}}]
            """, [], Variables));
        await bench.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            await bench.AnswerAsync("a");
        }

        Assert.Empty(bench.Incidents);
        Assert.Equal("\"7,8,A1,7,8,A2,7,8,B1,\"", bench.Variable("seen"));
    }

    [Fact]
    public async Task A_loop_goes_on_after_each_wait_with_the_list_it_began_with()
    {
        var bench = new EngineBench(Flow(
            """
            [{"id":"loop","type":"Elsa.ForEach","items":{"expression":{"type":"Variable","value":{"name":"list"}}},"currentValue":{"memoryReference":{"id":"v-item"}},
              "body":{"id":"body","type":"Elsa.Sequence","activities":[{"id":"a","type":"Test.Ask"},{"id":"clear","type":"Elsa.SetVariable","variable":{"id":"v-list"},"value":"[]"}]}}]
            """, [], Variables));
        await bench.StartAsync();

        foreach (var item in new[] { "A1", "A2", "B1" })
        {
            Assert.Equal($"\"{item}\"", bench.Variable("item"));
            await bench.AnswerAsync("a");
        }

        Assert.Equal(WorkflowStatus.Finished, bench.Status);
        Assert.Equal("[]", bench.Variable("list"));
    }

    [Fact]
    public async Task Break_leaves_the_nearest_loop_and_cancels_what_still_runs_in_it()
    {
        var bench = new EngineBench(Flow(
            """
            [{"id":"outer","type":"Elsa.For","start":1,"end":2,"body":
              {"id":"inner","type":"Elsa.For","start":1,"end":9,"body":
                {"id":"both","type":"Elsa.Parallel","activities":[
                  {"id":"wait","type":"Elsa.Delay","timeSpan":"01:00:00"},
                  {"id":"seq","type":"Elsa.Sequence","activities":[{"id":"a","type":"Test.Ask"},{"id":"break","type":"Elsa.Break"},{"id":"never","type":"Elsa.WriteLine"}]}]}}}]
            """));
        await bench.StartAsync();

        await bench.AnswerAsync("a");
        Assert.Equal(["a", "break", "inner"], bench.Completed);
        Assert.Single(bench.Due);
        await bench.AnswerAsync("a");

        Assert.Equal(["a", "break", "inner", "a", "break", "inner", "outer", "flow"], bench.Completed);
        Assert.Empty(bench.Due);
        Assert.Equal(WorkflowStatus.Finished, bench.Status);
    }

    [Fact]
    public async Task Break_drops_what_was_about_to_run_beside_it()
    {
        var bench = new EngineBench(Flow(
            """[{"id":"loop","type":"Elsa.While","condition":true,"body":{"id":"both","type":"Elsa.Parallel","activities":[{"id":"break","type":"Elsa.Break"},{"id":"never","type":"Elsa.WriteLine"}]}}]"""));

        await bench.StartAsync();

        Assert.Equal(["break", "loop", "flow"], bench.Completed);
        Assert.DoesNotContain(bench.Journal, j => j.ActivityId == "never");
    }

    [Theory]
    [InlineData("""{"id":"loop","type":"Elsa.While","condition":true,"body":{"id":"x","type":"Elsa.WriteLine"}}""", "x", "round in circles")]
    [InlineData("""{"id":"loop","type":"Elsa.For","start":1,"end":2000000000,"body":{"id":"x","type":"Elsa.WriteLine"}}""", "x", "round in circles")]
    [InlineData("""{"id":"loop","type":"Elsa.ForEach","items":{"expression":{"type":"JavaScript","value":"Array.from({length: 1001})"}},"body":{"id":"x","type":"Elsa.WriteLine"}}""", "loop", "1001 items, and a loop can have up to 1000")]
    [InlineData("""{"id":"loop","type":"Elsa.ForEach","items":{"expression":{"type":"JavaScript","value":"7"}},"body":{"id":"x","type":"Elsa.WriteLine"}}""", "loop", "not a list")]
    [InlineData("""{"id":"loop","type":"Elsa.For","end":3,"step":{"expression":{"type":"JavaScript","value":"0"}},"body":{"id":"x","type":"Elsa.WriteLine"}}""", "loop", "the step is 0")]
    public async Task A_loop_over_its_limits_is_an_incident(string loop, string activity, string words)
    {
        var bench = new EngineBench(With(Flow($"[{loop}]"), "options", """{"incidentStrategyType":"ContinueWithIncidentsStrategy"}"""));

        await bench.StartAsync();

        var incident = Assert.Single(bench.Incidents);
        Assert.Equal(activity, incident.ActivityId);
        Assert.Contains(words, incident.Message, StringComparison.Ordinal);
        Assert.Equal(WorkflowStatus.Faulted, bench.Status);
    }

    [Fact]
    public async Task A_condition_that_fails_later_is_an_incident_of_the_loop()
    {
        var bench = new EngineBench(Flow(
            """
            [{"id":"loop","type":"Elsa.While","condition":{"expression":{"type":"JavaScript","value":"getN() === 0 ? true : missing()"}},
              "body":{"id":"more","type":"Elsa.SetVariable","variable":{"id":"v-n"},"value":"1"}}]
            """, [], Variables));

        await bench.StartAsync();

        Assert.Equal("loop", Assert.Single(bench.Incidents).ActivityId);
        Assert.Equal(WorkflowStatus.Faulted, bench.Status);
    }

    [Fact]
    public async Task A_condition_is_not_asked_again_when_its_branch_is_done()
    {
        var bench = new EngineBench(Flow(
            """
            [{"id":"if","type":"Elsa.If","condition":{"expression":{"type":"JavaScript","value":"getN() === 0 ? true : missing()"}},
              "then":{"id":"more","type":"Elsa.SetVariable","variable":{"id":"v-n"},"value":"1"}}]
            """, [], Variables));

        await bench.StartAsync();

        Assert.Equal(["more", "if", "flow"], bench.Completed);
    }

    [Fact]
    public async Task A_loop_without_a_body_is_done_at_once()
    {
        var bench = new EngineBench(Flow("""[{"id":"loop","type":"Elsa.While","condition":true}]"""));

        await bench.StartAsync();

        Assert.Equal(["loop", "flow"], bench.Completed);
    }
}
