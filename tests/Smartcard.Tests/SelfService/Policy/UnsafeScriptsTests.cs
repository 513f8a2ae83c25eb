using Smartcard.Workflows;
using static Smartcard.Tests.SelfService.Policy.UnsafeEdit;

namespace Smartcard.Tests.SelfService.Policy;

/// <summary>What only a run would know must not decide what was shown: scripts, templates and their mistakes.</summary>
public sealed class UnsafeScriptsTests
{
    private static readonly Dictionary<string, UnsafeEdit> ByHand = new()
    {
        ["what expiry sets is called valid"] = new(
            UnlockWith(d => d.Set("codeHasExpired", "value", Drawing.Literal("Valid"))),
            "resetPasscode",
            WithoutCode,
            "'What happened?': Valid"),
        ["what a used up code sets is called valid"] = new(
            UnlockWith(d => d.Set("codeIsDead", "value", Drawing.Script("'Val' + 'id'"))),
            "resetPasscode",
            WithoutCode,
            "'What happened?': Valid"),
        ["the outcome is drawn by lot"] = new(
            UnlockWith(d => d.Set("codeIsDead", "value", Drawing.Script("Math.random() > 0.5 ? 'Valid' : 'Dead'"))),
            "resetPasscode",
            WithoutCode,
            "'What happened?': Valid"),
        ["the outcome depends on the clock"] = new(
            UnlockWith(d => d.Set("codeIsDead", "value", Drawing.Script("new Date().getDay() == 1 ? 'Valid' : 'Dead'"))),
            "resetPasscode",
            WithoutCode,
            "'What happened?': Valid"),
        ["the outcome depends on what the journey was started with"] = new(
            UnlockWith(d => d.Set("codeIsDead", "value", Drawing.Script("getInput('language')"))),
            "resetPasscode",
            WithoutCode,
            "'What happened?': Valid"),
        ["a script decides about the tries"] = new(
            UnlockWith(d =>
                d.Set("anotherTry", "condition", Drawing.Script("getWrongAnswers() < 2"))
                    .Lead("anotherTry", "False", "sendCode")),
            "resetPasscode",
            ResetWithoutAnswers,
            "'What happened?': Valid"),
        ["a loop over what only a run knows"] = new(
            UnlockWith(d =>
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
            UnlockWith(d => d.Set("codeIsDead", "value", Liquid("{{ 'now' | date: '%A' }}"))),
            "resetPasscode",
            WithoutCode,
            "'What happened?': Valid"),
        ["a script gives the timer's length"] = new(
            UnlockWith(d => d.Set("codeLife", "timeSpan", Drawing.Script("'00:10:00'"))),
            "codeLife",
            "use a Delay with its length written out",
            "'Send a code by email': Sent"),
        ["a script gives the number of questions"] = new(
            UnlockWith(d => d.Set("askQuestions", "count", Drawing.Script("1 + 1"))),
            "askQuestions",
            "from 2 to 4",
            null),
        ["a script is misspelt"] = new(
            UnlockWith(d => d.Set("anotherTry", "condition", Drawing.Script("getVariabel('WrongAnswers') < 3"))),
            "anotherTry",
            "getVariabel",
            "'Ask security questions': Wrong"),
        ["a variable is misspelt"] = new(
            UnlockWith(d => d.Set("anotherTry", "condition", Drawing.Script("getVariable('WrongAnswer') < 3"))),
            "anotherTry",
            "no variable 'WrongAnswer'",
            "'Ask security questions': Wrong"),
        ["a text's script is misspelt"] = new(
            UnlockWith(d => d.Set("unlocked", "text", Drawing.Script("getNmae()"))),
            "unlocked",
            "getNmae",
            "'Reset the passcode': Reset"),
    };

    public static TheoryData<string> Names => [.. ByHand.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Is_refused(string name) => ByHand[name].IsRefusedAsync();

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
        var hidden = UnlockWith(d => d.Set("codeIsDead", "value", Drawing.Script($"({isTheProof}) ? 'Dead' : 'Valid'")));

        var refusals = await hidden.CheckAsync();

        Assert.Contains(refusals, r => r.ActivityId == "resetPasscode" && r.Reason.Contains(WithoutCode, StringComparison.Ordinal));
    }

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
}
