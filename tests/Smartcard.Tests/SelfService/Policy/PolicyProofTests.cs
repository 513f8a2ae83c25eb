using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Smartcard.Tests.SelfService.Policy;

public sealed class PolicyProofTests
{
    [Theory]
    [InlineData("registration")]
    [InlineData("unlock")]
    [InlineData("report")]
    public async Task The_shipped_workflows_are_safe(string name) => Assert.Empty(await Drawing.Of(name).CheckAsync());

    [Fact]
    public async Task The_reason_names_the_activity_and_the_whole_way_to_it()
    {
        var refusals = await Drawing.Of("unlock").Lead("whatHappened", "Expired", "resetPasscode").CheckAsync();

        Assert.Equal(
            "'Reset the passcode' (resetPasscode) can be reached without a valid code. The way there: 'What will happen': Continue; "
            + "'Connect the reader helper': Connected; 'Read the card': Identified; 'Ask security questions': Correct; "
            + "'Send a code by email': Sent; '15 minutes': Done; 'What happened?': Expired.",
            Assert.Single(refusals).ToString());
    }

    [Fact]
    public async Task Each_reason_is_told_once_with_its_shortest_way()
    {
        var refusals = await Drawing.Of("unlock").Lead("welcome", "Continue", "resetPasscode").CheckAsync();

        Assert.Equal(
            [
                "'Reset the passcode' (resetPasscode) can be reached before a registered card was identified.",
                "'Reset the passcode' (resetPasscode) can be reached without a valid code.",
                "'Reset the passcode' (resetPasscode) can be reached without right answers to the security questions.",
            ],
            refusals.Select(r => r.Reason));
        Assert.All(refusals, r => Assert.Equal(["'What will happen': Continue"], r.Path));
    }

    /// <summary>Sixty activities, half of them in four branches that run at the same time.</summary>
    [Fact]
    public async Task A_workflow_of_sixty_activities_is_judged_in_less_than_five_seconds()
    {
        var drawing = Drawing.Of("unlock");
        drawing
            .Add("fork", "Elsa.FlowFork", ("branches", Drawing.Object("[\"A\",\"B\",\"C\",\"D\"]")))
            .Add("join", "Elsa.FlowJoin", ("mode", Drawing.Literal("WaitAll")));
        var target = drawing.TargetOf("askQuestions", "Correct");
        drawing.Lead("askQuestions", "Correct", "fork").Join("join", "Done", target);
        foreach (var branch in new[] { "A", "B", "C", "D" })
        {
            var last = "fork";
            for (var step = 0; step < 7; step++)
            {
                var id = $"word{branch}{step}";
                drawing.Say(id).Join(last, step == 0 ? branch : "Done", id);
                last = id;
            }

            drawing.Join(last, "Done", "join");
        }

        Assert.InRange(drawing.Activities.Count, 60, 80);
        var clock = Stopwatch.StartNew();
        var refusals = await drawing.CheckAsync();

        Assert.Empty(refusals);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task What_is_too_entangled_to_be_checked_is_refused()
    {
        var drawing = Drawing.Of("unlock");
        var names = Enumerable.Range(0, 10).Select(i => $"B{i}").ToArray();
        drawing.Add(
            "fork",
            "Elsa.FlowFork",
            ("branches", Drawing.Object(new JsonArray([.. names.Select(n => JsonValue.Create(n))]).ToJsonString())));
        drawing
            .Add("join", "Elsa.FlowJoin", ("mode", Drawing.Literal("WaitAll")))
            .Insert("identify", "Identified", "fork")
            .Cut("fork", "Done");
        foreach (var name in names)
        {
            drawing
                .Add("pause" + name, "Elsa.Delay", ("timeSpan", Drawing.Literal("00:00:01")))
                .Join("fork", name, "pause" + name);
            drawing
                .Add("longer" + name, "Elsa.Delay", ("timeSpan", Drawing.Literal("00:00:02")))
                .Join("pause" + name, "Done", "longer" + name)
                .Join("longer" + name, "Done", "join");
        }

        drawing.Join("join", "Done", "askQuestions");

        Assert.Contains(await drawing.CheckAsync(), r => r.Reason.Contains("more than can be checked", StringComparison.Ordinal));
    }
}
