using Smartcard.Workflows;
using static Smartcard.Tests.Workflows.EngineBench;

namespace Smartcard.Tests.Workflows.Primitives;

/// <summary>Activities that wait for a moment. The bench's clock starts on Monday 23 November 2026, 07:00 UTC.</summary>
public sealed class SchedulingTests
{
    [Theory]
    [InlineData("""{"id":"w","type":"Elsa.Delay","timeSpan":"00:15:00"}""", "2026-11-23T07:15:00Z")]
    [InlineData("""{"id":"w","type":"Elsa.Delay","timeSpan":"-00:15:00"}""", "2026-11-23T07:00:00Z")]
    [InlineData("""{"id":"w","type":"Elsa.Timer","interval":{"expression":{"type":"JavaScript","value":"'02:00:00'"}}}""", "2026-11-23T09:00:00Z")]
    [InlineData("""{"id":"w","type":"Elsa.Timer"}""", "2026-11-23T07:01:00Z")]
    [InlineData("""{"id":"w","type":"Elsa.StartAt","dateTime":"2026-11-24T08:30:00+01:00"}""", "2026-11-24T07:30:00Z")]
    [InlineData("""{"id":"w","type":"Elsa.StartAt","dateTime":"2026-11-24T08:30:00"}""", "2026-11-24T08:30:00Z")]
    [InlineData("""{"id":"w","type":"Elsa.Cron","cronExpression":"30 8 * * SAT"}""", "2026-11-28T08:30:00Z")]
    [InlineData("""{"id":"w","type":"Elsa.Cron","cronExpression":"15 0 7 * * *"}""", "2026-11-23T07:00:15Z")]
    public async Task Waits_for_its_moment_and_then_goes_on(string activity, string due)
    {
        var bench = new EngineBench(Flow($$"""[{{activity}},{"id":"after","type":"Elsa.WriteLine"}]""", "w.Done -> after"));
        await bench.StartAsync();
        Assert.Equal(DateTimeOffset.Parse(due, System.Globalization.CultureInfo.InvariantCulture), Assert.Single(bench.Due));
        Assert.Equal(WorkflowStatus.Suspended, bench.Status);

        await bench.PassAsync(bench.Due.Single()!.Value - bench.Time.GetUtcNow());

        Assert.Equal(["w", "after", "flow"], bench.Completed);
    }

    [Fact]
    public async Task A_moment_that_has_passed_is_not_waited_for()
    {
        var bench = new EngineBench(Flow("""[{"id":"w","type":"Elsa.StartAt","dateTime":"2026-11-23T07:00:00Z"}]"""));

        await bench.StartAsync();

        Assert.Equal(WorkflowStatus.Finished, bench.Status);
    }

    [Theory]
    [InlineData("""{"id":"w","type":"Elsa.Timer","interval":"9999999.00:00:00"}""", "would end after the year 9999")]
    [InlineData("""{"id":"w","type":"Elsa.Cron"}""", "cron expression is missing")]
    [InlineData(
        """{"id":"w","type":"Elsa.Cron","cronExpression":{"expression":{"type":"JavaScript","value":"'0 0 30 2' + ' *'"}}}""",
        "'Cron', input 'Cron expression': the cron expression never comes, because there is no such day (for example 30 February)")]
    public async Task A_moment_that_never_comes_is_an_incident(string activity, string words)
    {
        var bench = new EngineBench(Flow($"[{activity}]"));

        await bench.StartAsync();

        Assert.Contains(words, Assert.Single(bench.Incidents).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-11-23T07:00:00Z", true)]
    [InlineData("2025-01-01", true)]
    [InlineData("2026-11-23T09:00:00+02:00", true)]
    [InlineData("2026-11-23T07:00:01Z", false)]
    public void A_written_moment_that_has_passed_is_warned_of(string moment, bool hasPassed)
    {
        var bench = new EngineBench(Flow(
            $$"""[{"id":"w","type":"Elsa.StartAt","metadata":{"displayText":"Until the move"},"dateTime":"{{moment}}"}]"""));

        var warnings = DefinitionWarnings.Of(bench.Definition, bench.Time.GetUtcNow());

        Assert.Equal(hasPassed ? 1 : 0, warnings.Count);
        Assert.All(warnings, w => Assert.Matches(
            @"^'Until the move' \(w\) waits until \d{4}-\d\d-\d\d \d\d:\d\d UTC, which has passed, so it does not wait", w));
        Assert.Empty(DefinitionWarnings.Of(bench.Definition));
    }

    [Fact]
    public void A_moment_that_a_script_gives_is_not_warned_of()
    {
        var bench = new EngineBench(Flow(
            """[{"id":"w","type":"Elsa.StartAt","dateTime":{"expression":{"type":"JavaScript","value":"'2025-01-01'"}}}]"""));

        Assert.Empty(DefinitionWarnings.Of(bench.Definition, bench.Time.GetUtcNow()));
    }

    [Theory]
    [InlineData("0 0 30 2 *")]
    [InlineData("0 0 31 2,4,6,9,11 *")]
    [InlineData("15 0 7 30 2 *")]
    public void A_cron_expression_that_never_holds_is_refused_when_it_is_read(string cron)
    {
        var definition = Flow($$"""[{"id":"w","type":"Elsa.Cron","cronExpression":"{{cron}}"}]""");

        var refusal = Assert.Throws<DefinitionException>(() => new EngineBench(definition));

        Assert.Contains("'Cron' (w): 'Cron expression': the cron expression never comes", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("0 7 * * MON-FRI", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cron_expression_for_a_leap_day_is_taken()
    {
        var bench = new EngineBench(Flow("""[{"id":"w","type":"Elsa.Cron","cronExpression":"0 0 29 2 MON"}]"""));

        await bench.StartAsync();

        Assert.NotNull(Assert.Single(bench.Due));
    }

    [Fact]
    public async Task A_timer_in_a_loop_waits_anew_each_time_round()
    {
        var bench = new EngineBench(Flow("""[{"id":"loop","type":"Elsa.For","start":1,"end":3,"body":{"id":"w","type":"Elsa.Timer","interval":"00:10:00"}}]"""));
        await bench.StartAsync();

        for (var round = 1; round <= 3; round++)
        {
            Assert.Equal(bench.Time.GetUtcNow().AddMinutes(10), Assert.Single(bench.Due));
            await bench.PassAsync(TimeSpan.FromMinutes(10));
        }

        Assert.Equal(["w", "w", "w", "loop", "flow"], bench.Completed);
    }
}
