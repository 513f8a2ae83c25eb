using Microsoft.Extensions.DependencyInjection;
using Smartcard.Cards.Gids;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Prompts;
using Smartcard.Domain.Registrations;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Tests.SelfService.Policy;

/// <summary>
/// Definitions that the proof would refuse, put into the database past it: the domain decides from evidence, and
/// refuses what they ask for.
/// </summary>
public sealed class PastTheProofTests
{
    [Fact]
    public async Task A_reset_without_a_code_is_refused()
    {
        await using var bench = await WithAsync(Drawing.Of("unlock").Lead("askQuestions", "Correct", "resetPasscode"));
        await UpToQuestionsAsync(bench);

        await bench.AnswerAsync();

        await NothingWasResetAsync(bench);
    }

    [Fact]
    public async Task A_reset_without_answers_is_refused()
    {
        await using var bench = await WithAsync(Drawing.Of("unlock").Bypass("askQuestions", "Correct"));
        await UpToIdentifiedAsync(bench);

        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));

        await NothingWasResetAsync(bench);
    }

    [Fact]
    public async Task A_reset_after_wrong_answers_is_refused()
    {
        await using var bench = await WithAsync(Drawing.Of("unlock").Lead("askQuestions", "Wrong", "sendCode"));
        await UpToQuestionsAsync(bench);

        await bench.AnswerWronglyAsync();
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));

        await NothingWasResetAsync(bench);
    }

    [Fact]
    public async Task A_reset_after_the_code_expired_is_refused()
    {
        await using var bench = await WithAsync(Drawing.Of("unlock").Lead("whatHappened", "Expired", "resetPasscode"));
        await UpToQuestionsAsync(bench);
        await bench.AnswerAsync();

        await bench.PassAsync(TimeSpan.FromMinutes(15));

        await NothingWasResetAsync(bench);
    }

    [Fact]
    public async Task A_reset_after_the_third_wrong_submission_is_refused_even_with_a_code()
    {
        await using var bench = await WithAsync(
            Drawing.Of("unlock").Lead("askQuestions", "LockedOut", "sendCode").Lead("anotherTry", "False", "sendCode"));
        await UpToQuestionsAsync(bench);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await bench.AnswerWronglyAsync();
        }

        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));

        await NothingWasResetAsync(bench);
    }

    [Fact]
    public async Task A_reset_of_a_card_read_after_the_proofs_is_refused()
    {
        var drawing = Drawing
            .Of("unlock")
            .Add("again", "Smartcard.IdentifyCard")
            .Lead("whatHappened", "Valid", "again")
            .Join("again", "Identified", "resetPasscode")
            .Join("again", "NotRegistered", "resetPasscode");
        await using var bench = await WithAsync(drawing);
        var helper = await UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));

        await helper.IdentifyAsync(bench.OtherCard);

        await NothingWasResetAsync(bench);
    }

    [Fact]
    public async Task A_registration_without_its_code_does_not_count()
    {
        await using var bench = await JourneyBench.StartAsync();
        await PublishAsync(bench, Drawing.Of("registration").Lead("confirmEmail", "Confirmed", "completeRegistration"));
        await bench.BeginAsync("registration");
        await bench.ReplyAsync("continue");
        var helper = await BenchHelper.PairAsync(bench);
        await helper.ProveAsync(bench.Card, "1234");
        await bench.ReplyAsync("save", JourneyBench.AnswerForm(JourneyBench.Answers));

        await bench.ReplyAsync("confirm", ("email", "amal.hughes@trust.nhs.uk"));

        Assert.Equal(WorkflowStatus.Finished, bench.Status);
        Assert.DoesNotContain(await bench.RowsAsync<Registration>(), r => r.State == RegistrationState.Active);
    }

    private static async Task<JourneyBench> WithAsync(Drawing drawing)
    {
        Assert.NotEmpty(await drawing.CheckAsync());
        var bench = await JourneyBench.StartAsync();
        await bench.RegisterAsync();
        await TestCards.BlockAsync(bench.Card);
        await PublishAsync(bench, drawing);
        return bench;
    }

    private static Task<int> PublishAsync(JourneyBench bench, Drawing drawing) => bench.DoAsync(async services =>
    {
        var database = services.GetRequiredService<SmartcardDbContext>();
        drawing.Json["version"] = 2;
        database.Add(new WorkflowDefinitionRow
        {
            DefinitionId = (string)drawing.Json["definitionId"]!,
            Version = 2,
            Name = "Past the proof",
            Json = drawing.Json.ToJsonString(),
            IsPublished = true,
            CreatedAt = bench.Time.GetUtcNow(),
        });
        return await database.SaveChangesAsync();
    });

    private static async Task<BenchHelper> UpToIdentifiedAsync(JourneyBench bench)
    {
        await bench.BeginAsync("unlock");
        await bench.ReplyAsync("continue");
        var helper = await BenchHelper.PairAsync(bench);
        await helper.IdentifyAsync(bench.Card);
        return helper;
    }

    private static async Task<BenchHelper> UpToQuestionsAsync(JourneyBench bench)
    {
        var helper = await UpToIdentifiedAsync(bench);
        Assert.Equal("answers.heading", bench.Open.Heading!.Key);
        return helper;
    }

    /// <summary>
    /// The workflow came to the reset, which was refused; the helper was never asked for one, and the card is as locked
    /// as before.
    /// </summary>
    private static async Task NothingWasResetAsync(JourneyBench bench)
    {
        Assert.Contains(
            bench.Said.OfType<Message>(),
            m => m.Text.English?.StartsWith("It took too long", StringComparison.Ordinal) == true);
        Assert.DoesNotContain(await bench.RowsAsync<CardTaskItem>(), t => t.Kind == CardWork.Reset);
        Assert.DoesNotContain(await bench.RowsAsync<EvidenceItem>(), e => e.Kind == EvidenceKind.ResetReleased);
        bench.Card.Reset();
        var session = new GidsSession(bench.Card);
        await session.SelectAsync(CancellationToken.None);
        Assert.Equal(0, (await session.ReadAttemptsAsync(CancellationToken.None)).Left);
    }
}
