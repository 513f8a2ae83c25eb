using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.CardTasks;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Cards;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.CardTasks;
using Smartcard.SelfService.Codes;
using Smartcard.SelfService.Lockout;
using Smartcard.Storage;
using Smartcard.Tests.SelfService;

namespace Smartcard.Tests.Postgres;

/// <summary>Turns of different chats run at the same time; those of one chat, and whatever belongs to one card, do not.</summary>
[OnPostgres]
public sealed class TurnScopeTests : IAsyncLifetime
{
    private static readonly TurnScope One = TurnScope.OfConversation("one");

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private JourneyBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await JourneyBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    public static TheoryData<string?, string?, bool> Pairs => new()
    {
        { "one", "two", true },
        { "one", "one", false },
        { "one", null, false },
        { null, "one", false },
        { null, null, false },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Two_turns_run_beside_each_other_only_when_they_are_about_different_chats(string? first, string? second, bool isBeside)
    {
        var isWithin = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        var slow = TurnAsync(ScopeOf(first), async (services, ct) =>
        {
            await ReadAsync(services, ct);
            isWithin.SetResult();
            await goOn.Task;
        });
        await isWithin.Task.WaitAsync(_ct);

        var other = TurnAsync(ScopeOf(second), ReadAsync);
        if (isBeside)
        {
            await other;
            Assert.False(slow.IsCompleted);
        }
        else
        {
            await UntilSomebodyWaitsAsync();
            Assert.False(other.IsCompleted);
        }

        goOn.SetResult();
        await Task.WhenAll(slow, other);
    }

    [Fact]
    public async Task Nothing_about_something_else_begins_within_a_turn_of_a_chat()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            TurnAsync(
                One,
                (services, ct) =>
                    services
                        .GetRequiredService<TurnTransaction>()
                        .RunAsync(TurnScope.OfConversation("two"), _ => Task.FromResult(true), ct)));
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            TurnAsync(
                One,
                (services, ct) =>
                    services.GetRequiredService<TurnTransaction>().RunAsync(_ => Task.FromResult(true), ct)));
        await TurnAsync(
            One,
            (services, ct) =>
                services.GetRequiredService<TurnTransaction>().RunAsync(One, _ => Task.FromResult(true), ct));
    }

    [Fact]
    public async Task Wrong_answers_from_many_chats_at_once_stop_the_card_after_the_third()
    {
        var (card, journeys) = await JourneysOfOneCardAsync(12);

        var attempts = await AtOnceAsync(journeys, async (services, journey, ct) => await services.GetRequiredService<Lockouts>()
            .RecordAsync(services.GetRequiredService<SmartcardDbContext>().Locks.Hold(card), journey, isRight: false, ct));

        Assert.Equal(2, attempts.Count(a => a is AnswerAttempt.Wrong));
        Assert.Equal(3, Assert.Single(await _bench.RowsAsync<CardLockout>()).WrongAttempts);
        Assert.Single(await _bench.RowsAsync<AuditEntry>(), a => a.Event == "card-locked-out");
    }

    [Fact]
    public async Task Codes_asked_for_in_many_chats_at_once_are_six_for_a_card_and_no_more()
    {
        var (_, journeys) = await JourneysOfOneCardAsync(12);

        var addresses = await AtOnceAsync(
            journeys,
            (services, journey, ct) => services.GetRequiredService<EmailCodes>().SendAsync(journey, ct));

        Assert.Equal(EmailCode.MaxPerCardPerDay, addresses.Count(a => a is not null));
        Assert.Equal(EmailCode.MaxPerCardPerDay, (await _bench.RowsAsync<EmailCode>()).Count);
    }

    [Fact]
    public async Task Questions_drawn_in_many_chats_at_once_are_the_same()
    {
        var (card, journeys) = await JourneysOfOneCardAsync(12);

        var drawn = await AtOnceAsync(
            journeys,
            async (services, journey, ct) =>
                await services
                    .GetRequiredService<Smartcard.SelfService.Unlock.SecurityQuestions>()
                    .ForAsync(journey, 2, ct));

        Assert.Single(drawn.Select(questions => string.Join(',', questions!.Select(q => q.Value))).Distinct());
        Assert.NotEqual(default, card);
    }

    [Fact]
    public async Task The_audit_of_many_turns_at_once_is_one_chain()
    {
        var before = (await _bench.RowsAsync<AuditEntry>()).Count;

        await Task.WhenAll(Enumerable.Range(0, 200).Select(n => TurnAsync(
            n % 20 == 0 ? null : TurnScope.OfConversation($"chat {n % 40}"),
            async (services, ct) =>
            {
                services.GetRequiredService<AuditLog>().Add($"first:{n}", null, null);
                services.GetRequiredService<AuditLog>().Add($"second:{n}", null, null);
            })));

        var audit = (await _bench.RowsAsync<AuditEntry>()).OrderBy(a => a.Sequence).Skip(before).Select(a => a.Event).ToList();
        Assert.Equal(400, audit.Distinct().Count());
        Assert.All(Enumerable.Range(0, 200), n => Assert.Equal(audit.IndexOf($"first:{n}") + 1, audit.IndexOf($"second:{n}")));
        Assert.Null(await _bench.DoAsync(services => services.GetRequiredService<AuditLog>().FindBreakAsync(_ct)));
    }

    [Fact]
    public async Task A_token_that_two_chats_get_at_once_connects_one_of_them()
    {
        var codes = new List<string>();
        foreach (var chat in new[] { "one", "two" })
        {
            await _bench.BeginAsync("unlock", chat);
            await _bench.ReplyAsync("continue");
            codes.Add(_bench.Open.BigText!);
        }

        var token = CardTaskClient.NewToken();
        var isPaired = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        var first = _bench.DoAsync(services => services.GetRequiredService<TurnTransaction>().RunAsync(
            One,
            async ct =>
            {
                var paired = await PairAsync(services, codes[0], token, ct);
                isPaired.SetResult();
                await goOn.Task;
                return paired;
            },
            _ct));
        await isPaired.Task.WaitAsync(_ct);
        var second = _bench.DoAsync(services => PairAsync(services, codes[1], token, _ct));
        await UntilSomebodyWaitsAsync();
        goOn.SetResult();

        Assert.IsType<PairingResult.Paired>(await first);
        Assert.IsType<PairingResult.CodeUnknown>(await second);
        Assert.Single(await _bench.RowsAsync<PairedSession>());
    }

    private static TurnScope? ScopeOf(string? conversation) => conversation is null ? null : TurnScope.OfConversation(conversation);

    private static Task ReadAsync(IServiceProvider services, CancellationToken ct) =>
        services.GetRequiredService<SmartcardDbContext>().Set<Card>().CountAsync(ct);

    private Task<bool> TurnAsync(TurnScope? scope, Func<IServiceProvider, CancellationToken, Task> turn) =>
        _bench.DoAsync(services =>
            services
                .GetRequiredService<TurnTransaction>()
                .RunAsync(
                    scope,
                    async ct =>
                    {
                        await turn(services, ct);
                        return true;
                    },
                    _ct));

    private async Task<IReadOnlyList<TResult>> AtOnceAsync<TResult>(
        IEnumerable<JourneyId> journeys,
        Func<IServiceProvider, JourneyId, CancellationToken, Task<TResult>> turn) =>
        await Task.WhenAll(
            journeys.Select(journey =>
                Task.Run(
                    () =>
                        _bench.DoAsync(services =>
                            services
                                .GetRequiredService<TurnTransaction>()
                                .RunAsync(
                                    TurnScope.OfConversation($"{journey.Value}"),
                                    ct => turn(services, journey, ct),
                                    _ct)),
                    _ct)));

    /// <summary>A registered card, and journeys that have all identified it, as many helpers and chats may have.</summary>
    private async Task<(CardId Card, IReadOnlyList<JourneyId> Journeys)> JourneysOfOneCardAsync(int count)
    {
        var cards = await _bench.RowsAsync<Card>();
        var card = cards.Single(c => c.Identifier.Value == _bench.Card.State.CardId);
        var journeys = Enumerable.Range(0, count).Select(_ => JourneyId.New()).ToList();
        await TurnAsync(null, (services, _) =>
        {
            var database = services.GetRequiredService<SmartcardDbContext>();
            var registration = new Registration
            {
                Id = RegistrationId.New(),
                CardId = card.Id,
                StaffId = card.StaffId,
                JourneyId = JourneyId.New(),
                Answers =
                [
                    .. Enumerable
                        .Range(1, AnswerRules.QuestionCount)
                        .Select(n => new RegisteredAnswer(QuestionCatalogue.All.ElementAt(n), "none")),
                ],
                CreatedAt = _bench.Time.GetUtcNow(),
                Address = EmailAddress.Parse("amal.hughes@nhs.uk"),
            };
            registration.Complete(_bench.Time.GetUtcNow());
            database.Add(registration);
            database.AddRange(journeys.Select(id => new Journey
            {
                Id = id,
                Kind = JourneyKind.Unlock,
                Workflow = "unlock",
                Channel = "webchat",
                Language = "en",
                CardId = card.Id,
                StaffId = card.StaffId,
                RegistrationId = registration.Id,
                StartedAt = _bench.Time.GetUtcNow(),
            }));
            return Task.CompletedTask;
        });
        return (card.Id, journeys);
    }

    /// <summary>Until a turn waits for a lock or a row of another one.</summary>
    private async Task UntilSomebodyWaitsAsync()
    {
        await Patience.UntilAsync("a turn that waits for another one", async () =>
        {
            var waiting = await _bench.DoAsync(services => services.GetRequiredService<SmartcardDbContext>().Database
                .SqlQuery<int>(
                    $"""
                    SELECT count(*)::int AS "Value" FROM pg_locks
                    WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())
                    """)
                .SingleAsync(_ct));
            return (waiting > 0, $"{waiting} wait");
        }, _ct);
    }

    private static Task<PairingResult> PairAsync(IServiceProvider services, string code, string token, CancellationToken ct) =>
        services.GetRequiredService<HelperSessions>().PairAsync(code, token, new HelperSaid("", ReadsCards: false), ct);
}
