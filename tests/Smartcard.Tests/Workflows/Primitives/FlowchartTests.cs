using Smartcard.Workflows;
using static Smartcard.Tests.Workflows.EngineBench;

namespace Smartcard.Tests.Workflows.Primitives;

/// <summary>How a flowchart runs: forks, ends, faults, and its state between turns.</summary>
public sealed class FlowchartTests
{
    internal const string Start = """{"id":"start","type":"Elsa.Start"}""";
    internal const string Fork = """{"id":"fork","type":"Elsa.FlowFork","branches":["A","B"]}""";
    internal const string A = """{"id":"a","type":"Test.Ask"}""";
    internal const string B = """{"id":"b","type":"Test.Ask"}""";
    internal const string After = """{"id":"after","type":"Elsa.WriteLine"}""";

    [Fact]
    public async Task Finish_ends_everything_and_End_only_its_own_flowchart()
    {
        var inner = $$$"""{"id":"inner","type":"Elsa.Flowchart","activities":[{"id":"innerFork","type":"Elsa.FlowFork","branches":["A","B"]},{{{A}}},{"id":"end","type":"Elsa.End"}],"connections":[{"source":{"activity":"innerFork","port":"A"},"target":{"activity":"a"}},{"source":{"activity":"innerFork","port":"B"},"target":{"activity":"end"}}]}""";
        var ended = new EngineBench(Flow($"[{Start},{inner},{After}]", "start.Done -> inner", "inner.Done -> after"));
        await ended.StartAsync();
        Assert.Contains("after", ended.Completed);
        Assert.Equal(WorkflowStatus.Finished, ended.Status);

        var finished = new EngineBench(Flow($$"""[{{Start}},{{Fork}},{{A}},{"id":"finish","type":"Elsa.Finish"}]""", "start.Done -> fork", "fork.A -> a", "fork.B -> finish"));
        await finished.StartAsync();
        Assert.Equal(WorkflowStatus.Finished, finished.Status);
        Assert.Empty(finished.Waiting);
    }

    [Fact]
    public async Task End_drops_what_was_about_to_run_beside_it()
    {
        var inner = $$$"""{"id":"inner","type":"Elsa.Flowchart","activities":[{{{Fork}}},{"id":"end","type":"Elsa.End"},{"id":"never","type":"Elsa.WriteLine"}],"connections":[{"source":{"activity":"fork","port":"A"},"target":{"activity":"end"}},{"source":{"activity":"fork","port":"B"},"target":{"activity":"never"}}]}""";
        var bench = new EngineBench(Flow($"[{Start},{inner},{After}]", "start.Done -> inner", "inner.Done -> after"));

        await bench.StartAsync();

        Assert.Equal(["start", "fork", "end", "inner", "after", "flow"], bench.Completed);
        Assert.DoesNotContain(bench.Journal, j => j.ActivityId == "never");
    }

    [Fact]
    public async Task An_End_without_anything_around_it_ends_the_workflow()
    {
        var bench = new EngineBench("""{"definitionId":"test","version":1,"root":{"id":"end","type":"Elsa.End"}}""");

        await bench.StartAsync();

        Assert.Equal(WorkflowStatus.Finished, bench.Status);
    }

    [Theory]
    [InlineData("yes", "True")]
    [InlineData("no", "False")]
    public async Task Decisions_switches_and_If_follow_variables_that_were_set(string answer, string way)
    {
        var bench = new EngineBench(Flow(
            """
            [{"id":"start","type":"Elsa.Start"},
             {"id":"set","type":"Elsa.SetVariable","variable":{"id":"v1","name":"said"},"value":{"expression":{"type":"JavaScript","value":"getInput('answer')"}}},
             {"id":"decide","type":"Elsa.FlowDecision","condition":{"expression":{"type":"JavaScript","value":"return getSaid() === 'yes';"}}},
             {"id":"True","type":"Elsa.If","condition":{"expression":{"type":"JavaScript","value":"getVariable('said') == 'yes'"}},"then":{"id":"then","type":"Elsa.WriteLine"},"else":{"id":"else","type":"Elsa.WriteLine"}},
             {"id":"False","type":"Elsa.FlowSwitch","cases":{"expression":{"type":"Object","value":"[{\"label\":\"Never\",\"condition\":{\"type\":\"JavaScript\",\"value\":\"false\"}},{\"label\":\"No\",\"condition\":{\"type\":\"JavaScript\",\"value\":\"getSaid() === 'no'\"}}]"}}},
             {"id":"saidNo","type":"Elsa.Correlate","correlationId":{"expression":{"type":"Variable","value":{"name":"said"}}}}]
            """,
            ["start.Done -> set", "set.Done -> decide", "decide.True -> True", "decide.False -> False", "False.No -> saidNo"],
            """[{"id":"v1","name":"said","typeName":"String","value":""}]"""));

        await bench.StartAsync(("answer", answer));

        Assert.Contains(way, bench.Completed);
        Assert.Equal(answer == "yes", bench.Completed.Contains("then"));
        Assert.Equal(answer == "no" ? "no" : null, bench.CorrelationId);
        Assert.Equal(WorkflowStatus.Finished, bench.Status);
    }

    [Fact]
    public async Task Sequences_run_in_order_and_may_wait_in_between()
    {
        var bench = new EngineBench(Flow(
            $$"""[{{Start}},{"id":"seq","type":"Elsa.Sequence","activities":[{"id":"one","type":"Elsa.WriteLine"},{{A}},{"id":"two","type":"Elsa.WriteLine"}]}]""", "start.Done -> seq"));
        await bench.StartAsync();
        Assert.Equal(["start", "one"], bench.Completed);

        await bench.AnswerAsync("a");

        Assert.Equal(["start", "one", "a", "two", "seq", "flow"], bench.Completed);
    }

    [Fact]
    public async Task A_fault_stops_the_instance_and_its_words_are_kept()
    {
        var bench = new EngineBench(Flow($$"""[{{Start}},{{Fork}},{{A}},{"id":"fault","type":"Elsa.Fault","message":"No such ward."}]""", "start.Done -> fork", "fork.A -> a", "fork.B -> fault"));

        await bench.StartAsync();

        Assert.Equal(WorkflowStatus.Faulted, bench.Status);
        Assert.Equal("No such ward.", bench.Incidents.Single().Message);
        Assert.Empty(bench.Waiting);
    }

    [Fact]
    public async Task What_an_activity_throws_is_kept_as_a_type_alone()
    {
        var bench = new EngineBench(Flow($$"""[{{Start}},{"id":"broken","type":"Test.Broken"}]""", "start.Done -> broken"));

        await bench.StartAsync();

        var incident = Assert.Single(bench.Incidents);
        Assert.Equal("InvalidOperationException", incident.Message);
        Assert.DoesNotContain("Zebedee", bench.Stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_loop_that_never_waits_is_stopped()
    {
        var bench = new EngineBench(Flow($$"""[{{Start}},{"id":"x","type":"Elsa.WriteLine"},{"id":"y","type":"Elsa.WriteLine"}]""", "start.Done -> x", "x.Done -> y", "y.Done -> x"));

        await bench.StartAsync();

        Assert.Equal(WorkflowStatus.Faulted, bench.Status);
        Assert.Contains("round in circles", bench.Incidents.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_instance_waits_for_nothing_and_is_not_cancelled_twice()
    {
        var bench = new EngineBench(Flow($"[{Start},{Fork},{A},{B}]", "start.Done -> fork", "fork.A -> a", "fork.B -> b"));
        await bench.StartAsync();

        Assert.NotNull(await bench.CancelAsync());
        Assert.Null(await bench.CancelAsync());

        Assert.Equal(WorkflowStatus.Cancelled, bench.Status);
        Assert.IsType<ResumeResult.NotWaiting>(await bench.AnswerAsync("a"));
    }

    [Fact]
    public async Task An_answer_counts_once_and_is_in_no_stored_state()
    {
        var bench = new EngineBench(Flow($"[{Start},{A},{B}]", "start.Done -> a", "a.Sagem-my-X5 -> b"));
        await bench.StartAsync();

        Assert.IsType<ResumeResult.Resumed>(await bench.AnswerAsync("a", "Sagem-my-X5"));
        Assert.IsType<ResumeResult.NotWaiting>(await bench.AnswerAsync("a", "Sagem-my-X5"));

        Assert.Equal(["b"], bench.Waiting);
        Assert.DoesNotContain("Sagem", bench.Stored, StringComparison.Ordinal);
    }
}
