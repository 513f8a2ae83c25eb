using System.Text.Json.Nodes;

namespace Smartcard.Tests.SelfService.Policy;

/// <summary>Edits that an RA admin may want and that weaken nothing: none is refused.</summary>
public sealed class HarmlessEditsTests
{
    private static readonly Dictionary<string, Func<Drawing>> ByHand = new()
    {
        ["three questions"] = () => Drawing.Of("unlock").Set("askQuestions", "count", Drawing.Literal("3")),
        ["four questions"] = () => Drawing.Of("unlock").Set("askQuestions", "count", Drawing.Literal("4")),
        ["another welcome"] = () =>
            Drawing.Of("unlock").Set("welcome", "text", Drawing.Literal("Good morning. This takes five minutes.")),
        ["a welcome that counts"] = () =>
            Drawing.Of("unlock").Set("welcome", "text", Drawing.Script("'Tries so far: ' + getWrongAnswers()")),
        ["a welcome that knows the day"] = () =>
            Drawing
                .Of("unlock")
                .Set("welcome", "text", Drawing.Script("new Date().getDay() == 1 ? 'Good Monday.' : 'Hello.'")),
        ["a shorter timer"] = () => Drawing.Of("unlock").Set("codeLife", "timeSpan", Drawing.Literal("00:10:00")),
        ["no timer at all: the code dies by itself"] = () => Drawing.Of("unlock").Cut("codeOrTime", "Time"),
        ["two tries in this workflow"] = () => Drawing.Of("unlock").Set("anotherTry", "condition", Drawing.Script("getWrongAnswers() < 2")),
        ["tries without a counter: the domain counts"] = () => Drawing.Of("unlock").Lead("askQuestions", "Wrong", "askQuestions"),
        ["an unreachable reset"] = () => Drawing.Of("unlock").Add("spare", "Smartcard.ResetPasscode"),
        ["a default that never comes"] = () => Drawing.Of("unlock").Lead("whatHappened", "Default", "resetPasscode"),
        ["the booth after one failed reset"] = () => Drawing.Of("unlock").Lead("resetPasscode", "Failed", "refer"),
        ["the booth for a card not known"] = () => Drawing.Of("unlock").Lead("notKnown", "Done", "refer"),
        ["the booth in place of another try"] = () => Drawing.Of("unlock").Lead("tryCardAgain", "Continue", "refer"),
        ["the code before the questions"] = () =>
            Drawing
                .Of("unlock")
                .Lead("identify", "Identified", "sendCode")
                .Lead("whatHappened", "Valid", "askQuestions")
                .Lead("askQuestions", "Correct", "resetPasscode"),
        ["the questions asked twice"] = () =>
            Drawing
                .Of("unlock")
                .Add("again", "Smartcard.AskSecurityQuestions", ("count", Drawing.Literal("4")))
                .Insert("askQuestions", "Correct", "again", "Correct")
                .Join("again", "Wrong", "countWrongAnswers")
                .Join("again", "LockedOut", "refer"),
        ["a page of tips before the end"] = () =>
            Drawing
                .Of("unlock")
                .Add("tips", "Smartcard.ShowInstructions", ("text", Drawing.Literal("Tips.")))
                .Insert("resetPasscode", "Reset", "tips", "Continue"),
        ["a second page of instructions"] = () =>
            Drawing
                .Of("unlock")
                .Add("more", "Smartcard.ShowInstructions", ("text", Drawing.Literal("More.")))
                .Insert("welcome", "Continue", "more", "Continue"),
        ["a short pause"] = () =>
            Drawing
                .Of("unlock")
                .Add("pause", "Elsa.Delay", ("timeSpan", Drawing.Literal("00:00:02")))
                .Insert("identify", "Identified", "pause"),
        ["a mark in the journal"] = () =>
            Drawing
                .Of("unlock")
                .Add("mark", "Elsa.WriteLine", ("text", Drawing.Literal("here")))
                .Insert("askQuestions", "Correct", "mark"),
        ["a correlation id"] = () =>
            Drawing
                .Of("unlock")
                .Add("name", "Elsa.Correlate", ("correlationId", Drawing.Script("'unlock-' + getInput('language')")))
                .Insert("start", "Done", "name"),
        ["a decision about the words"] = () =>
            Drawing
                .Of("unlock")
                .Add("welsh", "Elsa.FlowDecision", ("condition", Drawing.Script("getInput('language') == 'cy'")))
                .Say("croeso", "Croeso.")
                .Lead("start", "Done", "welsh")
                .Join("welsh", "True", "croeso")
                .Join("croeso", "Done", "welcome")
                .Join("welsh", "False", "welcome"),
        ["an If about the words"] = () =>
            Drawing
                .Of("unlock")
                .Add(
                    "welsh",
                    "Elsa.If",
                    ("condition", Drawing.Script("getInput('language') == 'cy'")),
                    (
                        "then",
                        new JsonObject
                        {
                            ["id"] = "croeso",
                            ["type"] = "Smartcard.Say",
                            ["version"] = 1,
                            ["text"] = Drawing.Literal("Croeso."),
                        }))
                .Insert("start", "Done", "welsh"),
        ["words in a sequence"] = () =>
            Drawing
                .Of("unlock")
                .Add(
                    "words",
                    "Elsa.Sequence",
                    (
                        "activities",
                        new JsonArray(
                            new JsonObject
                            {
                                ["id"] = "one",
                                ["type"] = "Smartcard.Say",
                                ["version"] = 1,
                                ["text"] = Drawing.Literal("One."),
                            },
                            new JsonObject
                            {
                                ["id"] = "two",
                                ["type"] = "Smartcard.Say",
                                ["version"] = 1,
                                ["text"] = Drawing.Literal("Two."),
                            })))
                .Insert("askQuestions", "Correct", "words"),
        ["a variable of one's own"] = () =>
            Drawing
                .Of("unlock")
                .Variable("Resets", "Int32", "0")
                .Add(
                    "count",
                    "Elsa.SetVariable",
                    ("variable", new JsonObject { ["id"] = "var-Resets", ["name"] = "Resets" }),
                    ("value", Drawing.Script("getResets() + 1")))
                .Insert("resetPasscode", "Failed", "count"),
        ["three failed resets lead to the booth"] = () =>
            Drawing
                .Of("unlock")
                .Variable("Resets", "Int32", "0")
                .Add(
                    "count",
                    "Elsa.SetVariable",
                    ("variable", new JsonObject { ["id"] = "var-Resets", ["name"] = "Resets" }),
                    ("value", Drawing.Script("getResets() + 1")))
                .Add("enough", "Elsa.FlowDecision", ("condition", Drawing.Script("getResets() >= 3")))
                .Lead("resetPasscode", "Failed", "count")
                .Join("count", "Done", "enough")
                .Join("enough", "True", "refer")
                .Join("enough", "False", "tryResetAgain"),
        ["a fault where a card is doubtful"] = () =>
            Drawing
                .Of("unlock")
                .Add("fault", "Elsa.Fault", ("message", Drawing.Literal("A card that is not known.")))
                .Lead("notKnown", "Done", "fault"),
        ["another name"] = () => Named("unlock-night", "Unlock a card at night"),
        ["another welcome to the registration"] = () =>
            Drawing.Of("registration").Set("welcome", "text", Drawing.Literal("Five minutes.")),
        ["the booth when a registration took too long"] = () =>
            Drawing.Of("registration").Lead("completeRegistration", "Refused", "refer"),
        ["the passcode proved twice"] = () =>
            Drawing
                .Of("registration")
                .Add("again", "Smartcard.ProveCard")
                .Insert("proveCard", "Proved", "again", "Proved")
                .Join("again", "NotKnown", "notKnown")
                .Join("again", "PasscodeLocked", "cardIsLocked")
                .Join("again", "Referred", "refer")
                .Join("again", "Failed", "tryCardAgain")
                .Join("again", "HelperLost", "connect"),
        ["questions chosen anew with another address"] = () =>
            Drawing.Of("registration").Lead("whatHappened", "OtherAddress", "setQuestions"),
        ["a report that asks nothing first"] = () => Drawing.Of("report").Lead("start", "Done", "connect"),
        ["a report that leads to the booth"] = () =>
            Drawing.Of("report").Add("refer", "Smartcard.ReferToBooth").Insert("stop", "Stopped", "refer"),
    };

    public static TheoryData<string> Names => [.. ByHand.Keys];

    public static TheoryData<string, string, string> Ways
    {
        get
        {
            var ways = new TheoryData<string, string, string>();
            foreach (var workflow in new[] { "unlock", "registration", "report" })
            {
                foreach (var connection in Drawing.Of(workflow).Connections)
                {
                    ways.Add(workflow, (string)connection!["source"]!["activity"]!, (string)connection["source"]!["port"]!);
                }
            }

            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_not_refused(string name) => Assert.Empty(await ByHand[name]().CheckAsync());

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_word_said_on_any_way_is_not_refused(string workflow, string source, string port) =>
        Assert.Empty(await Drawing.Of(workflow).Say("word").Insert(source, port, "word").CheckAsync());

    [Fact]
    public void There_are_more_than_forty_of_them() => Assert.InRange(ByHand.Count + Ways.Count, 40, 500);

    [Fact]
    public async Task Where_the_policy_asks_no_questions_a_workflow_need_not_either()
    {
        var drawing = Drawing.Of("unlock").Bypass("askQuestions", "Correct");

        Assert.Empty(await drawing.CheckAsync(areQuestionsRequired: false));
        Assert.NotEmpty(await drawing.CheckAsync(areQuestionsRequired: true));
    }

    [Fact]
    public async Task The_workflow_for_card_and_code_is_proved_against_its_own_profile() =>
        Assert.Empty(await Drawing.Of("unlock-card-and-code").CheckAsync(areQuestionsRequired: true));

    private static Drawing Named(string id, string name)
    {
        var drawing = Drawing.Of("unlock");
        drawing.Json["definitionId"] = id;
        drawing.Json["name"] = name;
        return drawing;
    }
}
