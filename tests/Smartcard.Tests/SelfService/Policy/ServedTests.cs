using System.Text.Json.Nodes;
using Smartcard.SelfService.Policy;
using Smartcard.Workflows;
using static Smartcard.Tests.SelfService.Policy.ServedDrawings;

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

    private static readonly Dictionary<string, (Func<Drawing> Drawing, string Activity, string Reason)> Refused = new()
    {
        ["everybody is sent to the booth"] = (() => Shipped().Lead("start", "Done", "refer"), "unlock-a-card-flow", NoGoal),
        ["right answers lead to the booth"] = (() => Shipped().Lead("askQuestions", "Correct", "refer"), "unlock-a-card-flow", NoGoal),
        ["a valid code leads to the booth"] = (() => Shipped().Lead("whatHappened", "Valid", "tooManyCodes"), "unlock-a-card-flow", NoGoal),
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
        ["the first wrong answer ends it"] = (() => Shipped().Lead("askQuestions", "Wrong", "tookTooLong"), "askQuestions", Lost),
        ["a used up code ends it"] = (() => Shipped().Lead("whatHappened", "Dead", "notKnown"), "enterCode", Lost),
        ["an expired code ends it"] = (() => Shipped().Lead("whatHappened", "Expired", "tookTooLong"), "codeLife", Lost),
        ["a helper that is gone ends it"] = (() => Shipped().Lead("identify", "HelperLost", "notKnown"), "identify", Lost),
        ["too many codes end it by words alone"] = (() => Shipped().Lead("sendCode", "LimitReached", "notKnown"), "sendCode", Booth),
        ["too many codes end a registration by words alone"] = (
            () => Drawing.Of("registration").Lead("sendCode", "LimitReached", "tookTooLong"),
            "sendCode", Booth),
        ["too many codes lead to another try"] = (() => Shipped().Lead("sendCode", "LimitReached", "offerAfterExpiry"), "sendCode", Booth),
        ["too many codes end it by words for some"] = (
            () => Shipped().Decide("agency", "getInput('x') == 'agency'").Lead("sendCode", "LimitReached", "agency")
                .Join("agency", "True", "notKnown").Join("agency", "False", "tooManyCodes"),
            "sendCode", Booth),
        ["the last wrong answers end it by words alone"] = (
            () => Shipped().Lead("askQuestions", "LockedOut", "notKnown"),
            "askQuestions", Booth),
        ["a stopped card ends it by words alone"] = (() => Shipped().Lead("identify", "Referred", "notKnown"), "identify", Booth),
        ["a stopped card is read again"] = (() => Shipped().Lead("identify", "Referred", "tryCardAgain"), "identify", Booth),
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
        ["four codes one after the other"] = (() => SeveralCodes(4), "send3", "needs 4 codes, and a journey has 3"),
        ["a failed reset is called done"] = (() => Shipped().Lead("resetPasscode", "Failed", "unlocked"), "unlocked", Good),
        ["a doubtful reset is called done"] = (() => Shipped().Lead("resetPasscode", "Unknown", "unlocked"), "unlocked", Good),
        ["a lost helper is called done"] = (() => Shipped().Lead("reconnect", "Connected", "unlocked"), "unlocked", Good),
        ["a page comes before a failed reset is called done"] = (
            () => Shipped().Lead("tryResetAgain", "Continue", "unlocked"),
            "unlocked", Good),
        ["a code that has expired is called done"] = (() => Shipped().Lead("whatHappened", "Expired", "unlocked"), "finish", Good),
        ["good words come after a code that has expired"] = (
            () => Shipped().Say("onward").Set("onward", "tone", Drawing.Literal("Good")).Insert("whatHappened", "Expired", "onward"),
            "onward", Good),
        ["right answers are called done"] = (() => Shipped().Lead("askQuestions", "Correct", "unlocked"), "finish", Good),
        ["a refused registration is called done"] = (
            () => Drawing.Of("registration").Lead("completeRegistration", "Refused", "registered"),
            "registered", Good),
        ["a done reset is called too late"] = (
            () => Shipped().Lead("resetPasscode", "Reset", "tookTooLong"),
            "tookTooLong", "warn when everything is done"),
        ["a problem is told when everything is done"] = (
            () => Shipped().Say("sorry").Set("sorry", "tone", Drawing.Literal("Problem")).Insert("unlocked", "Done", "sorry"),
            "sorry", "in the tone 'Problem' when everything is done"),
        ["a script may tell a problem when everything is done"] = (
            () =>
                Shipped()
                    .Say("sorry")
                    .Set("sorry", "tone", Drawing.Script("'Problem'"))
                    .Insert("unlocked", "Done", "sorry"),
            "sorry",
            "from an expression"),
        ["a done reset is sent to the booth"] = (
            () => Shipped().Lead("resetPasscode", "Reset", "refer"),
            "refer",
            "when everything is done"),
        ["so is one that was said to be done"] = (
            () => Shipped().Lead("unlocked", "Done", "refer"),
            "refer",
            "when everything is done"),
        ["all is asked again when it is done"] = (
            () => Shipped().Lead("unlocked", "Done", "askQuestions"),
            "askQuestions", "when everything is done"),
        ["what was shown too long ago is to do for another try"] = (
            () => Shipped().Lead("resetPasscode", "Refused", "resetPasscode"),
            "resetPasscode", "without a valid code"),
        ["a script gives the tone"] = (
            () => Shipped().Set("unlocked", "tone", Drawing.Script("'Good'")).Lead("resetPasscode", "Failed", "unlocked"),
            "unlocked", "from an expression"),
        ["a fault when everything is done"] = (
            () => Shipped().Add("fault", "Elsa.Fault", ("message", Drawing.Literal("Oh."))).Lead("resetPasscode", "Reset", "fault"),
            "fault", "fault when everything is done"),
    };

    private static readonly Dictionary<string, Func<Drawing>> Accepted = new()
    {
        ["a switch of thirty organisations"] = () =>
            Shipped()
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
        ["a reader that fails is asked again after a page"] = () => Shipped().Lead("tryCardAgain", "Continue", "connect"),
        ["words come before the booth"] = () => Shipped().Say("sorry").Insert("sendCode", "LimitReached", "sorry"),
        ["words come after the booth"] = () => Shipped().Say("sorry").Insert("tooManyCodes", "Done", "sorry"),
        ["the code on its way can be entered when there are too many"] = () => Shipped().Add("more", "Smartcard.SendCode")
            .Insert("sendCode", "Sent", "more", "Sent").Join("more", "LimitReached", "codeOrTime"),
        ["three codes one after the other"] = () => SeveralCodes(3),
        ["the third wrong answer stops self-service"] = () => Stopping("anotherTry", "False"),
        ["the last wrong answers stop self-service"] = () => Stopping("askQuestions", "LockedOut"),
        ["too many codes stop self-service"] = () => Stopping("sendCode", "LimitReached"),
        ["some people are sent to the booth"] = () =>
            Shipped().Decide("agency", "getInput('x') == 'agency'").Lead("identify", "Identified", "agency")
                .Join("agency", "True", "refer").Join("agency", "False", "askQuestions"),
        ["good words in between"] = () =>
            Shipped().Say("thanks").Set("thanks", "tone", Drawing.Literal("Good")).Insert("askQuestions", "Correct", "thanks"),
        ["a warning after the good words"] = () =>
            Shipped().Say("careful").Set("careful", "tone", Drawing.Literal("Warning")).Insert("unlocked", "Done", "careful"),
        ["a page of tips after the last words"] = () => Shipped()
            .Add("tips", "Smartcard.ShowInstructions", ("text", Drawing.Literal("Tips."))).Insert("unlocked", "Done", "tips", "Continue"),
        ["a page of tips after it was said that the card is not registered"] = () => Shipped()
            .Add("tips", "Smartcard.ShowInstructions", ("text", Drawing.Literal("Tips.")))
            .Insert("notRegistered", "Done", "tips", "Continue"),
        ["plain words after something failed"] = () => Shipped().Say("sorry").Insert("resetPasscode", "Failed", "sorry"),
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
        var refusals = await Shipped().Lead("askQuestions", "Wrong", "tookTooLong").CheckAsync();

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
}
