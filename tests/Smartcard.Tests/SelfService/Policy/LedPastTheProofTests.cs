namespace Smartcard.Tests.SelfService.Policy;

/// <summary>Every outcome of the shipped workflows that could lead past what must be shown, or that is cut off.</summary>
public sealed class LedPastTheProofTests
{
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
            && (r.Reason.Contains(UnsafeEdit.Silent, StringComparison.Ordinal)
                || r.Reason.Contains("with nothing asked", StringComparison.Ordinal)));
    }

    [Fact]
    public void There_are_more_than_a_hundred_of_them() =>
        Assert.InRange(
            UnsafeEditsTests.Names.Count + UnsafeScriptsTests.Names.Count + UnsafeRegistrationsTests.Names.Count
                + LedToTheReset.Count + LedToCompletion.Count + CutOff.Count,
            100,
            500);

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
}
