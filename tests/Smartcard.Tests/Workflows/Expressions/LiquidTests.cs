using Smartcard.Workflows;
using static Smartcard.Tests.Workflows.EngineBench;

namespace Smartcard.Tests.Workflows.Expressions;

/// <summary>What a workflow's Liquid templates can do, and that they can do no more.</summary>
public sealed class LiquidTests
{
    private const string Variables = """
        [{"id":"c","name":"count","typeName":"Int32","value":4},{"id":"n","name":"name","typeName":"String","value":"Ward <7>"},
         {"id":"p","name":"place","typeName":"Object","value":"{\"ward\":{\"floor\":2},\"beds\":[\"a\",\"b\"]}"},{"id":"l","name":"long","typeName":"String","value":""}]
        """;

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("{{ Variables.name }} has {{ Variables.count }}", "Ward <7> has 4")]
    [InlineData("{{ Variables.count | plus: 1.5 }}", "5.5")]
    [InlineData("{{ Variables.place.ward.floor }}{% for bed in Variables.place.beds %}-{{ bed }}{% endfor %}", "2-a-b")]
    [InlineData("{% if Input.language == 'cy' %}Bore da{% else %}Good morning{% endif %}", "Bore da")]
    [InlineData("{{ Variables.nothing }}{{ Input.nothing }}", "")]
    [InlineData("{{ 'now' | date: '%Y-%m-%d %H:%M' }}", "2026-11-23 07:00")]
    [InlineData("{{ WorkflowDefinitionId }} {{ WorkflowDefinitionVersion }}", "test 1")]
    [InlineData("{{ Variables.name.Length }}{{ Variables.GetType }}", "")]
    [InlineData("{% capture a %}x{{ Variables.count }}{% endcapture %}{{ a | append: 'y' | upcase }}", "X4Y")]
    public async Task A_template_writes_variables_and_input(string template, string expected)
    {
        var turn = await RunAsync("text", template);

        Assert.Empty(turn.Incidents);
        Assert.Equal(expected, EngineBench.Given.Of(turn)[1]);
    }

    [Fact]
    public async Task A_template_can_make_a_number()
    {
        var turn = await RunAsync("number", "\n{{ Variables.count | minus: 2 }}\n");

        Assert.Equal(2, EngineBench.Given.Of(turn)[0]);
    }

    [Theory]
    [InlineData("{% for i in (1..1000000000) %}x{% endfor %}")]
    [InlineData("{% for i in (1..20000) %}{% endfor %}")]
    [InlineData("{% assign x = 'xx' %}{% for i in (1..40) %}{% assign x = x | append: x %}{% endfor %}")]
    [InlineData("{% assign x = 'xx' %}{% for i in (1..40) %}{% capture x %}{{ x }}{{ x }}{% endcapture %}{% endfor %}")]
    [InlineData("{% assign x = 'a,b' | split: ',' %}{% for i in (1..40) %}{% assign x = x | concat: x %}{% endfor %}")]
    [InlineData(
        "{% assign x = 'xxxxxxxxxxxxxxxx' %}{% for i in (1..9) %}{% assign x = x | append: x %}{% endfor %}{{ x | "
        + "replace: 'x', x | size }}")]
    [InlineData("{{ (1..1000000000) | size }}")]
    [InlineData("{{ 'x' | append: (1..1000000000) }}")]
    [InlineData("{% assign n = 1000000000 %}{% if true %}{% for i in (1..n) %}{% endfor %}{% endif %}")]
    [InlineData("{% case 1 %}{% when 2 %}{% else %}{% for i in (1..1000000000) %}{% endfor %}{% endcase %}")]
    [InlineData("{% unless false %}{% capture x %}{% for i in (1..1000000000) %}{% endfor %}{% endcapture %}{% endunless %}")]
    [InlineData("{% for i in Input.none %}{% else %}{% for i in (1..1000000000) %}{% endfor %}{% endfor %}")]
    [InlineData("{% if false %}{% elsif true %}{% ifchanged %}{% for i in (-1000000000..1) %}{% endfor %}{% endifchanged %}{% endif %}")]
    [InlineData("{% if 1 == 2 or Variables.place.beds[(1..1000000000)] %}{% endif %}")]
    [InlineData("{% liquid for i in (1..1000000000) %}")]
    [InlineData("{{ (1..1000000000) | join: 'x' }}")]
    [InlineData("{{ 'now' | date: '%999999999d' }}")]
    [InlineData("{{ 1 | divided_by: 0 }}")]
    [InlineData("{% for i in (1..9000) %}xx{% endfor %}")]
    [InlineData("{% while true %}{% endwhile %}")]
    [InlineData("{{ 'x' | format_string: 1 }}")]
    [InlineData("{% include 'etc/passwd' %}")]
    [InlineData("{% render 'etc/passwd' %}")]
    [InlineData("{{ 1 | times: 99999999999999999999999 | times: 99999999999999999999999 }}")]
    public async Task A_template_that_goes_too_far_ends_in_an_incident_and_nothing_else(string template)
    {
        string? words;
        try
        {
            words = (await RunAsync("text", template)).Incidents.SingleOrDefault()?.Message;
        }
        catch (DefinitionException refused)
        {
            words = refused.Message;
        }

        Assert.Contains("template failed", words, StringComparison.Ordinal);
    }

    /// <summary>Few steps each, and little that is kept: neither count ends these.</summary>
    [Theory]
    [InlineData(
        "{% assign a = (1..9999) %}{% for i in (1..5000) %}{% assign b = a | reverse | sort | reverse | sort | "
        + "reverse | sort %}{% endfor %}")]
    [InlineData(
        "{% for i in (1..9000) %}{% for j in (1..9999) %}{% break %}{% endfor %}{% for j in (1..9999) %}{% break %}{% "
        + "endfor %}{% endfor %}")]
    public async Task A_template_that_computes_for_long_ends_in_an_incident_and_nothing_else(string template)
    {
        var bench = new EngineBench(Definition("text", template)) { LongestExpression = TimeSpan.FromSeconds(0.2) };

        var turn = await bench.StartAsync();

        Assert.Contains("template failed: it runs for longer than 0.2 s", Assert.Single(turn.Incidents).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_that_is_none_is_refused_when_it_is_read()
    {
        var refusal = Assert.Throws<DefinitionException>(() => new EngineBench(Definition("text", "{% if %}")));

        Assert.Equal("$.root.activities[0].text.expression.value", refusal.JsonPath);
    }

    private static Task<Turn> RunAsync(string input, string template) =>
        new EngineBench(Definition(input, template)).StartAsync(("language", "cy"));

    private static string Definition(string input, string template) => Flow(
        $$$$"""[{"id":"w","type":"Test.Wide","{{{{input}}}}":{"expression":{"type":"Liquid","value":{{{{System.Text.Json.JsonSerializer.Serialize(template)}}}} } }}]""", [], Variables);
}
