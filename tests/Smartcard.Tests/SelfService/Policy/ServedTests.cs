using System.Globalization;
using System.Text.Json.Nodes;
using Smartcard.SelfService.Policy;
using Smartcard.Workflows;

namespace Smartcard.Tests.SelfService.Policy;

/// <summary>That a workflow can end is not enough: it must serve people.</summary>
/// <remarks>Whoever does everything right comes to what they came for, and what is said fits what has happened.</remarks>
public sealed class ServedTests
{
    private const string NoGoal = "never leads to a";
    private const string Lost = "can reach neither a";
    private const string Booth = "to an end without the IT booth";
    private const string Good = "in the tone 'Good'";
    private const string Harm = "can stop self-service for an honest person";
    private const string Circle = "round and round";
    private const string Often = "times without the person";
    private const string Faded = "use shorter pauses";

    private static readonly Dictionary<string, (Func<Drawing> Drawing, string Activity, string Reason)> Refused = new()
    {
        ["everybody is sent to the booth"] = (() => Unlock().Lead("start", "Done", "refer"), "unlock-a-card-flow", NoGoal),
        ["right answers lead to the booth"] = (() => Unlock().Lead("askQuestions", "Correct", "refer"), "unlock-a-card-flow", NoGoal),
        ["a valid code leads to the booth"] = (() => Unlock().Lead("whatHappened", "Valid", "tooManyCodes"), "unlock-a-card-flow", NoGoal),
        ["a card that is proved is called unknown"] = (
            () => Drawing.Of("registration").Lead("proveCard", "Proved", "notKnown"),
            "register-a-card-flow", NoGoal),
        ["a report ends before it is made"] = (() => Drawing.Of("report").Lead("connect", "Connected", "notKnown"), "report-flow", NoGoal),
        ["a report of a registered card ends"] = (
            () => Drawing.Of("report").Lead("identify", "Identified", "notKnown"),
            "report-flow", NoGoal),
        ["a report of a registered card goes round"] = (
            () => Drawing.Of("report").Lead("identify", "Identified", "start"),
            "report-flow", NoGoal),
        ["a report of a card that is not registered ends"] = (
            () => Drawing.Of("report").Lead("identify", "NotRegistered", "notKnown"),
            "identify", Lost),
        ["the first wrong answer ends it"] = (() => Unlock().Lead("askQuestions", "Wrong", "tookTooLong"), "askQuestions", Lost),
        ["a used up code ends it"] = (() => Unlock().Lead("whatHappened", "Dead", "notKnown"), "enterCode", Lost),
        ["an expired code ends it"] = (() => Unlock().Lead("whatHappened", "Expired", "tookTooLong"), "codeLife", Lost),
        ["a helper that is gone ends it"] = (() => Unlock().Lead("identify", "HelperLost", "notKnown"), "identify", Lost),
        ["too many codes end it by words alone"] = (() => Unlock().Lead("sendCode", "LimitReached", "notKnown"), "sendCode", Booth),
        ["too many codes end a registration by words alone"] = (
            () => Drawing.Of("registration").Lead("sendCode", "LimitReached", "tookTooLong"),
            "sendCode", Booth),
        ["too many codes lead to another try"] = (() => Unlock().Lead("sendCode", "LimitReached", "offerAfterExpiry"), "sendCode", Booth),
        ["too many codes end it by words for some"] = (
            () => Unlock().Decide("agency", "getInput('x') == 'agency'").Lead("sendCode", "LimitReached", "agency")
                .Join("agency", "True", "notKnown").Join("agency", "False", "tooManyCodes"),
            "sendCode", Booth),
        ["the last wrong answers end it by words alone"] = (
            () => Unlock().Lead("askQuestions", "LockedOut", "notKnown"),
            "askQuestions", Booth),
        ["a stopped card ends it by words alone"] = (() => Unlock().Lead("identify", "Referred", "notKnown"), "identify", Booth),
        ["a stopped card is read again"] = (() => Unlock().Lead("identify", "Referred", "tryCardAgain"), "identify", Booth),
        ["a stopped card ends a registration by words alone"] = (
            () => Drawing.Of("registration").Lead("proveCard", "Referred", "notKnown"),
            "proveCard", Booth),
        ["one wrong answer stops self-service"] = (() => Stopping("askQuestions", "Wrong"), "stop", Harm),
        ["one wrong code stops self-service"] = (() => Stopping("enterCode", "Wrong"), "stop", Harm),
        ["a reader that fails stops self-service"] = (() => Stopping("identify", "Failed"), "stop", Harm),
        ["a code that has expired stops self-service"] = (() => Stopping("whatHappened", "Expired"), "stop", Harm),
        ["a script stops self-service after a wrong answer"] = (
            () => Stopping("anotherTry", "False").Set("anotherTry", "condition", Drawing.Script("getInput('x') == 1")),
            "stop", Harm),
        ["four codes one after the other"] = (() => Codes(4), "send3", "needs 4 codes, and a journey has 3"),
        ["a failed reset is called done"] = (() => Unlock().Lead("resetPasscode", "Failed", "unlocked"), "unlocked", Good),
        ["a doubtful reset is called done"] = (() => Unlock().Lead("resetPasscode", "Unknown", "unlocked"), "unlocked", Good),
        ["a lost helper is called done"] = (() => Unlock().Lead("reconnect", "Connected", "unlocked"), "unlocked", Good),
        ["a page comes before a failed reset is called done"] = (
            () => Unlock().Lead("tryResetAgain", "Continue", "unlocked"),
            "unlocked", Good),
        ["a code that has expired is called done"] = (() => Unlock().Lead("whatHappened", "Expired", "unlocked"), "finish", Good),
        ["good words come after a code that has expired"] = (
            () => Unlock().Say("onward").Set("onward", "tone", Drawing.Literal("Good")).Insert("whatHappened", "Expired", "onward"),
            "onward", Good),
        ["right answers are called done"] = (() => Unlock().Lead("askQuestions", "Correct", "unlocked"), "finish", Good),
        ["a refused registration is called done"] = (
            () => Drawing.Of("registration").Lead("completeRegistration", "Refused", "registered"),
            "registered", Good),
        ["a done reset is called too late"] = (
            () => Unlock().Lead("resetPasscode", "Reset", "tookTooLong"),
            "tookTooLong", "warn when everything is done"),
        ["a problem is told when everything is done"] = (
            () => Unlock().Say("sorry").Set("sorry", "tone", Drawing.Literal("Problem")).Insert("unlocked", "Done", "sorry"),
            "sorry", "in the tone 'Problem' when everything is done"),
        ["a script may tell a problem when everything is done"] = (
            () =>
                Unlock()
                    .Say("sorry")
                    .Set("sorry", "tone", Drawing.Script("'Problem'"))
                    .Insert("unlocked", "Done", "sorry"),
            "sorry",
            "from an expression"),
        ["a done reset is sent to the booth"] = (
            () => Unlock().Lead("resetPasscode", "Reset", "refer"),
            "refer",
            "when everything is done"),
        ["so is one that was said to be done"] = (
            () => Unlock().Lead("unlocked", "Done", "refer"),
            "refer",
            "when everything is done"),
        ["all is asked again when it is done"] = (
            () => Unlock().Lead("unlocked", "Done", "askQuestions"),
            "askQuestions", "when everything is done"),
        ["what was shown too long ago is to do for another try"] = (
            () => Unlock().Lead("resetPasscode", "Refused", "resetPasscode"),
            "resetPasscode", "without a valid code"),
        ["a script gives the tone"] = (
            () => Unlock().Set("unlocked", "tone", Drawing.Script("'Good'")).Lead("resetPasscode", "Failed", "unlocked"),
            "unlocked", "from an expression"),
        ["the code's time is nothing"] = (() => CodeLife("00:00:00"), "codeLife", "waits for no time"),
        ["the code's time is less than nothing"] = (() => CodeLife("-00:15:00"), "codeLife", "waits for no time"),
        ["the code's time is a second"] = (() => CodeLife("00:00:01"), "enterCode", "taken away 00:00:01 after"),
        ["the code's time is too short for a mail"] = (() => CodeLife("00:04:59"), "enterCode", "taken away 00:04:59 after"),
        ["the code is taken away by other words"] = (
            () => Unlock().Say("hurry").Lead("codeOrTime", "Time", "hurry").Join("hurry", "Done", "codeHasExpired"),
            "enterCode", "taken away 00:00:00 after"),
        ["two timers in series outlast the code"] = (
            () => CodeLife("00:10:00").Timer("more", "00:10:00").Insert("codeLife", "Done", "more"),
            "more", "ends after the code"),
        ["a timer of an earlier code goes on beside a new one"] = (
            () => Unlock().Lead("enterCode", "NewCode", "sendCode"),
            "enterCode", "taken away 00:00:00 after"),
        ["so does one of a code that is used up"] = (
            () => Unlock().Lead("enterCode", "Dead", "offerAfterDead"),
            "enterCode", "taken away 00:00:00 after"),
        ["two timers side by side take the code away early"] = (() => BothTimers("00:02:30"), "enterCode", "taken away 00:02:30 after"),
        ["a timer from before the code takes it away"] = (() => Unlock()
            .Add("early", "Elsa.FlowFork", ("branches", Drawing.Object("[\"A\",\"B\"]"))).Timer("hour", "00:15:00").Say("late", "Too late.")
            .Insert("identify", "Identified", "early").Lead("early", "Done", "askQuestions").Cut("early", "Done")
            .Join("early", "A", "askQuestions")
            .Join("early", "B", "hour").Join("hour", "Done", "late")
            .Join("late", "Done", "refer"), "enterCode", "taken away 00:00:00 after"),
        ["pauses before the code is asked for use it up"] = (
            () => Unlock().Repeat("pauses", 6, Pauses(2)).Insert("sendCode", "Sent", "pauses"),
            "enterCode", "00:03:00 left"),
        ["a timer takes away the reset"] = (
            () => Race("whatHappened", "Valid", "resetPasscode", "01:00:00"),
            "resetPasscode", "while the card is being changed"),
        ["a second for the questions"] = (
            () => Race("identify", "Identified", "askQuestions", "00:00:01"),
            "askQuestions", "00:00:01 after it was shown"),
        ["a second for the helper"] = (() => Race("welcome", "Continue", "connect", "00:00:01"), "connect", "00:00:01 after it was shown"),
        ["a fault when everything is done"] = (
            () => Unlock().Add("fault", "Elsa.Fault", ("message", Drawing.Literal("Oh."))).Lead("resetPasscode", "Reset", "fault"),
            "fault", "fault when everything is done"),
        ["a reading of the card is too old when the passcode is reset"] = (
            () => Unlock().Repeat("pauses", 7, Pauses(3)).Insert("identify", "Identified", "pauses"),
            "identify", Faded),
        ["a way out that never comes"] = (
            () => Unlock().Say("again").Decide("lucky", "Math.random() > 2").Lead("welcome", "Continue", "lucky")
                .Join("lucky", "False", "again").Join("again", "Done", "lucky").Join("lucky", "True", "connect"),
            "again", Circle),
        ["a counter that runs the wrong way"] = (() => Counting("getRounds() - 1", "getRounds() > 3"), "again", Circle),
        ["a counter to thirty"] = (() => Counting("getRounds() + 1", "getRounds() > 30"), "again", Circle),
        ["a counter to eleven"] = (() => Counting("getRounds() + 1", "getRounds() > 10"), "again", Often),
        ["a loop of eleven rounds"] = (
            () => Unlock().Repeat("loop", 11, Said("word")).Insert("start", "Done", "loop"),
            "word", "can run 11 times"),
        ["a loop of six thousand rounds"] = (
            () => Unlock().Repeat("loop", 6_000, Said("word")).Insert("start", "Done", "loop"),
            "word", "can run more than 10 times"),
        ["a loop within a loop"] = (
            () => Unlock().Repeat("loop", 4, Repeated("inner", 3, Said("word"))).Insert("start", "Done", "loop"),
            "word", "can run 12 times"),
        ["a loop that nothing ends"] = (
            () => Unlock().Add("loop", "Elsa.While", ("condition", Drawing.Script("getInput('x') != 1")), ("body", Said("word")))
                .Insert("start", "Done", "loop"),
            "word", Circle),
        ["a reminder without end"] = (
            () => Unlock().Timer("wait", "00:02:00").Say("still").Join("codeOrTime", "Time", "wait").Join("wait", "Done", "still")
                .Join("still", "Done", "wait"),
            "wait", Circle),
        ["another code at once when there are too many"] = (
            () => Unlock().Lead("sendCode", "LimitReached", "sendCode"),
            "sendCode", Circle),
        ["a reader that fails is asked again at once"] = (() => Unlock().Lead("identify", "Failed", "identify"), "identify", Circle),
        ["a reader that fails is asked again by a helper that is there"] = (
            () => Unlock().Lead("identify", "Failed", "connect"),
            "identify", Circle),
        ["a card that is not registered is read again at once"] = (
            () => Unlock().Lead("identify", "NotRegistered", "identify"),
            "identify", Circle),
        ["a reset that fails is tried again at once"] = (
            () => Unlock().Lead("resetPasscode", "Failed", "resetPasscode"),
            "resetPasscode", Circle),
        ["answers are too old when the code is sent"] = (
            () => Unlock().Repeat("pauses", 10, Pauses(3)).Insert("askQuestions", "Correct", "pauses"),
            "askQuestions", Faded),
        ["a moment comes between the answers and the code"] = (() => Unlock()
            .Add("fork", "Elsa.FlowFork", ("branches", Drawing.Object("[\"A\",\"B\"]")))
            .Add("page", "Smartcard.ShowInstructions", ("text", Drawing.Literal("Please wait.")))
            .Add("moment", "Elsa.StartAt", ("dateTime", Drawing.Literal("2030-01-01T00:00:00Z")))
            .Insert("askQuestions", "Correct", "moment").Lead("askQuestions", "Correct", "fork").Join("fork", "A", "page")
            .Join("fork", "B", "moment"), "askQuestions", "not written out"),
        ["a code is too old when the passcode is reset"] = (
            () => Unlock().Repeat("pauses", 7, Pauses(3)).Insert("whatHappened", "Valid", "pauses"),
            "enterCode", Faded),
        ["a proved card is too old when the registration is completed"] = (
            () => Drawing.Of("registration").Repeat("pauses", 7, Pauses(3)).Insert("setQuestions", "Set", "pauses"),
            "proveCard", Faded),
    };

    private static readonly Dictionary<string, Func<Drawing>> Accepted = new()
    {
        ["a code's time of five minutes"] = () => CodeLife("00:05:00"),
        ["a reminder beside the code"] = () =>
            Unlock()
                .Timer("wait", "00:02:00")
                .Say("still")
                .Join("codeOrTime", "Time", "wait")
                .Join("wait", "Done", "still"),
        ["three reminders beside the code, each for itself"] = () =>
            new[] { "00:03:00", "00:06:00", "00:12:00" }
                .Index()
                .Aggregate(
                    Unlock(),
                    (d, at) =>
                        d.Timer($"wait{at.Index}", at.Item)
                            .Say($"still{at.Index}")
                            .Join("codeOrTime", "Time", $"wait{at.Index}")
                            .Join($"wait{at.Index}", "Done", $"still{at.Index}")),
        ["two reminders, one after the other"] = () =>
            Enumerable
                .Range(0, 2)
                .Aggregate(
                    Unlock(),
                    (d, i) =>
                        d.Timer($"wait{i}", "00:02:00")
                            .Say($"still{i}")
                            .Join(i == 0 ? "codeOrTime" : $"still{i - 1}", i == 0 ? "Time" : "Done", $"wait{i}")
                            .Join($"wait{i}", "Done", $"still{i}")),
        ["the code's time in two parts, with words between"] = () =>
            CodeLife("00:10:00").Say("hurry").Timer("rest", "00:05:00").Lead("codeLife", "Done", "hurry").Join("hurry", "Done", "rest")
                .Join("rest", "Done", "codeHasExpired"),
        ["a short pause before the timer"] = () =>
            Unlock().Timer("pause", "00:00:30").Insert("codeOrTime", "Time", "pause"),
        ["the code's time in two parts, and a reminder"] = () =>
            CodeLife("00:10:00")
                .Timer("rest", "00:05:00")
                .Insert("codeLife", "Done", "rest")
                .Timer("wait", "00:02:00")
                .Say("still")
                .Join("codeOrTime", "Time", "wait")
                .Join("wait", "Done", "still"),
        ["a short pause on the way to the join"] = () =>
            Unlock().Timer("pause", "00:00:20").Insert("codeIsValid", "Done", "pause"),
        ["ten minutes for the questions"] = () =>
            Unlock()
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
        ["a switch of thirty organisations"] = () =>
            Unlock()
                .Add(
                    "which",
                    "Elsa.FlowSwitch",
                    (
                        "cases",
                        Drawing.Object(
                            new JsonArray([
                                .. Enumerable
                                    .Range(0, 30)
                                    .Select(i => new JsonObject
                                    {
                                        ["label"] = $"O{i}",
                                        ["condition"] = new JsonObject
                                        {
                                            ["type"] = "JavaScript",
                                            ["value"] = $"getInput('organisation') == 'O{i}'",
                                        },
                                    }),
                            ]).ToJsonString())))
                .Lead("start", "Done", "which")
                .Join("which", "Default", "welcome")
                .Join("which", "O0", "welcome")
                .Join("which", "O29", "welcome")
                .Each(Enumerable.Range(1, 28), (d, i) => d.Join("which", $"O{i}", "welcome")),
        ["ten rounds of words"] = () => Unlock().Repeat("loop", 10, Said("word")).Insert("start", "Done", "loop"),
        ["a counter to ten"] = () => Counting("getRounds() + 1", "getRounds() > 9"),
        ["a reader that fails is asked again after a page"] = () => Unlock().Lead("tryCardAgain", "Continue", "connect"),
        ["pauses that are short enough"] = () => Unlock().Repeat("pauses", 6, Pauses(3)).Insert("askQuestions", "Correct", "pauses"),
        ["words come before the booth"] = () => Unlock().Say("sorry").Insert("sendCode", "LimitReached", "sorry"),
        ["words come after the booth"] = () => Unlock().Say("sorry").Insert("tooManyCodes", "Done", "sorry"),
        ["the code on its way can be entered when there are too many"] = () => Unlock().Add("more", "Smartcard.SendCode")
            .Insert("sendCode", "Sent", "more", "Sent").Join("more", "LimitReached", "codeOrTime"),
        ["three codes one after the other"] = () => Codes(3),
        ["the third wrong answer stops self-service"] = () => Stopping("anotherTry", "False"),
        ["the last wrong answers stop self-service"] = () => Stopping("askQuestions", "LockedOut"),
        ["too many codes stop self-service"] = () => Stopping("sendCode", "LimitReached"),
        ["some people are sent to the booth"] = () =>
            Unlock().Decide("agency", "getInput('x') == 'agency'").Lead("identify", "Identified", "agency")
                .Join("agency", "True", "refer").Join("agency", "False", "askQuestions"),
        ["good words in between"] = () =>
            Unlock().Say("thanks").Set("thanks", "tone", Drawing.Literal("Good")).Insert("askQuestions", "Correct", "thanks"),
        ["a warning after the good words"] = () =>
            Unlock().Say("careful").Set("careful", "tone", Drawing.Literal("Warning")).Insert("unlocked", "Done", "careful"),
        ["a page of tips after the last words"] = () => Unlock()
            .Add("tips", "Smartcard.ShowInstructions", ("text", Drawing.Literal("Tips."))).Insert("unlocked", "Done", "tips", "Continue"),
        ["a page of tips after it was said that the card is not registered"] = () => Unlock()
            .Add("tips", "Smartcard.ShowInstructions", ("text", Drawing.Literal("Tips.")))
            .Insert("notRegistered", "Done", "tips", "Continue"),
        ["plain words after something failed"] = () => Unlock().Say("sorry").Insert("resetPasscode", "Failed", "sorry"),
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

    [Fact]
    public async Task A_refusal_tells_the_way_to_where_somebody_is_lost()
    {
        var refusals = await Unlock().Lead("askQuestions", "Wrong", "tookTooLong").CheckAsync();

        Assert.Equal(
            "'Ask security questions': Wrong",
            Assert.Single(refusals, r => r.Reason.Contains(Lost, StringComparison.Ordinal)).Path[^1]);
    }

    /// <summary>An outcome that is forgotten there would count as a choice of the person's.</summary>
    [Fact]
    public void Every_outcome_of_every_activity_of_ours_has_a_meaning()
    {
        var outcomes = JourneyActivities().SelectMany(a => a.Outcomes.Select(outcome => (a.Type, outcome)));

        Assert.Equivalent(outcomes, JourneyWays.Turnouts.Keys, strict: true);
    }

    private static IEnumerable<ActivityDescriptor> JourneyActivities() =>
        Drawing.MakeRegistry().All.Where(a => a.Type.Assembly == typeof(JourneyWays).Assembly);

    private static Drawing Unlock() => Drawing.Of("unlock");

    private static Drawing CodeLife(string length) => Unlock().Set("codeLife", "timeSpan", Drawing.Literal(length));

    private static Drawing Stopping(string source, string port) => Unlock()
        .Add("stop", "Smartcard.StopSelfService").Lead(source, port, "stop").Join("stop", "Stopped", "finish")
        .Join("stop", "NoCard", "tryCardAgain");

    /// <summary>So many codes are sent and entered before the reset, the shipped one among them.</summary>
    private static Drawing Codes(int count) => Enumerable.Range(1, count - 1).Aggregate(Unlock(), (d, i) => d
        .Add($"send{i}", "Smartcard.SendCode").Add($"enter{i}", "Smartcard.EnterCode")
        .Join($"send{i}", "Sent", $"enter{i}").Join($"send{i}", "LimitReached", "tooManyCodes")
        .Join($"enter{i}", "Wrong", $"enter{i}").Join($"enter{i}", "Dead", $"send{i}")
        .Join($"enter{i}", "NewCode", $"send{i}").Join($"enter{i}", "OtherAddress", $"send{i}")
        .Lead(i == 1 ? "whatHappened" : $"enter{i - 1}", "Valid", $"send{i}").Join($"enter{i}", "Valid", "resetPasscode"));

    /// <summary>What the outcome led to, and beside it a time after which people are sent to the booth.</summary>
    private static Drawing Race(string source, string port, string asked, string time) => Unlock()
        .Add("race", "Elsa.FlowFork", ("branches", Drawing.Object("[\"A\",\"B\"]"))).Timer("time", time).Say("slow", "Too slow.")
        .Lead(source, port, "race").Join("race", "A", asked).Join("race", "B", "time").Join("time", "Done", "slow")
        .Join("slow", "Done", "refer");

    /// <summary>Two timers that run at the same time, in place of the one beside the code.</summary>
    private static Drawing BothTimers(string length) => Unlock()
        .Add("both", "Elsa.FlowFork", ("branches", Drawing.Object("[\"A\",\"B\"]"))).Timer("one", length).Timer("other", length)
        .Add("met", "Elsa.FlowJoin", ("mode", Drawing.Literal("WaitAll")))
        .Lead("codeOrTime", "Time", "both").Join("both", "A", "one").Join("both", "B", "other").Join("one", "Done", "met")
        .Join("other", "Done", "met").Join("met", "Done", "codeHasExpired");

    /// <summary>Says something, counts, and says it again until this comes true.</summary>
    private static Drawing Counting(string next, string isEnough) =>
        Unlock()
            .Variable("Rounds", "Int32", "0")
            .Say("again")
            .Add(
                "count",
                "Elsa.SetVariable",
                ("variable", new JsonObject { ["id"] = "var-Rounds", ["name"] = "Rounds" }),
                ("value", Drawing.Script(next)))
            .Decide("enough", isEnough)
            .Lead("welcome", "Continue", "again")
            .Join("again", "Done", "count")
            .Join("count", "Done", "enough")
            .Join("enough", "False", "again")
            .Join("enough", "True", "connect");

    private static JsonObject Said(string id) =>
        new()
        {
            ["id"] = id,
            ["type"] = "Smartcard.Say",
            ["version"] = 1,
            ["text"] = Drawing.Literal("Hello."),
        };

    private static JsonObject Repeated(string id, int times, JsonObject body) => new()
    {
        ["id"] = id,
        ["type"] = "Elsa.For",
        ["version"] = 1,
        ["body"] = body,
        ["start"] = Drawing.Literal("1"),
        ["end"] = Drawing.Literal(times.ToString(CultureInfo.InvariantCulture)),
    };

    /// <summary>So many minutes, one after the other.</summary>
    private static JsonObject Pauses(int minutes) =>
        new()
        {
            ["id"] = "minutes",
            ["type"] = "Elsa.Sequence",
            ["version"] = 1,
            ["activities"] = new JsonArray([
                .. Enumerable
                    .Range(0, minutes)
                    .Select(i => new JsonObject
                    {
                        ["id"] = $"minute{i}",
                        ["type"] = "Elsa.Delay",
                        ["version"] = 1,
                        ["timeSpan"] = Drawing.Literal("00:01:00"),
                    }),
            ]),
        };
}
