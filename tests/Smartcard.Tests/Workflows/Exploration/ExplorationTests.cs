using Smartcard.Expressions;
using Smartcard.Tests.Workflows.Primitives;
using Smartcard.Workflows.Exploration;
using static Smartcard.Tests.Workflows.Exploration.ExplorationBench;

namespace Smartcard.Tests.Workflows.Exploration;

/// <summary>Every situation that a workflow can get into, found by playing it with every outcome.</summary>
public sealed class ExplorationTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_outcome_of_an_activity_from_outside_is_taken()
    {
        var reached = await ReachedAsync(Flow(Ask("a") + Ask("b") + Ask("c"), "a.Yes -> b", "a.No -> c"));

        Assert.Equal(["a", "b", "c"], reached);
    }

    [Theory]
    [InlineData("getInput('x') == 'y'", new[] { "a", "b", "c" })]
    [InlineData("new Date().getFullYear() > 2000", new[] { "a", "b", "c" })]
    [InlineData("Math.random() < 0.5", new[] { "a", "b", "c" })]
    [InlineData("1 < 2", new[] { "a", "b" })]
    [InlineData("getN() > 0", new[] { "a", "c" })]
    public async Task A_condition_is_taken_both_ways_only_when_a_run_alone_would_know(string condition, string[] expected)
    {
        var decide = """{"id":"d","type":"Elsa.FlowDecision","version":1,"condition":{"expression":{"type":"JavaScript","value":"CONDITION"}}},""".Replace("CONDITION", condition, StringComparison.Ordinal);

        var reached = await ReachedAsync(Flow(Ask("a") + decide + Ask("b") + Ask("c"), "a.Yes -> d", "d.True -> b", "d.False -> c"));

        Assert.Equal(expected, reached);
    }

    [Fact]
    public async Task A_counter_is_followed_while_it_is_small_and_unknown_when_it_goes_on()
    {
        var upTo3 = Flow(
            Ask("a") + Count + Compare("getN() < 3") + Ask("b"),
            "a.Yes -> count",
            "count.Done -> d",
            "d.True -> a",
            "d.False -> b");
        var upTo1000 = Flow(
            Ask("a") + Count + Compare("getN() < 1000") + Ask("b"),
            "a.Yes -> count",
            "count.Done -> d",
            "d.True -> a",
            "d.False -> b");

        Assert.Equal(["a", "b"], await ReachedAsync(upTo3));
        Assert.Equal(["a", "b"], await ReachedAsync(upTo1000));
    }

    [Fact]
    public async Task The_loser_of_a_race_is_not_reached_afterwards()
    {
        var race = Flow(
            Fork + Ask("a") + """{"id":"t","type":"Elsa.Delay","version":1,"timeSpan":{"expression":{"type":"Literal","value":"00:01:00"}}},""" + Join("WaitAny") + Ask("after"),
            "f.A -> a", "f.B -> t", "a.Yes -> j", "t.Done -> j", "j.Done -> after");
        var rules = new Reached { Forbidden = (reached, at) => at == "after" && reached.Count(r => r == "after") > 1 };

        Assert.Empty(await new WorkflowExplorer<Bits>(Read(race), rules).ExploreAsync(_ct));
        Assert.Equal(["a", "after"], rules.All);
    }

    [Fact]
    public async Task Branches_beside_each_other_go_on_in_every_order()
    {
        var both = Flow(
            Fork
                + Ask("a")
                + Ask("b")
                + Set("m", "M", "'a first'")
                + Set("k", "M", "'b first'")
                + Join("WaitAll")
                + Compare("getM() == 'b first'")
                + Ask("x")
                + Ask("y"),
            "f.A -> a",
            "f.B -> b",
            "a.Yes -> m",
            "b.Yes -> k",
            "m.Done -> j",
            "k.Done -> j",
            "j.Done -> d",
            "d.True -> x",
            "d.False -> y");

        Assert.Equal(["a", "b", "x", "y"], await ReachedAsync(both));
    }

    [Fact]
    public async Task A_breach_comes_with_the_shortest_way_to_it()
    {
        var detour = Flow(Ask("a") + Ask("b") + Ask("c"), "a.No -> b", "b.Yes -> c", "a.Yes -> c");
        var rules = new Reached { Forbidden = (_, at) => at == "c" };

        var found = Assert.Single(await new WorkflowExplorer<Bits>(Read(detour), rules).ExploreAsync(_ct));

        Assert.Equal("c", found.Activity.Id);
        Assert.Equal(["a Yes"], found.Path.Select(s => $"{s.Activity.Id} {s.Outcome}"));
    }

    [Fact]
    public async Task A_circle_that_nothing_leaves_is_found_and_one_that_something_leaves_is_not()
    {
        Assert.Empty(await FindingsAsync(Flow(Ask("a") + Ask("b"), "a.Yes -> b", "b.Yes -> a")));

        var trap = Assert.Single(await FindingsAsync(Flow(Ask("a") + Ask("b"), "a.Yes -> b", "b.Yes -> b", "b.No -> b")));
        Assert.Equal(("Trap", "b"), (trap.Rule, trap.Activity.Id));
    }

    [Fact]
    public async Task A_script_that_fails_is_found_before_anybody_runs_it()
    {
        var found = Assert.Single(await FindingsAsync(Flow(Ask("a") + Compare("oops()"), "a.Yes -> d")));

        Assert.Equal("d", found.Activity.Id);
        Assert.Contains("oops", found.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workflow_used_as_an_activity_is_gone_through_with_what_it_is_given()
    {
        var used = CompositionTests.Used(
            "part",
            "Part",
            $"[{Ask("a")}{Compare("getInput('Strict') == 'yes'")}{Ask("b")}{"""{"id":"e","type":"Elsa.Complete","version":1,"outcomes":"Out"},"""}{Ask("c").TrimEnd(',')}]",
            ["a.Yes -> d", "d.True -> b", "d.False -> c", "b.Yes -> e"],
            ("inputs", """[{"name":"Strict","type":"String"}]"""),
            ("outcomes", """["Out"]"""));
        string Use(string strict) => Flow($$$"""{"id":"u","type":"Part","version":1,"workflowDefinitionId":"part","strict":{"expression":{{{strict}}} } },""" + Ask("x"), "u.Out -> x");

        Assert.Equal(["u/a", "u/b", "x"], await ReachedAsync(Use("""{"type":"Literal","value":"yes"}"""), used));
        Assert.Equal(["u/a", "u/c"], await ReachedAsync(Use("""{"type":"Literal","value":"no"}"""), used));
        Assert.Equal(["u/a", "u/b", "u/c", "x"], await ReachedAsync(Use("""{"type":"Input","value":"Strict"}"""), used));

        var breach = new Reached { Forbidden = (_, at) => at == "u/b" };
        var found = Assert.Single(await new WorkflowExplorer<Bits>(Read(Use("""{"type":"Literal","value":"yes"}"""), used), breach).ExploreAsync(_ct), f => f.Activity.Id == "u/b");
        Assert.Equal(["u/a Yes", "u/d True"], found.Path.Select(s => $"{s.Activity.Id} {s.Outcome}"));
    }

    [Fact]
    public async Task A_counter_that_is_handed_from_one_to_the_next_ends_the_search_all_the_same()
    {
        var more = CompositionTests.Used(
            "more",
            "More",
            """[{"id":"o","type":"Elsa.SetOutput","version":1,"outputName":"Next","outputValue":{"expression":{"type":"JavaScript","value":"getInput('N') + 1"} } }]""",
            [],
            ("inputs", """[{"name":"N","type":"Int32"}]"""),
            ("outputs", """[{"name":"Next","type":"Int32"}]"""));
        var round = Flow(
            Ask("a") + """{"id":"u","type":"More","version":1,"workflowDefinitionId":"more","n":{"expression":{"type":"Variable","value":{"name":"N"} } },"next":{"memoryReference":{"id":"n"} } },""" + Compare("getN() < 1000") + Ask("b"),
            "a.Yes -> u", "u.Done -> d", "d.True -> a", "d.False -> b");

        Assert.Equal(["a", "b"], await ReachedAsync(round, more));
    }

    [Fact]
    public async Task Timers_that_pile_up_round_a_loop_are_judged()
    {
        var endless = Flow(Ask("a") + Timer("t"), "a.Yes -> t", "a.Yes -> a");
        var explorer = new WorkflowExplorer<Bits>(Read(endless), new Reached());

        Assert.Empty(await explorer.ExploreAsync(_ct));
        Assert.InRange(explorer.SituationCount, 1, 100);
    }

    [Fact]
    public async Task What_happens_only_when_four_alike_have_gone_on_is_found()
    {
        var fourth = Flow(
            Ask("a") + Timer("t") + Count + Compare("getN() > 3") + Ask("b"),
            "a.Yes -> t",
            "a.Yes -> a",
            "t.Done -> count",
            "count.Done -> d",
            "d.True -> b");

        Assert.Equal(["a", "b"], await ReachedAsync(fourth));
    }

    [Fact]
    public async Task Whole_branches_that_pile_up_are_judged_too()
    {
        var page = """{"id":"s","type":"Elsa.Sequence","version":1,"activities":[TIMERS]},""".Replace("TIMERS", (Timer("t") + Timer("k")).TrimEnd(','), StringComparison.Ordinal);
        var flow = Flow(Ask("a") + page + Ask("b"), "a.Yes -> s", "a.Yes -> a", "s.Done -> b");
        var explorer = new WorkflowExplorer<Bits>(Read(flow), new Reached());

        Assert.Empty(await explorer.ExploreAsync(_ct));
        Assert.InRange(explorer.SituationCount, 1, 4_000);
    }

    /// <summary>Three timers count to 3, and only 4 leads out: that there might be more of them must not look like a way out.</summary>
    [Theory]
    [InlineData("getN() > 3", true)]
    [InlineData("getN() > 2", false)]
    public async Task A_circle_is_found_though_a_fourth_timer_would_lead_out(string condition, bool isTrap)
    {
        var thrice = Flow(
            Ask("a") + Ask("c") + Timer("t") + Count + Compare(condition) + """{"id":"e","type":"Elsa.Finish","version":1},""",
            "a.Yes -> t",
            "a.Yes -> t",
            "a.Yes -> t",
            "a.Yes -> c",
            "c.Yes -> c",
            "c.No -> c",
            "t.Done -> count",
            "count.Done -> d",
            "d.True -> e");

        Assert.Equal(isTrap, (await FindingsAsync(thrice)).Any(f => f.Rule == "Trap"));
    }

    [Fact]
    public async Task A_circle_that_starts_timers_without_end_is_found()
    {
        Assert.Contains(
            await FindingsAsync(Flow(Ask("a") + Timer("t"), "a.Yes -> t", "a.Yes -> a", "a.No -> t", "a.No -> a")),
            f => f.Rule == "Trap");
    }

    [Fact]
    public async Task A_variable_that_is_set_before_it_is_read_again_makes_no_situations()
    {
        WorkflowExplorer<Bits> Later(string value) =>
            new(
                Read(
                    Flow(
                        Ask("a")
                            + Set("m", "M", "'yes'")
                            + Set("k", "M", "'no'")
                            + Ask("b")
                            + Ask("c")
                            + Set("again", "M", value)
                            + Compare("getM() == 'yes'"),
                        "a.Yes -> m",
                        "a.No -> k",
                        "m.Done -> b",
                        "k.Done -> b",
                        "b.Yes -> c",
                        "c.Yes -> again",
                        "again.Done -> d")),
                new Reached());
        var (same, other) = (Later("'again'"), Later("getM()"));

        await same.ExploreAsync(_ct);
        await other.ExploreAsync(_ct);

        Assert.True(same.SituationCount < other.SituationCount, $"{same.SituationCount} and {other.SituationCount}");
    }

    [Fact]
    public async Task A_proof_has_an_end_however_many_branches_there_are()
    {
        var branches = string.Concat(Enumerable.Range(0, 900).Select(i => Timer("t" + i))).TrimEnd(',');
        var began = ProcessorBudget.TimeOfThisThread();

        var found = Assert.Single(await FindingsAsync(Flow("""{"id":"p","type":"Elsa.Parallel","version":1,"activities":[BRANCHES]},""".Replace("BRANCHES", branches, StringComparison.Ordinal))));

        Assert.Matches(
            @"^is more than can be checked in 64 MB of memory, and most of it is what may happen after 'Delay' \(t\d+\): "
            + "use fewer branches at the same time, and fewer rounds in loops that count$",
            found.Reason);
        Assert.InRange(ProcessorBudget.TimeOfThisThread() - began, TimeSpan.Zero, TimeSpan.FromSeconds(25));
    }

    [Fact]
    public async Task A_proof_has_an_end_however_many_rounds_loops_go()
    {
        var loops = Enumerable.Range(0, 9).Aggregate(Ask("a").TrimEnd(','), (body, i) =>
            $$$"""{"id":"l{{{i}}}","type":"Elsa.For","version":1,"start":{"expression":{"type":"Literal","value":"1"} },"end":{"expression":{"type":"Literal","value":"3"} },"body":{{{body}}} }""");

        var found = Assert.Single(await FindingsAsync(Flow(loops)));

        Assert.Equal(
            "is more than can be checked in 20,000 situations, and most of it is what may happen after 'Test.YesOrNo' (a): "
            + "use fewer branches at the same time, and fewer rounds in loops that count",
            found.Reason);
    }
}
