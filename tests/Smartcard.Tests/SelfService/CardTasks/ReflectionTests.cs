using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Cards.Gids;
using Smartcard.CardTasks;
using Smartcard.Domain.Audit;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Evidence;
using Smartcard.SelfService.CardTasks;
using Smartcard.Storage;
using Smartcard.Tests.SelfService.Unlock;

namespace Smartcard.Tests.SelfService.CardTasks;

/// <summary>
/// A helper without the card, with complete evidence: whatever it sends back, and in whatever order, no reset ends as
/// done.
/// </summary>
[OnPostgres]
public sealed class ReflectionTests
{
    private const int AnswerLength = 40;

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_tasks_own_challenge_is_no_challenge_of_the_card()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (helper, task) = await WithEvidenceAsync(bench);

        Assert.Null(await AskAsync(helper, task, bench, task.Challenge!));

        Assert.DoesNotContain(await bench.RowsAsync<EvidenceItem>(), e => e.Kind == EvidenceKind.ResetReleased);
        Assert.Contains(await bench.RowsAsync<AuditEntry>(), e => e.Event == "reset-refused:NotTheCards");
    }

    [Fact]
    public async Task Two_open_unlocks_of_one_card_do_not_answer_for_each_other()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (one, first) = await WithEvidenceAsync(bench);
        var (two, second) = await WithEvidenceAsync(bench);

        Assert.Null(await AskAsync(one, first, bench, second.Challenge!));
        Assert.Null(await AskAsync(two, second, bench, first.Challenge!));

        Assert.DoesNotContain(await bench.RowsAsync<EvidenceItem>(), e => e.Kind == EvidenceKind.ResetReleased);
    }

    [Fact]
    public async Task While_a_card_is_changed_for_one_journey_no_other_releases_its_reset()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (one, first) = await WithEvidenceAsync(bench);
        var (two, second) = await WithEvidenceAsync(bench);
        await one.ReleaseAsync(bench.Card, first);

        await two.ReleaseAsync(bench.Card, second);

        Assert.Single(await bench.RowsAsync<EvidenceItem>(), e => e.Kind == EvidenceKind.ResetReleased);
        Assert.Contains(await bench.RowsAsync<AuditEntry>(), e => e.Event == "reset-refused:AnotherResetIsOpen");
        await one.ReportAsync(first.Id, new CardTaskResult(CardTaskOutcome.CardRemoved));
        await two.ReleaseAsync(bench.Card, second);
        Assert.Equal(2, (await bench.RowsAsync<EvidenceItem>()).Count(e => e.Kind == EvidenceKind.ResetReleased));
    }

    [Fact]
    public async Task Without_the_cards_key_nothing_is_released()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (helper, task) = await WithEvidenceAsync(bench);
        bench.EmptyVault();

        await helper.ReleaseAsync(bench.Card, task);

        Assert.DoesNotContain(await bench.RowsAsync<EvidenceItem>(), e => e.Kind == EvidenceKind.ResetReleased);
        Assert.Contains(await bench.RowsAsync<AuditEntry>(), e => e.Event == "reset-refused:NoKeyOfTheCard");
    }

    [Theory]
    [InlineData(CardTaskStep.Released)]
    [InlineData(CardTaskStep.CardAnswered)]
    [InlineData(CardTaskStep.Confirming)]
    public async Task A_task_that_has_expired_goes_no_step_further(CardTaskStep reached)
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (helper, task) = await WithEvidenceAsync(bench);
        var session = new GidsSession(bench.Card);
        bench.Card.Reset();
        await session.SelectAsync(_ct);
        var answer = await AskAsync(helper, task, bench, await session.BeginMutualAuthenticationAsync(task.Challenge!, _ct));
        var cards = new CardResponseRequest(await session.CompleteMutualAuthenticationAsync(answer!, _ct));
        byte[]? confirm = null, proof = null;
        if (reached >= CardTaskStep.CardAnswered)
        {
            confirm = await helper.AnswerAsync((calls, on, ct) => calls.AcceptCardResponseAsync(on, task.Id, cards, ct));
            await session.DeauthenticateAsync(_ct);
        }

        if (reached >= CardTaskStep.Confirming)
        {
            var again = new ConfirmRequest(await session.BeginMutualAuthenticationAsync(confirm!, _ct));
            var second = await helper.AnswerAsync((calls, on, ct) => calls.ConfirmAsync(on, task.Id, again, ct));
            proof = await session.CompleteMutualAuthenticationAsync(second!, _ct);
        }

        bench.Time.Advance(TimeSpan.FromMinutes(10)); // nobody has looked yet

        var another = new ConfirmRequest(RandomNumberGenerator.GetBytes(16));
        var done = new CardTaskResult(CardTaskOutcome.Done) { CardIdentifier = bench.Card.State.CardId, ConfirmResponse = proof };
        Assert.Null(await helper.AnswerAsync((calls, on, ct) => calls.AcceptCardResponseAsync(on, task.Id, cards, ct)));
        Assert.Null(await helper.AnswerAsync((calls, on, ct) => calls.ConfirmAsync(on, task.Id, another, ct)));
        Assert.Equal(ReportVerdict.NotBelieved, await helper.ReportAsync(task.Id, done));
        Assert.DoesNotContain(await bench.RowsAsync<EvidenceItem>(), e => e.Kind == EvidenceKind.ResetConfirmed);
    }

    [Fact]
    public async Task A_journey_that_has_turned_to_another_card_releases_nothing_for_the_first()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (helper, task) = await WithEvidenceAsync(bench);
        await bench.TurnAsync(
            async (services, ct) =>
            {
                var database = services.GetRequiredService<SmartcardDbContext>();
                var other = (await database.Set<Smartcard.Domain.Cards.Card>().ToListAsync(ct)).Single(c =>
                    c.Identifier.Value == bench.OtherCard.State.CardId);
                var journey = await database
                    .Set<Smartcard.Domain.Journeys.Journey>()
                    .SingleAsync(j => j.Id == new Smartcard.Domain.JourneyId(bench.Journey), ct);
                journey.CardId = other.Id;
                return true;
            });

        await helper.ReleaseAsync(bench.Card, task);

        Assert.DoesNotContain(await bench.RowsAsync<EvidenceItem>(), e => e.Kind == EvidenceKind.ResetReleased);
        Assert.Contains(await bench.RowsAsync<AuditEntry>(), e => e.Event == "reset-refused:AnotherCard");
    }

    /// <summary>All orders begin at the same place: two tasks of a card, one of them perhaps released to the real card.</summary>
    [Fact]
    public async Task No_order_of_calls_without_the_card_ends_as_done()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var tasks = new[] { (await WithEvidenceAsync(bench)).Task, (await WithEvidenceAsync(bench)).Task };
        var items = (await bench.RowsAsync<CardTaskItem>()).Where(t => t.Kind == CardWork.Reset).ToList();
        await bench.KeepAsync();
        var random = new XorShift(20261128);
        var released = 0;
        for (var order = 0; order < Orders; order++)
        {
            released += await bench.DoAsync(
                services => PlayAsync(services.GetRequiredService<CardTaskCalls>(), bench, tasks, items, random, _ct));
            await bench.GoBackAsync();
        }

        Assert.True(released > Orders / 4, "Hardly any order came as far as a release, so they show little.");
    }

    /// <summary>The orders are judged by the same rules on each database, so PostgreSQL plays fewer.</summary>
    private static int Orders { get; } = int.Parse(
        Environment.GetEnvironmentVariable("SMARTCARD_TEST_ORDERS") ?? (TestDatabase.IsPostgres ? "40" : "200"),
        CultureInfo.InvariantCulture);

    private static async Task<int> PlayAsync(
        CardTaskCalls calls, JourneyBench bench, CardTask[] tasks, List<CardTaskItem> items, XorShift random, CancellationToken ct)
    {
        var challenges = new List<byte[]>(tasks.Select(t => t.Challenge!)) { RandomNumberGenerator.GetBytes(16), new byte[16] };
        var answers = new List<byte[]> { RandomNumberGenerator.GetBytes(AnswerLength), new byte[AnswerLength] };
        var released = 0;
        if (random.Next(2) == 0)
        {
            await FirstRoundWithTheCardAsync(calls, items[0], bench, challenges, answers, ct);
            released = 1;
        }

        for (var call = 0; call < 10; call++)
        {
            var item = items[random.Next(items.Count)];
            var helper = HelperOf(item);
            var challenge = challenges[random.Next(challenges.Count)];
            var answer = answers[random.Next(answers.Count)];
            switch (random.Next(4))
            {
                case 0:
                    var wanted = new AuthoriseRequest(bench.Card.State.CardId, challenge);
                    if (ValueOf(await calls.AuthoriseAsync(helper, item.Id.Value, wanted, ct)) is { } hosts)
                    {
                        released = 1;
                        answers.Add(hosts);
                    }

                    break;
                case 1:
                    var shown = new CardResponseRequest(answer);
                    if (ValueOf(await calls.AcceptCardResponseAsync(helper, item.Id.Value, shown, ct)) is { } again)
                    {
                        Assert.Contains(challenges, known => known.AsSpan().SequenceEqual(again)); // the card's own answer, once more
                    }

                    break;
                case 2:
                    if (ValueOf(await calls.ConfirmAsync(helper, item.Id.Value, new ConfirmRequest(challenge), ct)) is { } second)
                    {
                        answers.Add(second);
                    }

                    break;
                default:
                    var done = new CardTaskResult(CardTaskOutcome.Done)
                    {
                        ConfirmResponse = answer,
                        CardIdentifier = bench.Card.State.CardId,
                    };
                    Assert.NotEqual(ReportVerdict.Accepted, await calls.ReportAsync(helper, item.Id.Value, done, ct));
                    break;
            }
        }

        return released;
    }

    /// <summary>The card is there for one task's first round, and everything that went by is kept.</summary>
    private static async Task FirstRoundWithTheCardAsync(
        CardTaskCalls calls,
        CardTaskItem item,
        JourneyBench bench,
        List<byte[]> challenges,
        List<byte[]> answers,
        CancellationToken ct)
    {
        bench.Card.Reset();
        var session = new GidsSession(bench.Card);
        await session.SelectAsync(ct);
        var challenge = await session.BeginMutualAuthenticationAsync(item.Challenge!, ct);
        var request = new AuthoriseRequest(bench.Card.State.CardId, challenge);
        var answer = ValueOf(await calls.AuthoriseAsync(HelperOf(item), item.Id.Value, request, ct));
        var cards = await session.CompleteMutualAuthenticationAsync(answer!, ct);
        var confirm = await calls.AcceptCardResponseAsync(HelperOf(item), item.Id.Value, new CardResponseRequest(cards), ct);
        challenges.AddRange([challenge, ValueOf(confirm)!]);
        answers.AddRange([answer!, cards]);
    }

    private static ConnectedHelper HelperOf(CardTaskItem task) => new(task.HelperSessionId, task.JourneyId, Scope: null, task.CreatedAt);

    private static Task<byte[]?> AskAsync(BenchHelper helper, CardTask task, JourneyBench bench, byte[] challenge)
    {
        var request = new AuthoriseRequest(bench.Card.State.CardId, challenge);
        return helper.AnswerAsync((calls, on, ct) => calls.AuthoriseAsync(on, task.Id, request, ct));
    }

    private static byte[]? ValueOf(CardTaskAnswer<byte[]> answer) =>
        answer is CardTaskAnswer<byte[]>.Given { Value: var value } ? value : null;

    private static async Task<(BenchHelper Helper, CardTask Task)> WithEvidenceAsync(JourneyBench bench)
    {
        var helper = await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        return (helper, await helper.NextAsync() ?? throw new InvalidOperationException("There is no card task."));
    }
}
