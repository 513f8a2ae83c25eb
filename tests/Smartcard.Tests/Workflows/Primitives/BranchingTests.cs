using Smartcard.Workflows;
using static Smartcard.Tests.Workflows.EngineBench;

namespace Smartcard.Tests.Workflows.Primitives;

/// <summary>Switch and Parallel.</summary>
public sealed class BranchingTests
{
    [Theory]
    [InlineData("MatchFirst", 5, "small")]
    [InlineData("MatchFirst", 50, "big")]
    [InlineData("MatchFirst", 500, "other")]
    [InlineData("MatchAny", 5, "small,big")]
    [InlineData("MatchAny", 500, "other")]
    public async Task Switch_runs_the_activity_of_the_case_that_holds(string mode, int number, string ran)
    {
        var bench = new EngineBench(SwitchOn(mode));

        await bench.StartAsync(("n", number.ToString(System.Globalization.CultureInfo.InvariantCulture)));

        Assert.Equal([.. ran.Split(','), "switch", "flow"], bench.Completed);
    }

    [Fact]
    public async Task Switch_is_done_when_all_that_it_started_are()
    {
        var bench = new EngineBench(SwitchOn("MatchAny", "Test.Ask"));
        await bench.StartAsync(("n", "5"));
        Assert.Equal(["big", "small"], bench.Waiting);

        await bench.AnswerAsync("small");
        Assert.Equal(WorkflowStatus.Suspended, bench.Status);
        await bench.AnswerAsync("big");

        Assert.Equal(["small", "big", "switch", "flow"], bench.Completed);
    }

    [Fact]
    public async Task A_case_without_an_activity_and_a_switch_without_a_default_are_done_at_once()
    {
        var bench = new EngineBench(Flow("""[{"id":"switch","type":"Elsa.Switch","cases":[{"label":"a","condition":{"type":"Literal","value":true}}]},{"id":"none","type":"Elsa.Switch"}]""", "switch.Done -> none"));

        await bench.StartAsync();

        Assert.Equal(["switch", "none", "flow"], bench.Completed);
    }

    [Fact]
    public async Task Parallel_runs_all_at_once_and_is_done_when_all_are()
    {
        var bench = new EngineBench(Flow(
            """[{"id":"all","type":"Elsa.Parallel","activities":[{"id":"a","type":"Test.Ask"},{"id":"quick","type":"Elsa.WriteLine"},{"id":"b","type":"Test.Ask"}]}]"""));
        await bench.StartAsync();
        Assert.Equal(["a", "b"], bench.Waiting);

        await bench.AnswerAsync("b");
        Assert.Equal(WorkflowStatus.Suspended, bench.Status);
        await bench.AnswerAsync("a");

        Assert.Equal(["quick", "b", "a", "all", "flow"], bench.Completed);
    }

    [Fact]
    public async Task Parallel_with_nothing_in_it_is_done_at_once()
    {
        var bench = new EngineBench(Flow("""[{"id":"all","type":"Elsa.Parallel","activities":[]}]"""));

        await bench.StartAsync();

        Assert.Equal(["all", "flow"], bench.Completed);
    }

    private static string SwitchOn(string mode, string type = "Elsa.WriteLine") => Flow(
        $$$"""
        [{"id":"switch","type":"Elsa.Switch","mode":{"expression":{"type":"Literal","value":"{{{mode}}}"}},
          "cases":[{"label":"Small","condition":{"type":"JavaScript","value":"getInput('n') < 10"},"activity":{"id":"small","type":"{{{type}}}"}},
                   {"label":"Big","condition":{"type":"Liquid","value":"{% assign n = Input.n | plus: 0 %}{% if n < 100 %}true{% else %}false{% endif %}"},"activity":{"id":"big","type":"{{{type}}}"}}],
          "default":{"id":"other","type":"{{{type}}}"}}]
        """);
}
