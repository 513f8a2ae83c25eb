using Smartcard.Workflows;
using static Smartcard.Tests.Workflows.EngineBench;

namespace Smartcard.Tests.Workflows.Engine;

/// <summary>Variables by their types, what an instance is started with, and what it leaves behind.</summary>
public sealed class DataTests
{
    [Theory]
    [InlineData("String", "\"7\"", "\"7\"")]
    [InlineData("String", "7", "\"7\"")]
    [InlineData("String", "true", "\"true\"")]
    [InlineData("Boolean", "\"True\"", "true")]
    [InlineData("Int32", "\"2147483647\"", "2147483647")]
    [InlineData("Int64", "\"9007199254740993\"", "9007199254740993")]
    [InlineData("Double", "\"2.5\"", "2.5")]
    [InlineData("Single", "2.5", "2.5")]
    [InlineData("Decimal", "\"0.10000000000000000000000001\"", "0.10000000000000000000000001")]
    [InlineData("DateTime", "\"2026-11-23T08:00:00+01:00\"", "\"2026-11-23T07:00:00Z\"")]
    [InlineData("DateTimeOffset", "\"2026-11-23T08:00:00+01:00\"", "\"2026-11-23T08:00:00\\u002B01:00\"")]
    [InlineData("TimeSpan", "\"1.02:03:04\"", "\"1.02:03:04\"")]
    [InlineData("Guid", "\"{0199D3B1-1C1B-7B22-8F11-0123456789AB}\"", "\"0199d3b1-1c1b-7b22-8f11-0123456789ab\"")]
    [InlineData("Object", "\"{\\\"ward\\\":7}\"", "{\"ward\":7}")]
    [InlineData("Object", "\"[no JSON\"", "\"[no JSON\"")]
    [InlineData("System.Int32, System.Private.CoreLib", "\"7\"", "7")]
    [InlineData("Int32", "null", "null")]
    [InlineData("Int32", "\"\"", "null")]
    public async Task A_variable_holds_a_value_of_its_type(string type, string value, string stored)
    {
        var bench = new EngineBench(Flow("""[{"id":"x","type":"Elsa.WriteLine"}]""", [], $$"""[{"id":"v","name":"v","typeName":"{{type}}","value":{{value}}}]"""));

        await bench.StartAsync();

        Assert.Equal(stored, bench.Variable("v"));
    }

    [Theory]
    [InlineData("Int32", "\"[1,\\\"2\\\"]\"", "[1,2]")]
    [InlineData("String", "[1,\"b\"]", "[\"1\",\"b\"]")]
    [InlineData("TimeSpan", "[\"00:15:00\"]", "[\"00:15:00\"]")]
    [InlineData("Object", "\"[{\\\"a\\\":1},2]\"", "[{\"a\":1},2]")]
    [InlineData("Int32", "null", "null")]
    [InlineData("Int32", "\"\"", "null")]
    public async Task An_array_holds_values_of_its_type(string type, string value, string stored)
    {
        var bench = new EngineBench(Flow("""[{"id":"x","type":"Elsa.WriteLine"}]""", [], $$"""[{"id":"v","name":"v","typeName":"{{type}}","isArray":true,"value":{{value}}}]"""));

        await bench.StartAsync();

        Assert.Equal(stored, bench.Variable("v"));
    }

    [Theory]
    [InlineData("Int32", "3000000000", "too large or too small for a whole number")]
    [InlineData("Int32", "'many'", "not a whole number")]
    [InlineData("Int32", "5 / 2", "not a whole number")]
    [InlineData("Int64", "0 / 0", "not a number")]
    [InlineData("Int64", "1e30", "too large or too small for a whole number")]
    [InlineData("Double", "1/0", "not a number")]
    [InlineData("Decimal", "({})", "not a number")]
    [InlineData("Boolean", "'perhaps'", "not true or false")]
    [InlineData("Guid", "'7'", "not an id")]
    [InlineData("DateTimeOffset", "'soon'", "not a moment")]
    [InlineData("TimeSpan", "({a: 1})", "a length of time")]
    [InlineData("String", "({a: 1})", "a text")]
    public async Task What_is_not_of_the_variables_type_is_an_incident_and_changes_nothing(string type, string script, string words)
    {
        var bench = new EngineBench(Flow(
            $$$"""[{"id":"set","type":"Elsa.SetVariable","variable":{"id":"v"},"value":{"expression":{"type":"JavaScript","value":"{{{script}}}"} } }]""",
            [],
            $$"""[{"id":"v","name":"v","typeName":"{{type}}","value":null}]"""));

        await bench.StartAsync();

        Assert.Contains(words, Assert.Single(bench.Incidents).Message, StringComparison.Ordinal);
        Assert.Equal("null", bench.Variable("v"));
    }

    [Theory]
    [InlineData("DateTimeOffset", "new Date(0)", "\"1970-01-01T00:00:00\\u002B00:00\"")]
    [InlineData("Int32", "2 + 3", "5")]
    [InlineData("Object", "({ward: 7, beds: ['a']})", "{\"ward\":7,\"beds\":[\"a\"]}")]
    [InlineData("String", "2 + 3", "\"5\"")]
    public async Task A_script_sets_a_variable_of_its_type(string type, string script, string stored)
    {
        var bench = new EngineBench(Flow(
            $$$"""[{"id":"set","type":"Elsa.SetVariable","variable":{"id":"v"},"value":{"expression":{"type":"JavaScript","value":"{{{script}}}"} } }]""",
            [],
            $$"""[{"id":"v","name":"v","typeName":"{{type}}","value":null}]"""));

        await bench.StartAsync();

        Assert.Equal(stored, bench.Variable("v"));
    }

    [Fact]
    public async Task A_variable_is_found_by_its_id_although_another_has_the_old_name()
    {
        var bench = new EngineBench(Flow(
            """[{"id":"set","type":"Elsa.SetVariable","variable":{"id":"v2","name":"a"},"value":"x"}]""", [], """[{"id":"v1","name":"a","value":""},{"id":"v2","name":"b","value":""}]"""));

        await bench.StartAsync();

        Assert.Equal(("\"\"", "\"x\""), (bench.Variable("a"), bench.Variable("b")));
    }

    [Fact]
    public async Task An_activitys_output_goes_into_the_variable_it_is_bound_to()
    {
        var bench = new EngineBench(Flow(
            """[{"id":"give","type":"Test.Give","value":"7","given":{"typeName":"Int32","memoryReference":{"id":"v-n"}}},{"id":"other","type":"Test.Give","value":"8","given":{"typeName":"Object","memoryReference":{"id":"other:output-1"}}}]""",
            ["give.Done -> other"],
            """[{"id":"v-n","name":"n","typeName":"Int32","value":"0"}]"""));

        await bench.StartAsync();

        Assert.Equal("7", bench.Variable("n"));
        Assert.Equal(["give", "other", "flow"], bench.Completed);
    }

    [Fact]
    public async Task An_output_that_is_not_of_the_variables_type_is_an_incident_of_its_activity()
    {
        var bench = new EngineBench(Flow(
            """[{"id":"give","type":"Test.Give","value":"seven","given":{"memoryReference":{"id":"v-n"}}}]""", [], """[{"id":"v-n","name":"n","typeName":"Int32","value":"0"}]"""));

        await bench.StartAsync();

        var incident = Assert.Single(bench.Incidents);
        Assert.Equal("give", incident.ActivityId);
        Assert.DoesNotContain("seven", incident.Message, StringComparison.Ordinal);
        Assert.Equal("0", bench.Variable("n"));
    }

    [Fact]
    public async Task Inputs_have_their_declared_types_and_defaults_and_others_pass_as_text()
    {
        var bench = new EngineBench(With(
            Flow(
                """
                [{"id":"set","type":"Elsa.SetVariable","variable":{"id":"v"},"value":{"expression":{"type":"JavaScript","value":"getInput('tries') + 1 + getInput('language') + getInput('none')"}}},
                 {"id":"wide","type":"Test.Wide","number":{"expression":{"type":"Input","value":"tries"}},"text":{"expression":{"type":"Liquid","value":"{{ Input.tries | plus: 1 }}{{ Input.beds[1] }}"}}}]
                """,
                ["set.Done -> wide"],
                """[{"id":"v","name":"v","value":""}]"""),
            "inputs",
            """[{"name":"tries","type":"Int32","defaultValue":"3"},{"name":"beds","type":"String","isArray":true,"isRequired":true}]"""));

        var turn = await bench.StartAsync(("language", "cy"), ("beds", "[\"a\",\"b\"]"));

        Assert.Equal("\"4cynull\"", bench.Variable("v"));
        Assert.Equal([3, "4b"], EngineBench.Given.Of(turn));
    }

    [Theory]
    [InlineData(null, "Input 'tries': workflow test cannot start without it")]
    [InlineData("many", "Input 'tries': the value is not a whole number")]
    public async Task A_start_with_the_wrong_input_is_refused(string? tries, string words)
    {
        var bench = new EngineBench(With(Flow("""[{"id":"x","type":"Elsa.WriteLine"}]"""), "inputs", """[{"name":"tries","type":"Int32","isRequired":true}]"""));

        var refusal = await Assert.ThrowsAsync<WorkflowInputException>(() =>
            tries is null ? bench.StartAsync() : bench.StartAsync(("tries", tries)));

        Assert.Equal(words, refusal.Message);
    }

    [Fact]
    public async Task Outputs_that_were_set_are_kept_by_their_types()
    {
        var bench = new EngineBench(With(
            Flow("""[{"id":"set","type":"Elsa.SetOutput","outputName":"days","outputValue":{"expression":{"type":"Literal","value":"14"}}},{"id":"a","type":"Test.Ask"}]""", "set.Done -> a"),
            "outputs",
            """[{"name":"days","type":"Int32","displayName":"Days"},{"name":"never","type":"String"}]"""));
        await bench.StartAsync();

        await bench.AnswerAsync("a");

        Assert.Equal(14, Assert.Single(bench.State.Outputs).Value.GetInt32());
    }
}
