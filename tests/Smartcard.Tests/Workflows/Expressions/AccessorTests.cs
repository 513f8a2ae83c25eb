using System.Text.Json.Nodes;
using Smartcard.Tests.SelfService.Policy;
using static Smartcard.Tests.Workflows.EngineBench;

namespace Smartcard.Tests.Workflows.Expressions;

/// <summary>
/// Elsa's names for values: those that are given give the value, and the others are refused with what to write instead.
/// None comes to a silent nothing.
/// </summary>
public sealed class AccessorTests
{
    private const string NoWriting = "an expression cannot set a variable: use the activity 'Set variable'";
    private const string NoOutputs = "bind the activity's output to a variable, and read that";

    private const string Variables = """
        [{"id":"c","name":"count","typeName":"Int32","value":4},{"id":"m","name":"My name","typeName":"String","value":"Nia"},{"id":"s","name":"ward_no","typeName":"String","value":"7"},
         {"id":"i","name":"CorrelationId","typeName":"String","value":"mine"},{"id":"v","name":"Variable","typeName":"String","value":"odd"},{"id":"l","name":"list","typeName":"String","isArray":true,"value":["a"]}]
        """;

    [Theory]
    [InlineData("JavaScript", "getVariable('My name')", "Nia")]
    [InlineData("JavaScript", "variables['My name']", "Nia")]
    [InlineData("JavaScript", "getMyName()", "Nia")]
    [InlineData("JavaScript", "(() => getMyName() + variables['My name'])()", "NiaNia")]
    [InlineData("JavaScript", "getWard_no() + getWardNo()", "77")]
    [InlineData("JavaScript", "getLanguage()", "cy")]
    [InlineData("JavaScript", "(() => getLanguage())()", "cy")]
    [InlineData("JavaScript", "getInput('nobody') ?? 'none'", "none")]
    [InlineData("JavaScript", "(() => getInput('nobody') ?? 'none')()", "none")]
    [InlineData("JavaScript", "getNobody() ?? 'none'", "none")]
    [InlineData("JavaScript", "getCorrelationId() ?? 'none'", "none")]
    [InlineData("JavaScript", "(() => getCorrelationId() ?? 'none')()", "none")]
    [InlineData("JavaScript", "getVariable('Variable')", "odd")]
    [InlineData("JavaScript", "(() => getVariable('Variable'))()", "odd")]
    [InlineData("JavaScript", "isNullOrEmpty('') && isNullOrWhiteSpace(null) && !isNullOrWhiteSpace('a') ? 'yes' : 'no'", "yes")]
    [InlineData("JavaScript", "toJson({ a: variables.list })", """{"a":["a"]}""")]
    [InlineData("JavaScript", "variables.list.map(x => x + x).join()", "aa")]
    [InlineData("Liquid", "{{ Variables.count }} {{ Variables['My name'] }} {{ Input.language }}", "4 Nia cy")]
    public async Task What_is_given_gives_its_value(string type, string value, string expected)
    {
        var turn = await new EngineBench(Definition(type, value)).StartAsync(("language", "cy"));

        Assert.Empty(turn.Incidents);
        Assert.Contains(expected, EngineBench.Given.Of(turn));
    }

    [Theory]
    [InlineData("JavaScript", "setVariable('count', 1)", NoWriting)]
    [InlineData("JavaScript", "setCount(1)", NoWriting)]
    [InlineData("JavaScript", "variables.count = 1", NoWriting)]
    [InlineData("JavaScript", "variables['My name'] = 'x'; return 'ok'", NoWriting)]
    [InlineData("JavaScript", "variables.count++", NoWriting)]
    [InlineData("JavaScript", "variables.count += 1", NoWriting)]
    [InlineData("JavaScript", "variables.list[0] = 'b'", NoWriting)]
    [InlineData("JavaScript", "delete variables.count", NoWriting)]
    [InlineData("JavaScript", "setCorrelationId('x')", "use the activity 'Correlate'")]
    [InlineData("JavaScript", "getOutputFrom('Ask1', 'Answer')", NoOutputs)]
    [InlineData("JavaScript", "getAnswerFromAsk1()", NoOutputs)]
    [InlineData("JavaScript", "getLastResult()", NoOutputs)]
    [InlineData("JavaScript", "getConfig('Mail:Host')", "no expression reads the configuration")]
    [InlineData("JavaScript", "getWorkflowDefinitionVersionId()", "use getWorkflowDefinitionId")]
    [InlineData("JavaScript", "newGuidString()", "newGuidString is not defined")]
    [InlineData("JavaScript", "variables.cuont", "there is no variable 'cuont'")]
    [InlineData("JavaScript", "variables['My nmae']", "there is no variable 'My nmae'")]
    [InlineData("JavaScript", "variables?.cuont", "there is no variable 'cuont'")]
    [InlineData("JavaScript", "getVariable('My nmae')", "there is no variable 'My nmae'")]
    [InlineData("Liquid", "{{ Variables.cuont }}", "there is no variable 'cuont'")]
    [InlineData("Liquid", "{{ Variables['My nmae'] }}", "there is no variable 'My nmae'")]
    [InlineData("Liquid", "{{ Count }}", "there is no 'Count'")]
    [InlineData("Liquid", "{{ Output.Ask1 }}", NoOutputs)]
    [InlineData("Liquid", "{% if Activities.Ask1.Answer == 'a' %}b{% endif %}", NoOutputs)]
    [InlineData("Liquid", "{% for i in (1..Variables.cuont) %}{{ i }}{% endfor %}", "there is no variable 'cuont'")]
    [InlineData("Liquid", "{{ 'a' | append: Variables.cuont }}", "there is no variable 'cuont'")]
    public async Task What_is_not_given_is_refused_with_what_to_write_instead(string type, string value, string words)
    {
        var expression = new JsonObject
        {
            ["typeName"] = null,
            ["expression"] = new JsonObject { ["type"] = type, ["value"] = value },
        };
        var drawing = Drawing
            .Of("unlock")
            .Variable("count", "Int32", "4")
            .Variable("My name", "String", "Nia")
            .Say("greet")
            .Insert("start", "Done", "greet")
            .Set("greet", "text", expression);

        Assert.Contains(await drawing.CheckAsync(), r => r.ActivityId == "greet" && r.Reason.Contains(words, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("JavaScript", "const variables = {}; variables.count = 1; return 'a' + variables.count")]
    [InlineData("JavaScript", "const x = { }; x.other = 1; return 'a' + x.other")]
    [InlineData("JavaScript", "variables.hasOwnProperty('count') ? 'a' : 'b'")]
    [InlineData("JavaScript", "variables['cou' + 'nt'] + 'a'")]
    [InlineData(
        "Liquid",
        "{% assign a = Variables.count %}{% capture b %}{{ a }}{% endcapture %}{% for i in (1..3) %}{{ forloop.index "
        + "}}{{ i }}{{ b }}{% endfor %}{{ Variables.size }}")]
    [InlineData(
        "Liquid",
        "{{ CorrelationId }}{{ WorkflowInstanceId }}{{ WorkflowDefinitionId }}{{ WorkflowDefinitionVersion }}{{ Input.anything }}.")]
    [InlineData(
        "Liquid",
        "{% case Variables.count %}{% when 1 %}a{% else %}b{% endcase %}{% cycle 'a', 'b' %}{% increment n %}{{ n "
        + "}}{% raw %}{{ Nothing }}{% endraw %}")]
    public async Task What_an_expression_has_of_its_own_is_left_to_it(string type, string value)
    {
        var expression = new JsonObject
        {
            ["typeName"] = null,
            ["expression"] = new JsonObject { ["type"] = type, ["value"] = value },
        };
        var drawing = Drawing
            .Of("unlock")
            .Variable("count", "Int32", "4")
            .Say("greet")
            .Insert("start", "Done", "greet")
            .Set("greet", "text", expression);

        Assert.Empty(await drawing.CheckAsync());
        Assert.Empty((await new EngineBench(Definition(type, value)).StartAsync(("language", "cy"))).Incidents);
    }

    /// <summary>What the proof could not see, such as another name for the variables, is an incident and not lost.</summary>
    [Theory]
    [InlineData("(() => { const v = variables; v.count = 9; return 'ok' })()")]
    [InlineData("(() => { const v = variables; v.another = 9; return 'ok' })()")]
    [InlineData("Object.assign(variables, { count: 9 }) && 'ok'")]
    public async Task Writing_that_was_not_seen_fails_when_it_runs(string script)
    {
        var bench = new EngineBench(Definition("JavaScript", script));

        Assert.Single((await bench.StartAsync()).Incidents);
        Assert.Equal("4", bench.Variable("count"));
    }

    [Fact]
    public async Task A_name_that_is_not_given_says_what_to_write_in_a_run_too() =>
        Assert.Contains(
            NoOutputs,
            Assert
                .Single(
                    (
                        await new EngineBench(Definition("JavaScript", "getOutputFrom('Ask1', 'Answer')")).StartAsync()
                    ).Incidents)
                .Message,
            StringComparison.Ordinal);

    /// <summary>A variable of that name would be asked for in the proof, and the correlation id in the run.</summary>
    [Fact]
    public async Task A_variable_cannot_stand_in_for_a_function_in_the_proof()
    {
        var drawing = Drawing
            .Of("unlock")
            .Variable("CorrelationId", "String", "mine")
            .Set("codeIsDead", "value", Drawing.Script("getCorrelationId() === 'mine' ? 'Dead' : 'Valid'"));

        Assert.Contains(
            await drawing.CheckAsync(),
            r => r.ActivityId == "resetPasscode" && r.Reason.Contains("without a valid code", StringComparison.Ordinal));
    }

    /// <summary>The proof follows a counter by whatever name a script asks for it.</summary>
    [Fact]
    public async Task A_counter_whose_name_has_a_space_is_known_to_the_proof()
    {
        var drawing = Drawing
            .Of("unlock")
            .Variable("Wrong tries", "Int32", "0")
            .Add("never", "Elsa.FlowDecision", ("condition", Drawing.Script("getWrongTries() > 0")))
            .Insert("start", "Done", "never", "False")
            .Join("never", "True", "resetPasscode");

        Assert.Empty(await drawing.CheckAsync());
    }

    private static string Definition(string type, string value) => With(
        Flow(
            $$$$"""[{"id":"w","type":"Test.Wide","text":{"expression":{"type":"{{{{type}}}}","value":{{{{System.Text.Json.JsonSerializer.Serialize(value)}}}} } }}]""", [], Variables),
        "inputs",
        """[{"name":"language","type":"String"},{"name":"nobody","type":"String"}]""");
}
