using System.Text.Json.Nodes;
using static Smartcard.Tests.SelfService.Policy.ServedDrawings;

namespace Smartcard.Tests.SelfService.Policy;

/// <summary>Nobody is hurried, kept waiting or led round in circles: timers, pauses, counters and loops.</summary>
public sealed class ServedInTimeTests
{
    private const string Circle = "round and round";
    private const string Often = "times without the person";
    private const string Faded = "use shorter pauses";

    private static readonly Dictionary<string, (Func<Drawing> Drawing, string Activity, string Reason)> Refused = new()
    {
        ["the code's time is nothing"] = (() => CodeLife("00:00:00"), "codeLife", "waits for no time"),
        ["the code's time is less than nothing"] = (() => CodeLife("-00:15:00"), "codeLife", "waits for no time"),
        ["the code's time is a second"] = (() => CodeLife("00:00:01"), "enterCode", "taken away 00:00:01 after"),
        ["the code's time is too short for a mail"] = (() => CodeLife("00:04:59"), "enterCode", "taken away 00:04:59 after"),
        ["the code is taken away by other words"] = (
            () => Shipped().Say("hurry").Lead("codeOrTime", "Time", "hurry").Join("hurry", "Done", "codeHasExpired"),
            "enterCode", "taken away 00:00:00 after"),
        ["two timers in series outlast the code"] = (
            () => CodeLife("00:10:00").Timer("more", "00:10:00").Insert("codeLife", "Done", "more"),
            "more", "ends after the code"),
        ["a timer of an earlier code goes on beside a new one"] = (
            () => Shipped().Lead("enterCode", "NewCode", "sendCode"),
            "enterCode", "taken away 00:00:00 after"),
        ["so does one of a code that is used up"] = (
            () => Shipped().Lead("enterCode", "Dead", "offerAfterDead"),
            "enterCode", "taken away 00:00:00 after"),
        ["two timers side by side take the code away early"] = (() => BothTimers("00:02:30"), "enterCode", "taken away 00:02:30 after"),
        ["a timer from before the code takes it away"] = (() => Shipped()
            .Add("early", "Elsa.FlowFork", ("branches", Drawing.Object("[\"A\",\"B\"]"))).Timer("hour", "00:15:00").Say("late", "Too late.")
            .Insert("identify", "Identified", "early").Lead("early", "Done", "askQuestions").Cut("early", "Done")
            .Join("early", "A", "askQuestions")
            .Join("early", "B", "hour").Join("hour", "Done", "late")
            .Join("late", "Done", "refer"), "enterCode", "taken away 00:00:00 after"),
        ["pauses before the code is asked for use it up"] = (
            () => Shipped().Repeat("pauses", 6, Pauses(2)).Insert("sendCode", "Sent", "pauses"),
            "enterCode", "00:03:00 left"),
        ["a timer takes away the reset"] = (
            () => Race("whatHappened", "Valid", "resetPasscode", "01:00:00"),
            "resetPasscode", "while the card is being changed"),
        ["a second for the questions"] = (
            () => Race("identify", "Identified", "askQuestions", "00:00:01"),
            "askQuestions", "00:00:01 after it was shown"),
        ["a second for the helper"] = (() => Race("welcome", "Continue", "connect", "00:00:01"), "connect", "00:00:01 after it was shown"),
        ["a reading of the card is too old when the passcode is reset"] = (
            () => Shipped().Repeat("pauses", 7, Pauses(3)).Insert("identify", "Identified", "pauses"),
            "identify", Faded),
        ["a way out that never comes"] = (
            () => Shipped().Say("again").Decide("lucky", "Math.random() > 2").Lead("welcome", "Continue", "lucky")
                .Join("lucky", "False", "again").Join("again", "Done", "lucky").Join("lucky", "True", "connect"),
            "again", Circle),
        ["a counter that runs the wrong way"] = (() => Counting("getRounds() - 1", "getRounds() > 3"), "again", Circle),
        ["a counter to thirty"] = (() => Counting("getRounds() + 1", "getRounds() > 30"), "again", Circle),
        ["a counter to eleven"] = (() => Counting("getRounds() + 1", "getRounds() > 10"), "again", Often),
        ["a loop of eleven rounds"] = (
            () => Shipped().Repeat("loop", 11, Said("word")).Insert("start", "Done", "loop"),
            "word", "can run 11 times"),
        ["a loop of six thousand rounds"] = (
            () => Shipped().Repeat("loop", 6_000, Said("word")).Insert("start", "Done", "loop"),
            "word", "can run more than 10 times"),
        ["a loop within a loop"] = (
            () => Shipped().Repeat("loop", 4, Repeated("inner", 3, Said("word"))).Insert("start", "Done", "loop"),
            "word", "can run 12 times"),
        ["a loop that nothing ends"] = (
            () => Shipped().Add("loop", "Elsa.While", ("condition", Drawing.Script("getInput('x') != 1")), ("body", Said("word")))
                .Insert("start", "Done", "loop"),
            "word", Circle),
        ["a reminder without end"] = (
            () => Shipped().Timer("wait", "00:02:00").Say("still").Join("codeOrTime", "Time", "wait").Join("wait", "Done", "still")
                .Join("still", "Done", "wait"),
            "wait", Circle),
        ["another code at once when there are too many"] = (
            () => Shipped().Lead("sendCode", "LimitReached", "sendCode"),
            "sendCode", Circle),
        ["a reader that fails is asked again at once"] = (() => Shipped().Lead("identify", "Failed", "identify"), "identify", Circle),
        ["a reader that fails is asked again by a helper that is there"] = (
            () => Shipped().Lead("identify", "Failed", "connect"),
            "identify", Circle),
        ["a card that is not registered is read again at once"] = (
            () => Shipped().Lead("identify", "NotRegistered", "identify"),
            "identify", Circle),
        ["a reset that fails is tried again at once"] = (
            () => Shipped().Lead("resetPasscode", "Failed", "resetPasscode"),
            "resetPasscode", Circle),
        ["answers are too old when the code is sent"] = (
            () => Shipped().Repeat("pauses", 10, Pauses(3)).Insert("askQuestions", "Correct", "pauses"),
            "askQuestions", Faded),
        ["a moment comes between the answers and the code"] = (() => Shipped()
            .Add("fork", "Elsa.FlowFork", ("branches", Drawing.Object("[\"A\",\"B\"]")))
            .Add("page", "Smartcard.ShowInstructions", ("text", Drawing.Literal("Please wait.")))
            .Add("moment", "Elsa.StartAt", ("dateTime", Drawing.Literal("2030-01-01T00:00:00Z")))
            .Insert("askQuestions", "Correct", "moment").Lead("askQuestions", "Correct", "fork").Join("fork", "A", "page")
            .Join("fork", "B", "moment"), "askQuestions", "not written out"),
        ["a code is too old when the passcode is reset"] = (
            () => Shipped().Repeat("pauses", 7, Pauses(3)).Insert("whatHappened", "Valid", "pauses"),
            "enterCode", Faded),
        ["a proved card is too old when the registration is completed"] = (
            () => Drawing.Of("registration").Repeat("pauses", 7, Pauses(3)).Insert("setQuestions", "Set", "pauses"),
            "proveCard", Faded),
    };

    private static readonly Dictionary<string, Func<Drawing>> Accepted = new()
    {
        ["a code's time of five minutes"] = () => CodeLife("00:05:00"),
        ["a reminder beside the code"] = () =>
            Shipped()
                .Timer("wait", "00:02:00")
                .Say("still")
                .Join("codeOrTime", "Time", "wait")
                .Join("wait", "Done", "still"),
        ["three reminders beside the code, each for itself"] = () =>
            new[] { "00:03:00", "00:06:00", "00:12:00" }
                .Index()
                .Aggregate(
                    Shipped(),
                    (d, at) =>
                        d.Timer($"wait{at.Index}", at.Item)
                            .Say($"still{at.Index}")
                            .Join("codeOrTime", "Time", $"wait{at.Index}")
                            .Join($"wait{at.Index}", "Done", $"still{at.Index}")),
        ["two reminders, one after the other"] = () =>
            Enumerable
                .Range(0, 2)
                .Aggregate(
                    Shipped(),
                    (d, i) =>
                        d.Timer($"wait{i}", "00:02:00")
                            .Say($"still{i}")
                            .Join(i == 0 ? "codeOrTime" : $"still{i - 1}", i == 0 ? "Time" : "Done", $"wait{i}")
                            .Join($"wait{i}", "Done", $"still{i}")),
        ["the code's time in two parts, with words between"] = () =>
            CodeLife("00:10:00").Say("hurry").Timer("rest", "00:05:00").Lead("codeLife", "Done", "hurry").Join("hurry", "Done", "rest")
                .Join("rest", "Done", "codeHasExpired"),
        ["a short pause before the timer"] = () =>
            Shipped().Timer("pause", "00:00:30").Insert("codeOrTime", "Time", "pause"),
        ["the code's time in two parts, and a reminder"] = () =>
            CodeLife("00:10:00")
                .Timer("rest", "00:05:00")
                .Insert("codeLife", "Done", "rest")
                .Timer("wait", "00:02:00")
                .Say("still")
                .Join("codeOrTime", "Time", "wait")
                .Join("wait", "Done", "still"),
        ["a short pause on the way to the join"] = () =>
            Shipped().Timer("pause", "00:00:20").Insert("codeIsValid", "Done", "pause"),
        ["ten minutes for the questions"] = () =>
            Shipped()
                .Variable("Late", "String", "no")
                .Add("race", "Elsa.FlowFork", ("branches", Drawing.Object("[\"A\",\"B\"]")))
                .Timer("time", "00:10:00")
                .Add("first", "Elsa.FlowJoin", ("mode", Drawing.Literal("WaitAny")))
                .Add(
                    "late",
                    "Elsa.SetVariable",
                    ("variable", new JsonObject { ["id"] = "var-Late", ["name"] = "Late" }),
                    ("value", Drawing.Literal("yes")))
                .Decide("isLate", "getLate() == 'yes'")
                .Lead("identify", "Identified", "race")
                .Join("race", "A", "askQuestions")
                .Join("race", "B", "time")
                .Join("time", "Done", "late")
                .Join("late", "Done", "first")
                .Lead("askQuestions", "Correct", "first")
                .Join("first", "Done", "isLate")
                .Join("isLate", "True", "refer")
                .Join("isLate", "False", "sendCode"),
        ["ten rounds of words"] = () => Shipped().Repeat("loop", 10, Said("word")).Insert("start", "Done", "loop"),
        ["a counter to ten"] = () => Counting("getRounds() + 1", "getRounds() > 9"),
        ["pauses that are short enough"] = () => Shipped().Repeat("pauses", 6, Pauses(3)).Insert("askQuestions", "Correct", "pauses"),
    };

    public static TheoryData<string> RefusedNames => [.. Refused.Keys];

    public static TheoryData<string> AcceptedNames => [.. Accepted.Keys];

    [Theory]
    [MemberData(nameof(RefusedNames))]
    public async Task Is_refused(string name)
    {
        var (drawing, activity, reason) = Refused[name];

        var refusals = await drawing().CheckAsync();

        Assert.True(
            refusals.Any(r => r.ActivityId == activity && r.Reason.Contains(reason, StringComparison.Ordinal)),
            $"Not refused for {activity} because '{reason}', but: {string.Join(Environment.NewLine, refusals)}");
    }

    [Theory]
    [MemberData(nameof(AcceptedNames))]
    public async Task Is_accepted(string name) => Assert.Empty(await Accepted[name]().CheckAsync());
}
