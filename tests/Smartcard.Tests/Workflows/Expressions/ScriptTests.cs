using Smartcard.Expressions;
using Smartcard.Workflows;
using static Smartcard.Tests.Workflows.EngineBench;

namespace Smartcard.Tests.Workflows.Expressions;

/// <summary>What a workflow's scripts can do, and that they can do no more.</summary>
public sealed class ScriptTests
{
    [Theory]
    [InlineData("1 + 2", 3)]
    [InlineData("return getCount() + 1;", 5)]
    [InlineData("getVariable('count') * 1", 4)]
    [InlineData("Math.min(5, 2)", 2)]
    public async Task A_script_computes_from_variables(string script, int expected)
    {
        var turn = await RunAsync("number", script);

        Assert.Equal(expected, EngineBench.Given.Of(turn)[0]);
    }

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("(function f() { return f(); })()")]
    [InlineData("let a = []; while (true) { a.push(new Array(10000).fill('x')); }")]
    [InlineData("'x'.repeat(100000000)")]
    [InlineData("System.IO.File.ReadAllText('/etc/passwd')")]
    [InlineData("importNamespace('System.IO')")]
    [InlineData("require('fs')")]
    [InlineData("getCount.constructor('return clr')()")]
    [InlineData("throw new Error('no')")]
    [InlineData("this is no script")]
    public async Task A_script_that_goes_too_far_ends_in_an_incident_and_nothing_else(string script)
    {
        var turn = await RunAsync("text", script);

        Assert.Equal(WorkflowStatus.Faulted, turn.State.Status);
        Assert.Contains("script failed", Assert.Single(turn.Incidents).Message, StringComparison.Ordinal);
    }

    /// <summary>It would cost no processor time, so only a clock could end it, and meanwhile nobody else would be served.</summary>
    [Theory]
    [InlineData("Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50000)")]
    [InlineData("globalThis['Atomics'].wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50000)")]
    [InlineData("new SharedArrayBuffer(4)")]
    public async Task A_script_cannot_sleep(string script)
    {
        var turn = await RunAsync("text", script);

        Assert.Equal(WorkflowStatus.Faulted, turn.State.Status);
        Assert.Contains("script failed", Assert.Single(turn.Incidents).Message, StringComparison.Ordinal);
    }

    /// <summary>Few statements each, and little memory: neither count ends these.</summary>
    [Theory]
    [InlineData("/(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')", "")]
    [InlineData("new RegExp('(a+)+$').test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')", "")]
    [InlineData(
        "let t = 'ab'; while (t.length < 60000) t += t; const a = t.slice(50000), b = a + 'aa' + a; for (let i = 0; i "
        + "< 9000; i++) t.indexOf(b)",
        "it runs for longer than 0.2 s")]
    public async Task A_script_that_computes_for_long_ends_in_an_incident_and_nothing_else(string script, string words)
    {
        var turn = await RunAsync("text", script, TimeSpan.FromSeconds(0.2));

        Assert.Equal(WorkflowStatus.Faulted, turn.State.Status);
        Assert.Contains("script failed: " + words, Assert.Single(turn.Incidents).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9", "must be from 1 to 5, and the value is 9")]
    [InlineData("'many'", "is not a whole number")]
    [InlineData("null", "a value is missing")]
    public async Task A_value_that_the_input_does_not_take_is_told(string script, string words)
    {
        var turn = await RunAsync("number", script);

        Assert.Contains(words, Assert.Single(turn.Incidents).Message, StringComparison.Ordinal);
    }

    private static Task<Turn> RunAsync(string input, string script, TimeSpan? longest = null)
    {
        var value = System.Text.Json.JsonSerializer.Serialize(script);
        var bench = new EngineBench(Flow(
            $$$$"""[{"id":"w","type":"Test.Wide","{{{{input}}}}":{"expression":{"type":"JavaScript","value":{{{{value}}}} } }}]""", [], """[{"id":"c","name":"count","typeName":"Int32","value":4}]"""))
        {
            LongestExpression = longest ?? ProcessorBudget.OfExpressions,
        };
        return bench.StartAsync();
    }
}
