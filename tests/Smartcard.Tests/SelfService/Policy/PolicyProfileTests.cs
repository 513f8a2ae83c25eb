using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Policy;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;
using Smartcard.Tests.SelfService.Unlock;

namespace Smartcard.Tests.SelfService.Policy;

/// <summary>
/// Two ways to unlock side by side: which one somebody takes follows from the holder's organisation, and the domain
/// follows it too. S10.
/// </summary>
public sealed class PolicyProfileTests
{
    private const string CardAndCode = "unlock-card-and-code";
    private static readonly (string, string) ForTheBench = ("Policy:CardAndCodeOnly:Organisations:0", "bench");

    [Fact]
    public async Task Staff_of_an_organisation_without_questions_unlock_with_card_and_code()
    {
        await using var bench = await LockedAsync(ForTheBench);

        var helper = await UpToIdentifiedAsync(bench, CardAndCode);
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));

        Assert.True(await helper.ResetAsync(bench.Card, "kestrel7"));
        Assert.Equal(JourneyEnd.Completed, (await bench.JourneyAsync()).End);
        Assert.DoesNotContain(await bench.RowsAsync<EvidenceItem>(), e => e.Kind == EvidenceKind.QuestionsAnswered);
    }

    [Fact]
    public async Task Whoever_began_with_questions_goes_on_without_when_their_organisation_asks_none()
    {
        await using var bench = await LockedAsync(ForTheBench);

        var helper = await UpToIdentifiedAsync(bench, "unlock");

        Assert.Equal($"policy.moved.{CardAndCode}", bench.LastKey);
        Assert.Equal([("unlock", (JourneyEnd?)JourneyEnd.Moved), (CardAndCode, null)], await UnlocksAsync(bench));
        Assert.True(await helper.IsPairedAsync());

        await bench.ReplyAsync("continue");
        await helper.IdentifyAsync(bench.Card);
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        Assert.True(await helper.ResetAsync(bench.Card, "kestrel7"));
        Assert.Equal([("unlock", JourneyEnd.Moved), (CardAndCode, (JourneyEnd?)JourneyEnd.Completed)], await UnlocksAsync(bench));
    }

    [Fact]
    public async Task A_journey_that_goes_on_as_another_keeps_the_language_that_is_spoken_in_it()
    {
        await using var bench = await LockedAsync(ForTheBench);
        await bench.BeginAsync("unlock");
        await bench.ReplyAsync("continue");
        await bench.TurnAsync(async (services, ct) =>
        {
            var begun = await services.GetRequiredService<SmartcardDbContext>().Set<Journey>()
                .SingleAsync(j => j.Id == new JourneyId(bench.Journey), ct);
            begun.Language = "cy";
            return true;
        });

        await (await BenchHelper.PairAsync(bench)).IdentifyAsync(bench.Card);

        Assert.Equal("cy", (await bench.RowsAsync<Journey>()).Single(j => j.Workflow == CardAndCode).Language);
    }

    [Fact]
    public async Task Whoever_began_without_questions_is_asked_them_when_their_organisation_wants_them()
    {
        await using var bench = await LockedAsync();

        var helper = await UpToIdentifiedAsync(bench, CardAndCode);
        Assert.Equal("policy.moved.unlock", bench.LastKey);
        await bench.ReplyAsync("continue");
        await helper.IdentifyAsync(bench.Card);

        Assert.All(bench.Open.Fields, field => Assert.StartsWith("answer", field.Id, StringComparison.Ordinal));
        await bench.AnswerAsync();
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        Assert.True(await helper.ResetAsync(bench.Card, "kestrel7"));
    }

    [Fact]
    public async Task What_was_proved_before_the_move_does_not_count_after_it()
    {
        await using var bench = await LockedAsync();

        await UpToIdentifiedAsync(bench, CardAndCode);

        var moved = (await bench.RowsAsync<Journey>()).Single(j => j.Workflow == "unlock");
        Assert.Null(moved.CardId);
        Assert.DoesNotContain(await bench.RowsAsync<EvidenceItem>(), e => e.JourneyId == moved.Id);
    }

    [Fact]
    public async Task A_helper_that_went_silent_is_connected_again_after_the_move()
    {
        await using var bench = await LockedAsync();
        await UpToIdentifiedAsync(bench, CardAndCode);

        await bench.PassAsync(CardTaskSilence);
        await bench.ReplyAsync("continue");

        Assert.NotNull(bench.Open.BigText);
    }

    [Fact]
    public async Task A_drawing_without_questions_resets_nothing_for_an_organisation_that_wants_them()
    {
        await using var bench = await LockedAsync();
        var drawing = Drawing.Of(CardAndCode);
        drawing.Json["definitionId"] = "unlock-drawn-by-hand";
        await PublishPastTheProofAsync(bench, drawing);

        await UpToIdentifiedAsync(bench, "unlock-drawn-by-hand");
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));

        Assert.DoesNotContain(await bench.RowsAsync<CardTaskItem>(), t => t.Kind == CardWork.Reset);
        Assert.Equal(JourneyEnd.Stopped, (await bench.JourneyAsync()).End);
    }

    [Theory]
    [InlineData("unlock", "a copy of it")]
    [InlineData("unlock-other", "another name")]
    public async Task The_drawing_without_questions_is_refused_under_any_other_name(string definitionId, string name)
    {
        var drawing = Drawing.Of(CardAndCode);
        drawing.Json["definitionId"] = definitionId;
        drawing.Json["name"] = name;

        Assert.Contains(
            await drawing.CheckAsync(),
            r => r.ActivityId == "resetPasscode" && r.Reason.Contains("without right answers", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_its_code_the_drawing_for_card_and_code_is_refused() =>
        Assert.Contains(
            await Drawing.Of(CardAndCode).Lead("identify", "Identified", "resetPasscode").CheckAsync(),
            r => r.ActivityId == "resetPasscode" && r.Reason.Contains("without a valid code", StringComparison.Ordinal));

    [Theory]
    [InlineData("webchat", null, "unlock")]
    [InlineData("webchat", "Bench", "unlock")]
    [InlineData("webchat", " COMMUNITY trust ", CardAndCode)]
    public void The_organisation_decides_whatever_its_capitals(string channel, string? organisation, string workflow) =>
        Assert.Equal(
            workflow,
            ChoiceOf(new PolicyOptions { CardAndCodeOnly = new() { Organisations = ["Community Trust"] } })
                .For(JourneyKind.Unlock, channel, organisation));

    [Fact]
    public void A_channel_or_the_whole_installation_may_go_without_questions()
    {
        Assert.Equal(
            CardAndCode,
            ChoiceOf(new PolicyOptions { CardAndCodeOnly = new() { Channels = ["webchat"] } })
                .For(JourneyKind.Unlock, "webchat", null));
        Assert.Equal(
            CardAndCode,
            ChoiceOf(new PolicyOptions { QuestionsRequired = false }).For(JourneyKind.Unlock, "webchat", "Bench"));
        Assert.Equal(
            "registration",
            ChoiceOf(new PolicyOptions { QuestionsRequired = false }).For(JourneyKind.Registration, "webchat", "Bench"));
    }

    [Fact]
    public async Task The_figures_say_how_each_way_went_and_where_it_was_lost()
    {
        await using var bench = await LockedAsync();
        var helper = await UpToIdentifiedAsync(bench, "unlock");
        await bench.AnswerAsync();
        bench.Time.Advance(TimeSpan.FromMinutes(2));
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        await helper.ResetAsync(bench.Card, "kestrel7");
        await UpToIdentifiedAsync(bench, "unlock");
        await bench.TurnAsync((services, ct) => services.GetRequiredService<WorkflowEngine>().CancelAsync(bench.Journey, null, ct));
        await bench.BeginAsync(CardAndCode);

        var figures = await bench.DoAsync(services =>
            services
                .GetRequiredService<UnlockFigures>()
                .SinceAsync(bench.Time.GetUtcNow().AddDays(-1), CancellationToken.None));

        var withQuestions = figures["unlock"];
        Assert.Equal((2, 0), (withQuestions.Started, withQuestions.UnderWay));
        Assert.Equal((1, 1), (withQuestions.Ended[JourneyEnd.Completed], withQuestions.Ended[JourneyEnd.Cancelled]));
        Assert.Equal(TimeSpan.FromMinutes(2), withQuestions.MedianTime);
        Assert.Equal(JourneyStage.Questions, Assert.Single(withQuestions.LostAt).Key);
        Assert.Equal((1, 1), (figures[CardAndCode].Started, figures[CardAndCode].UnderWay));
        Assert.Null(figures[CardAndCode].MedianTime);
        Assert.Empty(
            await bench.DoAsync(services =>
                services
                    .GetRequiredService<UnlockFigures>()
                    .SinceAsync(bench.Time.GetUtcNow().AddMinutes(1), CancellationToken.None)));
    }

    private static TimeSpan CardTaskSilence => Smartcard.SelfService.CardTasks.CardTaskInbox.HelperSilence + TimeSpan.FromSeconds(1);

    private static WorkflowChoice ChoiceOf(PolicyOptions policy) => new(Microsoft.Extensions.Options.Options.Create(policy));

    private static async Task<JourneyBench> LockedAsync(params (string, string)[] settings)
    {
        var bench = await JourneyBench.StartAsync(settings);
        await bench.RegisterAsync();
        await TestCards.BlockAsync(bench.Card);
        return bench;
    }

    private static async Task<BenchHelper> UpToIdentifiedAsync(JourneyBench bench, string workflow)
    {
        await bench.BeginAsync(workflow);
        await bench.ReplyAsync("continue");
        var helper = await BenchHelper.PairAsync(bench);
        await helper.IdentifyAsync(bench.Card);
        await UnlockJourneyTests.InsistAsync(bench);
        return helper;
    }

    private static async Task<IEnumerable<(string Workflow, JourneyEnd? End)>> UnlocksAsync(JourneyBench bench) =>
        (await bench.RowsAsync<Journey>())
            .Where(j => j.Kind == JourneyKind.Unlock)
            .OrderBy(j => j.Workflow.Length)
            .Select(j => (j.Workflow, j.End));

    private static Task<bool> PublishPastTheProofAsync(JourneyBench bench, Drawing drawing) => bench.DoAsync(async services =>
    {
        var database = services.GetRequiredService<SmartcardDbContext>();
        database.Add(new WorkflowDefinitionRow
        {
            DefinitionId = (string)drawing.Json["definitionId"]!,
            Version = 1,
            Name = "Drawn by hand",
            Json = drawing.Json.ToJsonString(),
            IsPublished = true,
            WasPublished = true,
            CreatedAt = bench.Time.GetUtcNow(),
        });
        await database.SaveChangesAsync();
        return true;
    });
}
