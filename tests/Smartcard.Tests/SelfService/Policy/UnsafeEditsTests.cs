using static Smartcard.Tests.SelfService.Policy.UnsafeEdit;

namespace Smartcard.Tests.SelfService.Policy;

/// <summary>
/// Edits that would make an unlock unsafe or leave somebody stuck: each is refused, for the right activity and with a
/// way to it.
/// </summary>
public sealed class UnsafeEditsTests
{
    private static readonly Dictionary<string, UnsafeEdit> ByHand = new()
    {
        ["an expired code leads to the reset"] = new(
            UnlockWith(d => d.Lead("whatHappened", "Expired", "resetPasscode")),
            "resetPasscode",
            WithoutCode,
            "'What happened?': Expired"),
        ["wrong answers lead to the code"] = new(
            UnlockWith(d => d.Lead("askQuestions", "Wrong", "sendCode")),
            "resetPasscode",
            ResetWithoutAnswers,
            "'What happened?': Valid"),
        ["no tries left lead to the code"] = new(
            UnlockWith(d => d.Lead("anotherTry", "False", "sendCode")),
            "resetPasscode",
            ResetWithoutAnswers,
            "'What happened?': Valid"),
        ["the questions are taken out"] = new(
            UnlockWith(d => d.Bypass("askQuestions", "Correct")),
            "resetPasscode",
            ResetWithoutAnswers,
            "'What happened?': Valid"),
        ["right answers lead straight to the reset"] = new(
            UnlockWith(d => d.Lead("askQuestions", "Correct", "resetPasscode")),
            "resetPasscode",
            WithoutCode,
            "'Ask security questions': Correct"),
        ["the card is not identified"] = new(
            UnlockWith(d => d.Bypass("identify", "Identified")),
            "askQuestions",
            "before a registered card was identified",
            "'Connect the reader helper': Connected"),
        ["an unregistered card is asked"] = new(
            UnlockWith(d => d.Lead("identify", "NotRegistered", "askQuestions")),
            "askQuestions",
            "before a registered card was identified",
            "'Read the card': NotRegistered"),
        ["another card is read after the code"] = new(
            UnlockWith(d =>
                d.Add("again", "Smartcard.IdentifyCard")
                    .Lead("whatHappened", "Valid", "again")
                    .Join("again", "Identified", "resetPasscode")
                    .Join("again", "NotRegistered", "notRegistered")
                    .Join("again", "NotKnown", "notKnown")
                    .Join("again", "Referred", "refer")
                    .Join("again", "Failed", "again")
                    .Join("again", "HelperLost", "refer")),
            "resetPasscode",
            ResetWithoutAnswers,
            "'Identify the card': Identified"),
        ["a second reset hides in a sequence"] = new(
            UnlockWith(d =>
                d.Add("hidden", "Elsa.Sequence", ("activities", Inner("inner", "Smartcard.ResetPasscode")))
                    .Lead("sendCode", "LimitReached", "hidden")
                    .Join("hidden", "Done", "tooManyCodes")),
            "inner",
            WithoutCode,
            "'Send a code by email': LimitReached"),
        ["a second reset hides in an If"] = new(
            UnlockWith(d =>
                d.Add(
                        "either",
                        "Elsa.If",
                        ("condition", Drawing.Script("getInput('language') == 'cy'")),
                        ("then", Inner("inner", "Smartcard.ResetPasscode")[0]!.DeepClone()))
                    .Lead("identify", "Referred", "either")
                    .Join("either", "Done", "refer")),
            "inner",
            WithoutCode,
            "'Read the card': Referred"),
        ["a second reset hides in a parallel"] = new(
            UnlockWith(d =>
                d.Add("hidden", "Elsa.Parallel", ("activities", Inner("inner", "Smartcard.ResetPasscode")))
                    .Lead("sendCode", "LimitReached", "hidden")
                    .Join("hidden", "Done", "tooManyCodes")),
            "inner",
            WithoutCode,
            "'Send a code by email': LimitReached"),
        ["a second reset hides in a loop"] = new(
            UnlockWith(d =>
                d.Add(
                        "hidden",
                        "Elsa.While",
                        ("condition", Drawing.Script("getInput('language') == 'cy'")),
                        ("body", Inner("inner", "Smartcard.ResetPasscode")[0]!.DeepClone()))
                    .Lead("sendCode", "LimitReached", "hidden")
                    .Join("hidden", "Done", "tooManyCodes")),
            "inner",
            WithoutCode,
            "'Send a code by email': LimitReached"),
        ["another timer is longer than a code lives"] = new(
            UnlockWith(d =>
                d.Add("longer", "Elsa.Timer", ("interval", Drawing.Literal("00:20:00")))
                    .Lead("codeOrTime", "Time", "longer")
                    .Join("longer", "Done", "codeHasExpired")),
            "longer",
            "never longer",
            "'Send a code by email': Sent"),
        ["a moment stands beside the code"] = new(
            UnlockWith(d =>
                d.Add("moment", "Elsa.StartAt", ("dateTime", Drawing.Literal("2030-01-01T00:00:00Z")))
                    .Lead("codeOrTime", "Time", "moment")
                    .Join("moment", "Done", "codeHasExpired")),
            "moment",
            "use a Delay with its length written out",
            "'Send a code by email': Sent"),
        ["questions and code race to the reset"] = new(
            UnlockWith(d =>
                d.Add("race", "Elsa.FlowFork", ("branches", Drawing.Object("[\"A\",\"B\"]")))
                    .Add("first", "Elsa.FlowJoin", ("mode", Drawing.Literal("WaitAny")))
                    .Add("pause", "Elsa.Delay", ("timeSpan", Drawing.Literal("00:00:05")))
                    .Lead("whatHappened", "NewCode", "race")
                    .Join("race", "A", "pause")
                    .Join("race", "B", "first")
                    .Join("pause", "Done", "first")
                    .Join("first", "Done", "resetPasscode")),
            "resetPasscode",
            WithoutCode,
            "'What happened?': NewCode"),
        ["the code of a stopped card is asked for"] = new(
            UnlockWith(d => d.Lead("askQuestions", "LockedOut", "sendCode")),
            "sendCode",
            "after self-service has stopped",
            "'Ask security questions': LockedOut"),
        ["questions go on after the third wrong try"] = new(
            UnlockWith(d => d.Lead("askQuestions", "LockedOut", "askQuestions")),
            "askQuestions",
            "after self-service has stopped",
            "'Ask security questions': LockedOut"),
        ["a code is asked for that was never sent"] = new(
            UnlockWith(d => d.Lead("askQuestions", "Correct", "codeOrTime")),
            "enterCode",
            "when no code is on its way",
            "'Ask security questions': Correct"),
        ["a dead code is asked for again"] = new(
            UnlockWith(d => d.Lead("enterCode", "Dead", "enterCode")),
            "enterCode",
            "when no code is on its way",
            "'Enter the code': Dead"),
        ["the timer is longer than a code lives"] = new(
            UnlockWith(d => d.Set("codeLife", "timeSpan", Drawing.Literal("00:15:01"))),
            "codeLife",
            "never longer",
            "'Send a code by email': Sent"),
        ["a pause of an hour with nothing asked"] = new(
            UnlockWith(d =>
                d.Add("hour", "Elsa.Delay", ("timeSpan", Drawing.Literal("01:00:00")))
                    .Insert("identify", "Identified", "hour")),
            "hour",
            "with nothing asked",
            "'Read the card': Identified"),
        ["two things are asked at the same time"] = new(
            UnlockWith(d =>
                d.Add("also", "Smartcard.ShowInstructions", ("text", Drawing.Literal("Look in the junk folder.")))
                    .Join("codeOrTime", "Code", "also")
                    .Join("also", "Continue", "codeIsDead")),
            "also",
            "one thing at a time",
            "'Send a code by email': Sent"),
        ["a welcome without an end"] = new(
            UnlockWith(d => d.Lead("welcome", "Continue", "welcome")),
            "welcome",
            "reaches an end",
            null),
        ["two pages in a circle"] = new(
            UnlockWith(d =>
                d.Add("page", "Smartcard.ShowInstructions", ("text", Drawing.Literal("Again.")))
                    .Lead("identify", "NotKnown", "page")
                    .Join("page", "Continue", "page")),
            "page",
            "reaches an end",
            "'Read the card': NotKnown"),
        ["an end without words"] = new(
            UnlockWith(d => d.Set("unlocked", "text", Drawing.Literal("  "))),
            "unlocked",
            "no words",
            null),
        ["nothing at all"] = new(UnlockWith(d => d.Lead("start", "Done", "finish")), "finish", Silent, null),
    };

    public static TheoryData<string> Names => [.. ByHand.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Is_refused(string name) => ByHand[name].IsRefusedAsync();
}
