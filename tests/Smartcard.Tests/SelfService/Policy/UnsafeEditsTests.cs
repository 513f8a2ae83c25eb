using System.Text.Json.Nodes;
using Smartcard.Workflows;

namespace Smartcard.Tests.SelfService.Policy;

/// <summary>
/// Edits that would make a workflow unsafe or leave somebody stuck: each is refused, for the right activity and with a
/// way to it.
/// </summary>
public sealed class UnsafeEditsTests
{
    private const string ResetWithoutAnswers = "without right answers to the security questions";
    private const string WithoutCode = "without a valid code";
    private const string Silent = "can end the journey without a word";

    private static readonly Dictionary<string, Edit> ByHand = new()
    {
        ["an expired code leads to the reset"] = new(
            Unlock(d => d.Lead("whatHappened", "Expired", "resetPasscode")),
            "resetPasscode",
            WithoutCode,
            "'What happened?': Expired"),
        ["what expiry sets is called valid"] = new(
            Unlock(d => d.Set("codeHasExpired", "value", Drawing.Literal("Valid"))),
            "resetPasscode",
            WithoutCode,
            "'What happened?': Valid"),
        ["what a used up code sets is called valid"] = new(
            Unlock(d => d.Set("codeIsDead", "value", Drawing.Script("'Val' + 'id'"))),
            "resetPasscode",
            WithoutCode,
            "'What happened?': Valid"),
        ["the outcome is drawn by lot"] = new(
            Unlock(d => d.Set("codeIsDead", "value", Drawing.Script("Math.random() > 0.5 ? 'Valid' : 'Dead'"))),
            "resetPasscode",
            WithoutCode,
            "'What happened?': Valid"),
        ["the outcome depends on the clock"] = new(
            Unlock(d => d.Set("codeIsDead", "value", Drawing.Script("new Date().getDay() == 1 ? 'Valid' : 'Dead'"))),
            "resetPasscode",
            WithoutCode,
            "'What happened?': Valid"),
        ["the outcome depends on what the journey was started with"] = new(
            Unlock(d => d.Set("codeIsDead", "value", Drawing.Script("getInput('language')"))),
            "resetPasscode",
            WithoutCode,
            "'What happened?': Valid"),
        ["wrong answers lead to the code"] = new(
            Unlock(d => d.Lead("askQuestions", "Wrong", "sendCode")),
            "resetPasscode",
            ResetWithoutAnswers,
            "'What happened?': Valid"),
        ["no tries left lead to the code"] = new(
            Unlock(d => d.Lead("anotherTry", "False", "sendCode")),
            "resetPasscode",
            ResetWithoutAnswers,
            "'What happened?': Valid"),
        ["a script decides about the tries"] = new(
            Unlock(d =>
                d.Set("anotherTry", "condition", Drawing.Script("getWrongAnswers() < 2"))
                    .Lead("anotherTry", "False", "sendCode")),
            "resetPasscode",
            ResetWithoutAnswers,
            "'What happened?': Valid"),
        ["the questions are taken out"] = new(
            Unlock(d => d.Bypass("askQuestions", "Correct")),
            "resetPasscode",
            ResetWithoutAnswers,
            "'What happened?': Valid"),
        ["right answers lead straight to the reset"] = new(
            Unlock(d => d.Lead("askQuestions", "Correct", "resetPasscode")),
            "resetPasscode",
            WithoutCode,
            "'Ask security questions': Correct"),
        ["the card is not identified"] = new(
            Unlock(d => d.Bypass("identify", "Identified")),
            "askQuestions",
            "before a registered card was identified",
            "'Connect the reader helper': Connected"),
        ["an unregistered card is asked"] = new(
            Unlock(d => d.Lead("identify", "NotRegistered", "askQuestions")),
            "askQuestions",
            "before a registered card was identified",
            "'Read the card': NotRegistered"),
        ["another card is read after the code"] = new(
            Unlock(d =>
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
            Unlock(d =>
                d.Add("hidden", "Elsa.Sequence", ("activities", Inner("inner", "Smartcard.ResetPasscode")))
                    .Lead("sendCode", "LimitReached", "hidden")
                    .Join("hidden", "Done", "tooManyCodes")),
            "inner",
            WithoutCode,
            "'Send a code by email': LimitReached"),
        ["a second reset hides in an If"] = new(
            Unlock(d =>
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
            Unlock(d =>
                d.Add("hidden", "Elsa.Parallel", ("activities", Inner("inner", "Smartcard.ResetPasscode")))
                    .Lead("sendCode", "LimitReached", "hidden")
                    .Join("hidden", "Done", "tooManyCodes")),
            "inner",
            WithoutCode,
            "'Send a code by email': LimitReached"),
        ["a second reset hides in a loop"] = new(
            Unlock(d =>
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
        ["a loop over what only a run knows"] = new(
            Unlock(d =>
                d.Add(
                        "hidden",
                        "Elsa.ForEach",
                        ("items", Drawing.Script("getInput('list')")),
                        ("body", Inner("inner", "Smartcard.ResetPasscode")[0]!.DeepClone()))
                    .Lead("sendCode", "LimitReached", "hidden")
                    .Join("hidden", "Done", "tooManyCodes")),
            "hidden",
            "only known when the workflow runs",
            "'Send a code by email': LimitReached"),
        ["the outcome is a template"] = new(
            Unlock(d => d.Set("codeIsDead", "value", Liquid("{{ 'now' | date: '%A' }}"))),
            "resetPasscode",
            WithoutCode,
            "'What happened?': Valid"),
        ["another timer is longer than a code lives"] = new(
            Unlock(d =>
                d.Add("longer", "Elsa.Timer", ("interval", Drawing.Literal("00:20:00")))
                    .Lead("codeOrTime", "Time", "longer")
                    .Join("longer", "Done", "codeHasExpired")),
            "longer",
            "never longer",
            "'Send a code by email': Sent"),
        ["a moment stands beside the code"] = new(
            Unlock(d =>
                d.Add("moment", "Elsa.StartAt", ("dateTime", Drawing.Literal("2030-01-01T00:00:00Z")))
                    .Lead("codeOrTime", "Time", "moment")
                    .Join("moment", "Done", "codeHasExpired")),
            "moment",
            "use a Delay with its length written out",
            "'Send a code by email': Sent"),
        ["questions and code race to the reset"] = new(
            Unlock(d =>
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
            Unlock(d => d.Lead("askQuestions", "LockedOut", "sendCode")),
            "sendCode",
            "after self-service has stopped",
            "'Ask security questions': LockedOut"),
        ["questions go on after the third wrong try"] = new(
            Unlock(d => d.Lead("askQuestions", "LockedOut", "askQuestions")),
            "askQuestions",
            "after self-service has stopped",
            "'Ask security questions': LockedOut"),
        ["a code is asked for that was never sent"] = new(
            Unlock(d => d.Lead("askQuestions", "Correct", "codeOrTime")),
            "enterCode",
            "when no code is on its way",
            "'Ask security questions': Correct"),
        ["a dead code is asked for again"] = new(
            Unlock(d => d.Lead("enterCode", "Dead", "enterCode")),
            "enterCode",
            "when no code is on its way",
            "'Enter the code': Dead"),
        ["the timer is longer than a code lives"] = new(
            Unlock(d => d.Set("codeLife", "timeSpan", Drawing.Literal("00:15:01"))),
            "codeLife",
            "never longer",
            "'Send a code by email': Sent"),
        ["a script gives the timer's length"] = new(
            Unlock(d => d.Set("codeLife", "timeSpan", Drawing.Script("'00:10:00'"))),
            "codeLife",
            "use a Delay with its length written out",
            "'Send a code by email': Sent"),
        ["a script gives the number of questions"] = new(
            Unlock(d => d.Set("askQuestions", "count", Drawing.Script("1 + 1"))),
            "askQuestions",
            "from 2 to 4",
            null),
        ["a pause of an hour with nothing asked"] = new(
            Unlock(d =>
                d.Add("hour", "Elsa.Delay", ("timeSpan", Drawing.Literal("01:00:00")))
                    .Insert("identify", "Identified", "hour")),
            "hour",
            "with nothing asked",
            "'Read the card': Identified"),
        ["two things are asked at the same time"] = new(
            Unlock(d =>
                d.Add("also", "Smartcard.ShowInstructions", ("text", Drawing.Literal("Look in the junk folder.")))
                    .Join("codeOrTime", "Code", "also")
                    .Join("also", "Continue", "codeIsDead")),
            "also",
            "one thing at a time",
            "'Send a code by email': Sent"),
        ["a welcome without an end"] = new(
            Unlock(d => d.Lead("welcome", "Continue", "welcome")),
            "welcome",
            "reaches an end",
            null),
        ["two pages in a circle"] = new(
            Unlock(d =>
                d.Add("page", "Smartcard.ShowInstructions", ("text", Drawing.Literal("Again.")))
                    .Lead("identify", "NotKnown", "page")
                    .Join("page", "Continue", "page")),
            "page",
            "reaches an end",
            "'Read the card': NotKnown"),
        ["a script is misspelt"] = new(
            Unlock(d => d.Set("anotherTry", "condition", Drawing.Script("getVariabel('WrongAnswers') < 3"))),
            "anotherTry",
            "getVariabel",
            "'Ask security questions': Wrong"),
        ["a variable is misspelt"] = new(
            Unlock(d => d.Set("anotherTry", "condition", Drawing.Script("getVariable('WrongAnswer') < 3"))),
            "anotherTry",
            "no variable 'WrongAnswer'",
            "'Ask security questions': Wrong"),
        ["a text's script is misspelt"] = new(
            Unlock(d => d.Set("unlocked", "text", Drawing.Script("getNmae()"))),
            "unlocked",
            "getNmae",
            "'Reset the passcode': Reset"),
        ["an end without words"] = new(
            Unlock(d => d.Set("unlocked", "text", Drawing.Literal("  "))),
            "unlocked",
            "no words",
            null),
        ["nothing at all"] = new(Unlock(d => d.Lead("start", "Done", "finish")), "finish", Silent, null),
        ["a registration resets a passcode"] = new(
            Registration(d =>
                d.Add("reset", "Smartcard.ResetPasscode")
                    .Lead("whatHappened", "Valid", "reset")
                    .Join("reset", "Reset", "registered")),
            "reset",
            "kind Unlock",
            "'What happened?': Valid"),
        ["an unlock registers a card"] = new(
            Unlock(d =>
                d.Add("complete", "Smartcard.CompleteRegistration")
                    .Lead("notRegistered", "Done", "complete")
                    .Join("complete", "Completed", "unlocked")),
            "complete",
            "kind Registration",
            "'Not registered': Done"),
        ["a workflow of no kind resets a passcode"] = new(
            Unlock(d => d.Json["definitionId"] = "quick-unlock"),
            "askQuestions",
            "kind Unlock",
            "'Read the card': Identified"),
        ["a registration without its questions"] = new(
            Registration(d => d.Bypass("setQuestions", "Set")),
            "confirmEmail",
            "before four security questions were set",
            "'Prove the card': Proved"),
        ["a registration without its address"] = new(
            Registration(d => d.Bypass("confirmEmail", "Confirmed")),
            "sendCode",
            "before an email address was confirmed",
            "'Set security questions': Set"),
        ["a registration without its code"] = new(
            Registration(d => d.Lead("confirmEmail", "Confirmed", "completeRegistration")),
            "completeRegistration",
            WithoutCode,
            "'Confirm the email address': Confirmed"),
        ["a registration without the passcode"] = new(
            Registration(d => d.Lead("proveCard", "PasscodeLocked", "setQuestions")),
            "setQuestions",
            "before the card was proved",
            "'Prove the card': PasscodeLocked"),
        ["another address after the code"] = new(
            Registration(d =>
                d.Add("other", "Smartcard.ConfirmEmail")
                    .Lead("whatHappened", "Valid", "other")
                    .Join("other", "Confirmed", "completeRegistration")),
            "completeRegistration",
            WithoutCode,
            "'Confirm the email address': Confirmed"),
        ["questions set anew after the code"] = new(
            Registration(d =>
                d.Lead("whatHappened", "Valid", "setQuestions")
                    .Lead("confirmEmail", "Confirmed", "completeRegistration")),
            "completeRegistration",
            WithoutCode,
            "'Confirm the email address': Confirmed"),
    };

    public static TheoryData<string> Names => [.. ByHand.Keys];

    public static TheoryData<string, string, string> LedToTheReset => Led("unlock", "resetPasscode", RightAnswersAndCode);

    public static TheoryData<string, string, string> LedToCompletion =>
        Led(
            "registration",
            "completeRegistration",
            [
                "whatHappened.Valid",
                "completeRegistration",
                "registered",
                "tookTooLong",
                "codeIsValid",
                "enterCode.Valid",
            ]);

    public static TheoryData<string, string, string> CutOff
    {
        get
        {
            var cut = new TheoryData<string, string, string>();
            foreach (var name in new[] { "unlock", "registration", "report" })
            {
                var drawing = Drawing.Of(name);
                foreach (
                    var (source, port) in EndsOf(drawing)
                        .Where(e => drawing.TypeOf(e.Source).StartsWith("Smartcard.", StringComparison.Ordinal)))
                {
                    if (drawing.TypeOf(source) is not ("Smartcard.Say" or "Smartcard.ReferToBooth" or "Smartcard.StopSelfService"))
                    {
                        cut.Add(name, source, port);
                    }
                }
            }

            return cut;
        }
    }

    /// <summary>From these on, in the shipped unlock, all that a reset needs has been shown.</summary>
    private static string[] RightAnswersAndCode =>
        [
            "whatHappened.Valid",
            "resetPasscode",
            "reconnect",
            "tryResetAgain",
            "unsure",
            "tookTooLong",
            "unlocked",
            "codeIsValid",
            "enterCode.Valid",
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_refused(string name)
    {
        var edit = ByHand[name];

        var refusals = await edit.Drawing.CheckAsync();

        var refusal = refusals.FirstOrDefault(r =>
            r.ActivityId == edit.Activity && r.Reason.Contains(edit.Reason, StringComparison.Ordinal));
        Assert.True(
            refusal is not null,
            $"Not refused for {edit.Activity} because '{edit.Reason}', but: {string.Join(Environment.NewLine, refusals)}");
        if (edit.LastStep is { } last)
        {
            Assert.Equal(last, refusal.Path[^1]);
        }
    }

    /// <summary>The proof reads scripts and runs none, so there is nothing that tells it from a run.</summary>
    [Theory]
    [InlineData("typeof onlyARunKnows === 'function'")]
    [InlineData("'onlyARunKnows' in globalThis")]
    [InlineData("typeof Date.prototype.getTime !== 'function'")]
    [InlineData("Date.length === 0")]
    [InlineData("Math.random.name !== 'random'")]
    [InlineData("typeof Intl === 'undefined' || typeof Intl.DateTimeFormat !== 'function'")]
    [InlineData("new Date().getFullYear() < 2026")]
    [InlineData("(() => { try { Math.random(); return false } catch { return true } })()")]
    [InlineData("new Error().stack.includes('proof')")]
    [InlineData("getCorrelationId() === null")]
    [InlineData("getWorkflowInstanceId() === '00000000-0000-0000-0000-000000000000'")]
    [InlineData("getWorkflowDefinitionVersion() > 1000000")]
    [InlineData("Object.keys(variables).length === 0")]
    [InlineData("getVariable === undefined")]
    [InlineData("getVariable.length > 5")]
    public async Task A_script_that_looks_for_the_proof_is_refused(string isTheProof)
    {
        var hidden = Unlock(d => d.Set("codeIsDead", "value", Drawing.Script($"({isTheProof}) ? 'Dead' : 'Valid'")));

        var refusals = await hidden.CheckAsync();

        Assert.Contains(refusals, r => r.ActivityId == "resetPasscode" && r.Reason.Contains(WithoutCode, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(LedToTheReset))]
    [MemberData(nameof(LedToCompletion))]
    public async Task An_outcome_led_past_the_proofs_is_refused_and_its_way_told(string workflow, string source, string port)
    {
        var goal = workflow == "unlock" ? "resetPasscode" : "completeRegistration";
        var drawing = Drawing.Of(workflow).Lead(source, port, goal);

        var refusals = await drawing.CheckAsync();

        var refusal = refusals.First(r => r.ActivityId == goal);
        if (drawing.TypeOf(source) is var type
            && (
                type.StartsWith("Smartcard.", StringComparison.Ordinal)
                || type is "Elsa.FlowDecision" or "Elsa.FlowSwitch"))
        {
            Assert.Equal($"'{DisplayText(drawing, source)}': {port}", refusal.Path[^1]);
        }
    }

    [Theory]
    [MemberData(nameof(CutOff))]
    public async Task An_outcome_that_leads_nowhere_is_refused(string workflow, string source, string port)
    {
        var drawing = Drawing.Of(workflow).Cut(source, port);

        var refusals = await drawing.CheckAsync();

        // In a branch beside a timer the journey does not end: the person is left with nothing to do until the timer does.
        Assert.Contains(refusals, r =>
            r.Path is [.., var last] && last == $"'{DisplayText(drawing, source)}': {port}"
            && (r.Reason.Contains(Silent, StringComparison.Ordinal) || r.Reason.Contains("with nothing asked", StringComparison.Ordinal)));
    }

    [Fact]
    public void There_are_more_than_a_hundred_of_them() =>
        Assert.InRange(ByHand.Count + LedToTheReset.Count + LedToCompletion.Count + CutOff.Count, 100, 500);

    [Theory]
    [InlineData("1")]
    [InlineData("5")]
    [InlineData("two")]
    public void A_number_of_questions_outside_its_limits_cannot_even_be_read(string count)
    {
        var wrong = Assert.Throws<DefinitionException>(() =>
            Drawing.Of("unlock").Set("askQuestions", "count", Drawing.Literal(count)).Read());

        Assert.Equal("askQuestions", wrong.ActivityId);
    }

    private static TheoryData<string, string, string> Led(string workflow, string goal, string[] safe)
    {
        var led = new TheoryData<string, string, string>();
        // Default is left out: the variable that What happened? asks about has a case for every value that it can have there.
        foreach (
            var (source, port) in EndsOf(Drawing.Of(workflow))
                .Where(e =>
                    e.Port != "Default"
                    && !safe.Contains(e.Source)
                    && !safe.Contains($"{e.Source}.{e.Port}")
                    && e.Source != goal))
        {
            led.Add(workflow, source, port);
        }

        return led;
    }

    private static IEnumerable<(string Source, string Port)> EndsOf(Drawing drawing) =>
        drawing.Connections.Select(c => ((string)c!["source"]!["activity"]!, (string)c["source"]!["port"]!)).Distinct();

    private static string DisplayText(Drawing drawing, string id) => drawing.Read().Node(id).DisplayText;

    private static Drawing Unlock(Action<Drawing> edit) => Edited("unlock", edit);

    private static Drawing Registration(Action<Drawing> edit) => Edited("registration", edit);

    private static Drawing Edited(string name, Action<Drawing> edit)
    {
        var drawing = Drawing.Of(name);
        edit(drawing);
        return drawing;
    }

    private static JsonObject Liquid(string template) =>
        new JsonObject
        {
            ["expression"] = new JsonObject { ["type"] = "Liquid", ["value"] = template },
        };

    private static JsonArray Inner(string id, string type) => [new JsonObject { ["id"] = id, ["type"] = type, ["version"] = 1 }];

    private sealed record Edit(Drawing Drawing, string Activity, string Reason, string? LastStep);
}
