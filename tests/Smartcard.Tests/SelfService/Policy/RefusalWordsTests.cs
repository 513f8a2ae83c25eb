using System.Text.Json.Nodes;
using Smartcard.Workflows;

namespace Smartcard.Tests.SelfService.Policy;

/// <summary>
/// Refusals speak of what the designer shows: the activity by its title, the input by its label, and the path in
/// brackets for whoever has a file.
/// </summary>
public sealed class RefusalWordsTests
{
    [Theory]
    [InlineData(
        "askQuestions",
        "count",
        "9",
        "'Ask security questions' (askQuestions): 'Number of questions' must be from 2 to 4, and the value is 9 (at $.root.activities[")]
    [InlineData(
        "askQuestions",
        "count",
        "many",
        "'Ask security questions' (askQuestions): 'Number of questions': the value is not a whole number (at $.root.activities[")]
    [InlineData(
        "codeLife",
        "timeSpan",
        "soon",
        "'15 minutes' (codeLife): 'Time span': the value is not a length of time")]
    [InlineData("codeOrTime", "branches", "[1,", "'Code, or 15 minutes' (codeOrTime): 'Branches': ")]
    public void A_value_that_an_input_does_not_take(string activity, string input, string value, string words)
    {
        var refusal = Assert.Throws<DefinitionException>(() => Drawing.Of("unlock").Set(activity, input, Drawing.Literal(value)).Read());

        Assert.StartsWith(words, refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith($".{input})", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_outcome_that_an_activity_has_not() =>
        Assert.StartsWith(
            "'Read the card' (identify): it has no outcome 'Lost'; it has ",
            Assert.Throws<DefinitionException>(() => Drawing.Of("unlock").Lead("identify", "Lost", "refer").Read()).Message,
            StringComparison.Ordinal);

    [Fact]
    public void An_expression_that_cannot_be_read() =>
        Assert.StartsWith(
            "'What will happen' (welcome): 'Text': the template failed: ",
            Assert
                .Throws<DefinitionException>(() =>
                    Drawing.Of("unlock").Set("welcome", "text", Expression("Liquid", "{% if %}")).Read())
                .Message,
            StringComparison.Ordinal);

    [Fact]
    public void An_expression_of_a_kind_that_there_is_not() =>
        Assert.StartsWith(
            "'What will happen' (welcome): 'Text': expressions of type 'CSharp' are not supported (at $.root.activities[",
            Assert.Throws<DefinitionException>(() => Drawing.Of("unlock").Set("welcome", "text", Expression("CSharp", "1")).Read()).Message,
            StringComparison.Ordinal);

    [Fact]
    public void An_activity_of_a_type_that_there_is_not() =>
        Assert.StartsWith(
            "'Tests.Nothing' (x): there is no activity of type",
            Assert.Throws<DefinitionException>(() => Drawing.Of("unlock").Add("x", "Tests.Nothing").Read()).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("Merge")]
    [InlineData("Race")]
    [InlineData("Stream")]
    public async Task A_merge_mode_is_refused_since_it_would_do_nothing(string mode)
    {
        var drawing = Drawing.Of("unlock");
        drawing.Activity("resetPasscode")["customProperties"] = new JsonObject { ["mergeMode"] = mode };

        Assert.Equal(
            $"'Reset the passcode' (resetPasscode) has the merge mode '{mode}', which does nothing here: choose the "
            + "default, and put a 'Join' before it where branches are to meet.",
            Assert.Single(await drawing.CheckAsync()).Reason);
    }

    [Fact]
    public async Task No_merge_mode_is_the_default()
    {
        var drawing = Drawing.Of("unlock");
        drawing.Activity("resetPasscode")["customProperties"] = new JsonObject { ["mergeMode"] = null };
        drawing.Activity("welcome")["customProperties"] = new JsonObject { ["mergeMode"] = "" };

        Assert.Empty(await drawing.CheckAsync());
    }

    [Fact]
    public async Task An_activity_to_which_nothing_leads_is_warned_of_and_may_be_published()
    {
        var drawing = Drawing.Of("unlock").Say("left").Say("behind").Join("left", "Done", "behind").Join("behind", "Done", "left");

        Assert.Equal(
            [
                "Nothing leads to 'Say' (left), so it never runs: connect it, or delete it.",
                "Nothing leads to 'Say' (behind), so it never runs: connect it, or delete it.",
            ],
            DefinitionWarnings.Of(drawing.Read()));
        Assert.Empty(await drawing.CheckAsync());
    }

    [Theory]
    [InlineData("unlock")]
    [InlineData("unlock-card-and-code")]
    [InlineData("registration")]
    [InlineData("report")]
    public void The_shipped_workflows_have_nothing_to_warn_of(string name) => Assert.Empty(DefinitionWarnings.Of(Drawing.Of(name).Read()));

    private static JsonObject Expression(string type, string value) =>
        new()
        {
            ["typeName"] = null,
            ["expression"] = new JsonObject { ["type"] = type, ["value"] = value },
        };
}
