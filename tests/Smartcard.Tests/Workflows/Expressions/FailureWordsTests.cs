using System.Text.Json;
using System.Text.RegularExpressions;
using Smartcard.Workflows;
using static Smartcard.Tests.Workflows.EngineBench;

namespace Smartcard.Tests.Workflows.Expressions;

/// <summary>What an administrator reads of a script or a template that fails: a sentence that says where, and what to mend.</summary>
public sealed partial class FailureWordsTests
{
    [Theory]
    [InlineData("throw null", "gives no reason")]
    [InlineData("throw undefined", "gives no reason")]
    [InlineData("throw ''", "gives no reason")]
    [InlineData("throw {}", "gives no reason")]
    [InlineData("throw new Error()", "gives no reason")]
    [InlineData("throw new Error('null')", "gives no reason")]
    [InlineData("throw { get message() { throw null } }", "gives no reason")]
    [InlineData("throw { message: 'no ward' }", "no ward")]
    [InlineData("throw new Error('no ward')", "no ward")]
    [InlineData("throw 'no ward'", "no ward")]
    [InlineData("throw 42", "it throws 42")]
    [InlineData("throw true", "it throws true")]
    [InlineData("null.length", "TypeError: ")]
    [InlineData("let a; a.b.c", "TypeError: ")]
    [InlineData("getCount()()", "TypeError: ")]
    [InlineData("(1.5).toFixed(1000)", "RangeError: ")]
    [InlineData("new Array(-1)", "RangeError: ")]
    [InlineData("new Array(9999999)", "")]
    [InlineData("oops", "oops is not defined")]
    [InlineData("x = 1", "x is not defined")]
    [InlineData("if (", "it cannot be read: ")]
    [InlineData("/(/.test('a')", "it cannot be read: ")]
    [InlineData("new RegExp('(').test('a')", "SyntaxError: ")]
    [InlineData("eval('1')", "")]
    [InlineData("JSON.parse('{')", "SyntaxError: ")]
    [InlineData("decodeURIComponent('%')", "URIError: ")]
    [InlineData("function f() { return f(); } f()", "more than 32 levels deep")]
    [InlineData("let o = {}; for (let i = 0; i < 3000; i++) o = { o }; o", "")]
    [InlineData("while (true) {}", "more than 10,000 statements")]
    [InlineData("let a = []; while (true) { a.push(new Array(10000).fill('x')); }", "")]
    [InlineData("'x'.repeat(100000000)", "")]
    [InlineData("/(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')", "it runs for longer than 0.2 s")]
    [InlineData("new RegExp('(a+)+$').test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')", "it runs for longer than 0.2 s")]
    [InlineData("10n ** 40n", "a BigInt or a symbol")]
    [InlineData("Symbol('a')", "a BigInt or a symbol")]
    [InlineData("let a = []; a.push(a); a", "")]
    [InlineData("let a = {}; a.a = a; a", "")]
    [InlineData("0 / 0 + Math.abs(1)", "its value is not a number")]
    [InlineData("Promise.reject(null)", "", true)]
    [InlineData("(function () {})", "", true)]
    [InlineData("setCount(1)", "use the activity 'Set variable'")]
    public Task A_script_that_fails_is_told_in_a_sentence(string script, string words, bool mayPass = false) =>
        CheckAsync("JavaScript", script, "the script failed", words, mayPass);

    [Theory]
    [InlineData("{% if %}", "it cannot be read: ")]
    [InlineData("{{ 'a' | }}", "it cannot be read: ")]
    [InlineData("{% nonsense %}", "it cannot be read: ")]
    [InlineData("{{ 'a }}", "it cannot be read: ")]
    [InlineData("{% for i in (1..3) %}", "it cannot be read: ")]
    [InlineData("{{ 'x' | shout }}", "shout")]
    [InlineData("{{ 1 | divided_by: 0 }}", "it divides by zero", true)]
    [InlineData("{{ 1 | modulo: 0 }}", "it divides by zero", true)]
    [InlineData("{{ 1 | times: 99999999999999999999999 | times: 99999999999999999999999 }}", "too large or too small")]
    [InlineData("{{ 'abc' | slice: 99999999999 }}", "too large or too small", true)]
    [InlineData("{{ 'abc' | truncate: 99999999999 }}", "too large or too small", true)]
    [InlineData("{{ 1.5 | round: 99999999999 }}", "", true)]
    [InlineData("{{ 1.5 | round: 99 }}", "", true)]
    [InlineData("{% for i in (1..99999999999) %}x{% endfor %}", "a range may have 10000 numbers")]
    [InlineData("{% for i in (1..9000) %}{% for j in (1..9000) %}x{% endfor %}{% endfor %}", "")]
    [InlineData("{% while true %}{% endwhile %}", "")]
    [InlineData("{{ 'x' | date: 1 }}", "", true)]
    [InlineData("{{ 'x' | plus: 'y' }}", "", true)]
    [InlineData("{{ 'x' | replace: '' , 'y' }}", "", true)]
    [InlineData("{{ '%' | url_decode }}", "", true)]
    [InlineData("{{ 1 | where: 1 }}", "", true)]
    [InlineData("{{ 1 | map }}", "", true)]
    [InlineData("{% include 'etc/passwd' %}", "it cannot be read: ")]
    public Task A_template_that_fails_is_told_in_a_sentence(string template, string words, bool mayPass = false) =>
        CheckAsync("Liquid", template, "the template failed", words, mayPass);

    [Theory]
    [InlineData("Input", "{}", "an Input expression does not name anything")]
    [InlineData("Variable", "{}", "a Variable expression does not name anything")]
    [InlineData("JavaScript", "{}", "a JavaScript expression must be a text")]
    public async Task An_expression_that_is_none_is_told_with_the_right_article(string type, string value, string words) =>
        AssertSentence(await WordsOfAsync($$"""{"type":"{{type}}","value":{{value}}}"""), "", words);

    private static async Task CheckAsync(string type, string text, string begins, string words, bool mayPass)
    {
        var said = await WordsOfAsync($$"""{"type":"{{type}}","value":{{JsonSerializer.Serialize(text)}}}""");
        if (said is not null || !mayPass)
        {
            AssertSentence(said, mayPass ? "" : begins, words);
        }
    }

    /// <returns>Of the refusal or the incident; null where there is none.</returns>
    private static async Task<string?> WordsOfAsync(string expression)
    {
        try
        {
            var bench = new EngineBench(Flow(
                $$"""[{"id":"w","type":"Test.Wide","metadata":{"displayText":"Greet"},"text":{"expression":{{expression}} } }]""",
                [],
                """[{"id":"c","name":"count","typeName":"Int32","value":4}]"""))
            {
                LongestExpression = TimeSpan.FromSeconds(0.2),
            };
            return (await bench.StartAsync()).Incidents.SingleOrDefault()?.Message;
        }
        catch (DefinitionException refused)
        {
            return refused.Message;
        }
    }

    private static void AssertSentence(string? said, string begins, string words)
    {
        Assert.NotNull(said);
        Assert.Matches(@"^'Greet'(, input| \(w\):) 'Text': " + begins, said);
        Assert.Contains(words, said, StringComparison.Ordinal);
        Assert.Matches(@"[.?!)]$", said);
        Assert.DoesNotMatch(OfDotNet(), said);
        Assert.DoesNotMatch(WrongArticle(), said);
        Assert.DoesNotMatch(NoReason(), said);
        Assert.DoesNotContain('\n', said);
    }

    [GeneratedRegex(@"\w+Exception\b|\b(System|Jint|Fluid|Acornima|Newtonsoft)\.|\bU?Int(16|32|64)\b|\bDecimal\b|\(Parameter")]
    private static partial Regex OfDotNet();

    [GeneratedRegex(@"\b[Aa] [AEIOaeio]\w|\b[Aa]n [BCDFGKLMNPQRSTVWZbcdfgjklmnpqrstvwz]\w")]
    private static partial Regex WrongArticle();

    [GeneratedRegex(@"failed: (null|undefined)?\W*$")]
    private static partial Regex NoReason();
}
