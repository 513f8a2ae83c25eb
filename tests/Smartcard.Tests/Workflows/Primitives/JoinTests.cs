using Smartcard.Workflows;
using static Smartcard.Tests.Workflows.EngineBench;
using static Smartcard.Tests.Workflows.Primitives.FlowchartTests;

namespace Smartcard.Tests.Workflows.Primitives;

/// <summary>Where the branches of a flowchart come together: which a join waits for, and what becomes of the others.</summary>
public sealed class JoinTests
{
    private static readonly string[] ForkedConnections =
    [
        "start.Done -> fork",
        "fork.A -> a",
        "fork.B -> b",
        "a.Done -> join",
        "b.Done -> join",
        "join.Done -> after",
    ];

    [Fact]
    public async Task WaitAny_goes_on_with_the_first_and_ends_the_others_with_their_timers()
    {
        var bench = new EngineBench(Flow(
            $$"""[{{Start}},{{Fork}},{{A}},{"id":"b","type":"Elsa.Delay","timeSpan":"00:15:00"},{{Join("WaitAny")}},{{After}}]""", ForkedConnections));
        await bench.StartAsync();
        Assert.Equal(bench.Time.GetUtcNow().AddMinutes(15), Assert.Single(bench.Due));

        await bench.AnswerAsync("a");

        Assert.Equal(WorkflowStatus.Finished, bench.Status);
        Assert.Empty(bench.Waiting);
        Assert.Equal(["start", "fork", "a", "join", "after", "flow"], bench.Completed);
        Assert.Contains(bench.Journal, j => j is { ActivityId: "b", Event: "Canceled" });
    }

    [Fact]
    public async Task A_timer_that_is_first_ends_the_question()
    {
        var bench = new EngineBench(Flow(
            $$"""[{{Start}},{{Fork}},{{A}},{"id":"b","type":"Elsa.Delay","timeSpan":"00:15:00"},{{Join("WaitAny")}},{{After}}]""", ForkedConnections));
        await bench.StartAsync();

        Assert.All(await bench.PassAsync(TimeSpan.FromMinutes(14)), r => Assert.IsType<ResumeResult.NotWaiting>(r));
        await bench.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(WorkflowStatus.Finished, bench.Status);
        Assert.IsType<ResumeResult.NotWaiting>(await bench.AnswerAsync("a"));
    }

    [Fact]
    public async Task WaitAll_waits_for_every_branch()
    {
        var bench = new EngineBench(Flow($"[{Start},{Fork},{A},{B},{Join("WaitAll")},{After}]", ForkedConnections));
        await bench.StartAsync();

        await bench.AnswerAsync("b");
        Assert.DoesNotContain("after", bench.Completed);
        await bench.AnswerAsync("a");

        Assert.Single(bench.Completed, "after");
        Assert.Equal(WorkflowStatus.Finished, bench.Status);
    }

    [Theory]
    [InlineData("Elsewhere", true)]
    [InlineData("Done", false)]
    public async Task WaitAllActive_waits_only_for_branches_that_can_still_come(string outcomeOfA, bool aLeavesElsewhere)
    {
        var bench = new EngineBench(Flow(
            $$"""[{{Start}},{{Fork}},{{A}},{{B}},{{Join("WaitAllActive")}},{{After}},{"id":"else","type":"Elsa.WriteLine"}]""", [.. ForkedConnections, "a.Elsewhere -> else"]));
        await bench.StartAsync();

        await bench.AnswerAsync("b");
        Assert.DoesNotContain("after", bench.Completed);
        await bench.AnswerAsync("a", outcomeOfA);

        Assert.Single(bench.Completed, "after");
        Assert.Equal(aLeavesElsewhere, bench.Completed.Contains("else"));
        Assert.Equal(WorkflowStatus.Finished, bench.Status);
    }

    [Fact]
    public async Task A_join_in_a_loop_works_each_time_round()
    {
        var bench = new EngineBench(Flow(
            $$"""[{{Start}},{{Fork}},{{A}},{{B}},{{Join("WaitAny")}},{"id":"more","type":"Test.Ask"}]""",
            "start.Done -> fork",
            "fork.A -> a",
            "fork.B -> b",
            "a.Done -> join",
            "b.Done -> join",
            "join.Done -> more",
            "more.Again -> fork"));
        await bench.StartAsync();

        foreach (var first in new[] { "a", "b", "a" })
        {
            await bench.AnswerAsync(first);
            Assert.Equal(["more"], bench.Waiting);
            await bench.AnswerAsync("more", "Again");
            Assert.Equal(["a", "b"], bench.Waiting);
        }
    }

    [Fact]
    public async Task WaitAny_drops_what_was_about_to_run_inside_of_a_loser()
    {
        var bench = new EngineBench(Flow(
            $$"""[{{Start}},{{Fork}},{"id":"a","type":"Elsa.WriteLine"},{"id":"b","type":"Elsa.Sequence","activities":[{"id":"never","type":"Elsa.WriteLine"}]},{{Join("WaitAny")}},{{After}}]""", ForkedConnections));

        await bench.StartAsync();

        Assert.Equal(["start", "fork", "a", "join", "after", "flow"], bench.Completed);
        Assert.DoesNotContain(bench.Journal, j => j.ActivityId == "never");
    }

    [Theory]
    [InlineData("fork.A -> a", "fork.B -> join")]
    [InlineData("fork.B -> join", "fork.A -> a")]
    public async Task WaitAny_does_not_depend_on_the_order_in_which_connections_were_drawn(string first, string second)
    {
        var bench = new EngineBench(
            Flow(
                $"[{Start},{Fork},{A},{Join("WaitAny")},{After}]",
                "start.Done -> fork",
                first,
                second,
                "a.Done -> join",
                "join.Done -> after"));

        await bench.StartAsync();

        Assert.Equal(["start", "fork", "join", "after", "flow"], bench.Completed);
    }

    [Fact]
    public async Task WaitAny_forgets_what_has_arrived_at_the_joins_on_the_way_to_it()
    {
        var bench = new EngineBench(Flow(
            $$"""[{{Start}},{"id":"fork","type":"Elsa.FlowFork","branches":["A","B","C"]},{{A}},{{B}},{"id":"c","type":"Test.Ask"},{"id":"both","type":"Elsa.FlowJoin","mode":"WaitAll"},{{Join("WaitAny")}},{"id":"more","type":"Test.Ask"}]""",
            "start.Done -> fork",
            "fork.A -> a",
            "fork.B -> b",
            "fork.C -> c",
            "a.Done -> both",
            "b.Done -> both",
            "both.Done -> join",
            "c.Done -> join",
            "join.Done -> more",
            "more.Again -> fork"));
        await bench.StartAsync();
        await bench.AnswerAsync("a");
        await bench.AnswerAsync("c");
        await bench.AnswerAsync("more", "Again");

        await bench.AnswerAsync("b");

        Assert.Equal(["a", "c"], bench.Waiting);
        Assert.DoesNotContain("both", bench.Completed);
    }

    [Theory]
    [InlineData("first", "second")]
    [InlineData("second", "first")]
    public async Task WaitAllActive_waits_for_what_another_such_join_before_it_holds(string drawnFirst, string drawnLast)
    {
        var bench = new EngineBench(Flow(
            $$"""[{{Start}},{"id":"fork","type":"Elsa.FlowFork","branches":["A","B","C"]},{{A}},{{B}},{"id":"c","type":"Test.Ask"},{"id":"{{drawnFirst}}","type":"Elsa.FlowJoin","mode":"WaitAllActive"},{"id":"{{drawnLast}}","type":"Elsa.FlowJoin","mode":"WaitAllActive"}]""",
            "start.Done -> fork",
            "fork.A -> a",
            "fork.B -> b",
            "fork.C -> c",
            "a.Done -> first",
            "b.Done -> first",
            "first.Done -> second",
            "c.Done -> second"));
        await bench.StartAsync();
        await bench.AnswerAsync("c");
        await bench.AnswerAsync("a");

        await bench.AnswerAsync("b", "Elsewhere");

        Assert.Single(bench.Completed, "first");
        Assert.Single(bench.Completed, "second");
        Assert.Equal(WorkflowStatus.Finished, bench.Status);
    }

    private static string Join(string mode) => $$$$"""{"id":"join","type":"Elsa.FlowJoin","mode":{"typeName":"FlowJoinMode","expression":{"type":"Literal","value":"{{{{mode}}}}"}}}""";
}
