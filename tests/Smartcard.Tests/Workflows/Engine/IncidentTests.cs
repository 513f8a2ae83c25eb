using Smartcard.Workflows;
using static Smartcard.Tests.Workflows.EngineBench;

namespace Smartcard.Tests.Workflows.Engine;

/// <summary>What a fault holds up under each incident strategy, and how it is mended.</summary>
public sealed class IncidentTests
{
    private const string Fault = "Elsa.Workflows.IncidentStrategies.FaultStrategy, Elsa.Workflows.Core";
    private const string Continue = "Elsa.Workflows.IncidentStrategies.ContinueWithIncidentsStrategy, Elsa.Workflows.Core";

    [Fact]
    public async Task With_the_fault_strategy_the_instance_faults_and_the_other_branches_end()
    {
        var bench = Forked(Fault, "WaitAny");

        await bench.StartAsync();

        Assert.Equal(WorkflowStatus.Faulted, bench.Status);
        Assert.Empty(bench.Waiting);
        Assert.Equal(["a:Canceled", "fails:Faulted"], Ends(bench, "a", "fails"));
    }

    [Fact]
    public async Task With_the_continue_strategy_the_other_branches_go_on()
    {
        var bench = Forked(Continue, "WaitAny");
        await bench.StartAsync();
        Assert.Equal(WorkflowStatus.Suspended, bench.Status);

        await bench.AnswerAsync("a");

        Assert.Contains("after", bench.Completed);
        Assert.Equal(WorkflowStatus.Finished, bench.Status);
        Assert.Equal(["a:Completed", "fails:Faulted"], Ends(bench, "a", "fails"));
        Assert.Empty(bench.State.Executions);
    }

    [Theory]
    [InlineData("WaitAll")]
    [InlineData("WaitAllActive")]
    public async Task When_nothing_else_runs_or_waits_the_instance_is_faulted_until_the_fault_is_mended(string mode)
    {
        var bench = Forked(Continue, mode);
        await bench.StartAsync();
        await bench.AnswerAsync("a");
        Assert.Equal(WorkflowStatus.Faulted, bench.Status);
        Assert.DoesNotContain("after", bench.Completed);

        bench.Change(state => state.Variables["mended"] = System.Text.Json.JsonSerializer.SerializeToElement(true));
        Assert.NotNull(await bench.RetryAsync("fails"));

        Assert.Single(bench.Completed, "after");
        Assert.Equal(WorkflowStatus.Finished, bench.Status);
        Assert.Single(bench.Incidents);
    }

    [Fact]
    public async Task A_retry_that_fails_again_is_another_incident_and_can_be_retried_again()
    {
        var bench = Forked(Fault, "WaitAny");
        await bench.StartAsync();

        Assert.NotNull(await bench.RetryAsync("fails"));
        Assert.Equal(WorkflowStatus.Faulted, bench.Status);
        Assert.Equal(2, bench.Incidents.Count);
        Assert.Null(await bench.RetryAsync("a"));
        bench.Change(state => state.Variables["mended"] = System.Text.Json.JsonSerializer.SerializeToElement(true));
        await bench.RetryAsync("fails");

        Assert.Equal(WorkflowStatus.Finished, bench.Status);
        Assert.Null(await bench.RetryAsync("fails"));
    }

    [Fact]
    public async Task A_retry_goes_on_inside_of_what_was_around_it()
    {
        var bench = new EngineBench(Flow(
            """
            [{"id":"loop","type":"Elsa.For","start":1,"end":2,"body":{"id":"seq","type":"Elsa.Sequence","activities":[{"id":"one","type":"Elsa.WriteLine"},{"id":"fails","type":"Test.FailsOnce"},{"id":"two","type":"Elsa.WriteLine"}]}}]
            """,
            [],
            """[{"id":"m","name":"mended","typeName":"Boolean","value":"false"}]"""));
        await bench.StartAsync();
        Assert.Equal(["one"], bench.Completed);

        bench.Change(state => state.Variables["mended"] = System.Text.Json.JsonSerializer.SerializeToElement(true));
        await bench.RetryAsync("fails");

        Assert.Equal(["one", "fails", "two", "seq", "one", "fails", "two", "seq", "loop", "flow"], bench.Completed);
    }

    [Fact]
    public async Task An_activity_that_faults_when_it_is_resumed_keeps_no_bookmark()
    {
        var bench = new EngineBench(With(Flow("""[{"id":"a","type":"Test.Ask"}]"""), "options", $$"""{"incidentStrategyType":"{{Continue}}"}"""));
        await bench.StartAsync();

        await bench.AnswerAsync("a", "Fault");

        Assert.Empty(bench.Waiting);
        Assert.Equal(WorkflowStatus.Faulted, bench.Status);
        await bench.RetryAsync("a");
        Assert.Equal(["a"], bench.Waiting);
    }

    [Fact]
    public async Task An_activity_that_waits_for_nothing_is_an_incident()
    {
        var bench = new EngineBench(Flow("""[{"id":"idle","type":"Test.Idle"}]"""));

        await bench.StartAsync();

        Assert.Contains("does not wait for anything", Assert.Single(bench.Incidents).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_suspended_instance_with_an_incident_can_be_cancelled()
    {
        var bench = Forked(Continue, "WaitAll");
        await bench.StartAsync();

        await bench.CancelAsync();

        Assert.Equal(WorkflowStatus.Cancelled, bench.Status);
        Assert.Equal(["a:Canceled", "fails:Faulted"], Ends(bench, "a", "fails"));
        Assert.Empty(bench.State.Executions);
    }

    private static EngineBench Forked(string strategy, string mode) => new(With(
        Flow(
            $$"""
            [{"id":"fork","type":"Elsa.FlowFork","branches":["A","B"]},{"id":"a","type":"Test.Ask"},{"id":"fails","type":"Test.FailsOnce"},
             {"id":"join","type":"Elsa.FlowJoin","mode":"{{mode}}"},{"id":"after","type":"Elsa.WriteLine"}]
            """,
            ["fork.A -> a", "fork.B -> fails", "a.Done -> join", "fails.Done -> join", "join.Done -> after"],
            """[{"id":"m","name":"mended","typeName":"Boolean","value":"false"}]"""),
        "options",
        $$"""{"incidentStrategyType":"{{strategy}}"}"""));

    private static IEnumerable<string> Ends(EngineBench bench, params string[] activities) =>
        bench.Journal
            .Where(j => activities.Contains(j.ActivityId) && j.Event is ("Completed" or "Canceled" or "Faulted"))
            .Select(j => $"{j.ActivityId}:{j.Event}")
            .Order(StringComparer.Ordinal);
}
