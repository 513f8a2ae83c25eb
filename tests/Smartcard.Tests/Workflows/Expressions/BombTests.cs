using Smartcard.Workflows;
using Smartcard.Workflows.Expressions;
using static Smartcard.Tests.Workflows.EngineBench;

namespace Smartcard.Tests.Workflows.Expressions;

/// <summary>
/// Expressions that nest without end, or take all memory or time there is, end a program of their own and leave the
/// host as it was.
/// </summary>
public sealed class BombTests
{
    private const string Doubled = "let s = 'x'; for (let i = 0; i < 19; i++) s += s; ";

    public static TheoryData<string> Scripts =>
    [
        "String(Array.from({length: 9000}).reduce(a => [a], []))", // turns into a text what nests
        "JSON.stringify(Array.from({length: 9000}).reduce(a => [a], []))",
        "Array.from({length: 9000}).reduce(a => [a], []).flat(Infinity)",
        "Array.from({length: 9000}).reduce(a => new Proxy(a, {}), {}).x",
        "Array.from({length: 9000}).reduce(f => f.bind(null), () => 1)()",
        "Array.from({length: 9000}).reduce(a => Object.create(a), {}).x",
        "Array.from({length: 9000}).reduce(a => [a], [])",
        Doubled + "Array(10000).join(s)", // takes memory at one stroke
        Doubled + "[s, s, s, s, s, s, s, s].map(x => x.split('').join(s)).length",
        Doubled + "s.replaceAll('x', s)",
        Doubled + "s.padEnd(900000000, s)",
        "'x'.repeat(1000000000)",
        "new Array(10000).fill(0).map(() => new Array(10000).fill('x')).length",
        Doubled + "JSON.stringify(Array(10000).fill(s))",
        "/^(a+)+$/.test('a'.repeat(5000) + '!')", // takes time within one step
        Doubled + "s.split('').sort().reverse().join('').split('').sort((a, b) => a < b).length; while (true) { s.indexOf(s + 'y') }",
        Nested("(", "1", ")", 4_900), // cannot be read; as long as a script may be
        Nested("[", "1", "]", 4_900),
        Nested("!", "1", "", 9_900),
        Nested("a => ", "1", "", 1_900),
        Nested("`${", "1", "}`", 1_900),
        Nested("1 ? 2 : ", "3", "", 1_200),
        Nested("1 + ", "1", "", 2_400),
        Nested("if (1) ", "1", "", 1_400),
        Nested("{ a: ", "1", "}", 1_600),
        "eval('1')",
        "Function('return 1')()",
        "new RegExp(Array(20000).join('(') + Array(20000).join(')'))",
    ];

    public static TheoryData<string> Templates =>
    [
        "{{ " + Nested("(", "1", ")", 4_000) + " }}",
        "{{ " + Nested("a[", "1", "]", 3_300) + " }}",
        "{% if " + Nested("a and ", "b", "", 1_500) + " %}x{% endif %}",
        Nested("{% if 1 %}", "x", "{% endif %}", 450),
        "{{ 'x' " + string.Concat(Enumerable.Repeat("| append: 'y' ", 600)) + "}}",
        "{% assign s = 'xxxxxxxxxx' %}{% for i in (1..9) %}{% for j in (1..9999) %}{% assign s = s | append: s %}{% endfor %}{% endfor %}",
    ];

    [Theory]
    [MemberData(nameof(Scripts), DisableDiscoveryEnumeration = true)]
    public Task A_script_ends_in_an_incident_or_in_a_value(string script) => EndsAsync("JavaScript", script);

    [Theory]
    [MemberData(nameof(Templates), DisableDiscoveryEnumeration = true)]
    public Task A_template_ends_in_an_incident_or_in_a_value(string template) => EndsAsync("Liquid", template);

    /// <summary>The host reads short scripts itself, on threads with a stack that may be small.</summary>
    [Theory]
    [MemberData(nameof(Scripts), DisableDiscoveryEnumeration = true)]
    public void What_the_host_reads_itself_is_short(string script)
    {
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                for (var length = 100; length <= 2_000; length += 100)
                {
                    try
                    {
                        PureScript.TryEvaluate(script[..Math.Min(length, script.Length)], null!, out _);
                        PureScript.TryEvaluate(
                            script[..Math.Min(length / 2, script.Length)]
                                + "1"
                                + script[^Math.Min(length / 2, script.Length)..],
                            null!,
                            out _);
                    }
                    catch (Exception other)
                    {
                        failure = other;
                    }
                }
            },
            512 * 1024);
        thread.Start();
        thread.Join();

        Assert.Null(failure);
    }

    [Fact]
    public async Task The_next_expression_is_not_troubled()
    {
        await EndsAsync("JavaScript", Scripts.First().Data);
        var turn = await RunAsync("JavaScript", "Math.max(1, 2) + ' beds'");

        Assert.Contains("2 beds", EngineBench.Given.Of(turn));
    }

    private static async Task EndsAsync(string language, string text)
    {
        Turn turn;
        try
        {
            turn = await RunAsync(language, text);
        }
        catch (DefinitionException refused)
        {
            Assert.Contains("failed", refused.Message, StringComparison.Ordinal);
            return;
        }

        Assert.True(turn.State.Status == WorkflowStatus.Finished || turn.Incidents.Count == 1, turn.State.Status.ToString());
    }

    private static string Nested(string open, string middle, string close, int depth) =>
        string.Concat(Enumerable.Repeat(open, depth)) + middle + string.Concat(Enumerable.Repeat(close, depth));

    private static Task<Turn> RunAsync(string language, string text)
    {
        var value = System.Text.Json.JsonSerializer.Serialize(text);
        return new EngineBench(Flow(
            $$$$"""[{"id":"w","type":"Test.Wide","text":{"expression":{"type":"{{{{language}}}}","value":{{{{value}}}} } }}]""", [], """[{"id":"c","name":"count","typeName":"Int32","value":4}]""")).StartAsync();
    }
}
