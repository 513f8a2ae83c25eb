using System.Globalization;
using Smartcard.Workflows;
using static Smartcard.Tests.Workflows.EngineBench;

namespace Smartcard.Tests.Workflows.Expressions;

/// <summary>The part of JavaScript that the host reads itself gives what JavaScript gives.</summary>
public sealed class PureScriptTests
{
    private static readonly string[] Leaves =
    [
        "0",
        "1",
        "-1",
        "3",
        "0.5",
        "10",
        "''",
        "'a'",
        "'B'",
        "'10'",
        "true",
        "false",
        "null",
        "getCount()",
        "getVariable('word')",
        "variables.word",
        "getVariable('list')",
        "variables.flag",
        "variables['My name']",
        "getMyName()",
        "getInput('missing')",
        "`${getCount()} of ${'b'}`",
    ];

    private static readonly string[] Operators = ["==", "!=", "===", "!==", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "&&", "||"];

    /// <summary>The shipped files' (<c>shared/cases/scripts.txt</c>) and more: a "return" that is none, and comments at the end.</summary>
    [Theory]
    [InlineData("'Please return to the desk'", "Please return to the desk")]
    [InlineData("// returns the greeting\n'Hello'", "Hello")]
    [InlineData("return 'Hello' // the last line", "Hello")]
    [InlineData("const returned = 'Hello'; returned", "Hello")]
    [InlineData("/* return */ return ['Hel', 'lo'].join('') /* to sender */", "Hello")]
    [InlineData("if (getCount() > 3) { return 'many' } return 'few'", "many")]
    [InlineData("'Hello' // return", "Hello")]
    [InlineData("variables.word + variables.count", "x4")]
    [InlineData("'version ' + getWorkflowDefinitionVersion()", "version 1")]
    public async Task A_script_gives_the_text_that_was_meant(string script, string expected)
    {
        var turn = await RunAsync(script);

        Assert.Contains(expected, EngineBench.Given.Of(turn));
    }

    /// <summary>The same script as the one thing that is read, and as the last statement of a function, which is run.</summary>
    [Fact]
    public async Task What_is_read_gives_what_is_run()
    {
        var random = new XorShift(20261128);
        var read = 0;
        for (var i = 0; i < 2_000; i++)
        {
            var script = Expression(random, depth: 3);
            var (here, elsewhere) = (await ResultAsync(script), await ResultAsync($"(() => {{ return {script}; }})()"));

            Assert.True(here == elsewhere, $"{script} gave {here} when read, and {elsewhere} when run.");
            read += here.StartsWith("incident", StringComparison.Ordinal) ? 0 : 1;
        }

        Assert.InRange(read, 500, 2_000);
    }

    private static string Expression(XorShift random, int depth) => depth == 0 || random.Next(5) == 0
        ? Leaves[random.Next(Leaves.Length)]
        : random.Next(8) switch
        {
            0 => $"!{Expression(random, depth - 1)}",
            1 => $"-({Expression(random, depth - 1)})",
            2 => $"({Expression(random, depth - 1)} ? {Expression(random, depth - 1)} : {Expression(random, depth - 1)})",
            3 => $"({Expression(random, depth - 1)} ?? {Expression(random, depth - 1)})",
            _ => $"({Expression(random, depth - 1)} {Operators[random.Next(Operators.Length)]} {Expression(random, depth - 1)})",
        };

    private static async Task<string> ResultAsync(string script)
    {
        var turn = await RunAsync(script);
        return turn.Incidents.Count > 0
            ? $"incident {turn.Incidents[0].Message}"
            : string.Join(
                '|',
                EngineBench.Given.Of(turn).Select(e => Convert.ToString(e, CultureInfo.InvariantCulture)));
    }

    private static Task<Turn> RunAsync(string script)
    {
        var value = System.Text.Json.JsonSerializer.Serialize(script);
        return new EngineBench(Flow(
            $$$$"""[{"id":"w","type":"Test.Wide","text":{"expression":{"type":"JavaScript","value":{{{{value}}}} } }}]""",
            [],
            """
            [{"id":"c","name":"count","typeName":"Int32","value":4},{"id":"t","name":"word","typeName":"String","value":"x"},{"id":"m","name":"My name","typeName":"String","value":"Nia"},
             {"id":"f","name":"flag","typeName":"Boolean","value":false},{"id":"l","name":"list","typeName":"String","isArray":true,"value":["a","b"]}]
            """)).StartAsync();
    }
}
