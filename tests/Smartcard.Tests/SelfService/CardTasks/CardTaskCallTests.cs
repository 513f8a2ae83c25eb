using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.CardTasks;
using Smartcard.Domain.Audit;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Evidence;
using Smartcard.SelfService.CardTasks;
using Smartcard.SelfService.Vault;
using Smartcard.Server;
using Smartcard.Storage;
using Smartcard.Tests.SelfService.Unlock;
using Smartcard.Workflows;

namespace Smartcard.Tests.SelfService.CardTasks;

/// <summary>The helper's calls and the vault, which may be slow and may lose a key.</summary>
[OnPostgres]
public sealed class CardTaskCallTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_vault_thinks_others_go_on()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (helper, task) = await WithEvidenceAsync(bench);
        var vault = new StandInVault();

        var answer = Task.Run(() => AuthoriseAsync(helper, task, vault), _ct);
        await Patience.EndOfAsync(vault.Asked.Task, "the vault to be asked", _ct);
        await bench.BeginAsync("registration"); // would wait for a turn that waits for the vault
        Assert.Single(await bench.RowsAsync<EvidenceItem>(), e => e.Kind == EvidenceKind.ResetReleased);
        vault.Answer.SetResult(new byte[40]);

        Assert.IsType<CardTaskAnswer<byte[]>.Given>(await answer);
    }

    [Fact]
    public async Task Within_a_turn_the_vault_is_not_asked()
    {
        await using var bench = await JourneyBench.StartAsync();
        var vault = new StandInVault();
        vault.Answer.SetResult(new byte[40]);

        await bench.DoAsync(async services =>
        {
            var outside = ActivatorUtilities.CreateInstance<VaultOutsideTurns>(services, vault);
            var turn = services.GetRequiredService<TurnTransaction>();
            foreach (var ask in Questions(outside))
            {
                await Assert.ThrowsAsync<InvalidOperationException>(() => turn.RunAsync(_ => ask(), _ct));
                await ask();
            }

            Assert.True(vault.Asked.Task.IsCompleted);
            return true;
        });

        Func<Task<bool>>[] Questions(VaultOutsideTurns outside) =>
        [
            async () => await outside.HasAsync("any", _ct),
            async () => await outside.IsThereAsync("any", _ct),
            async () => (await outside.CheckDerivedAsync(new CardKeyHandle.Derived(new string('A', 32), 1), _ct)).Unwraps,
            async () => await outside.AnswerAsync("any", new byte[16], new byte[16], _ct) is not null,
            async () => await outside.ConfirmsAsync("any", new byte[16], new byte[16], new byte[40], _ct),
            async () => (await outside.CheckAsync(new WrappedCardKey([], []), _ct)).Unwraps,
            async () => (await outside.TransportKeysAsync(_ct)).Count > 0,
        ];
    }

    [Fact]
    public void Nothing_else_is_given_the_vault()
    {
        const BindingFlags All =
            BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

        var askers = new[] { typeof(CardTaskCalls).Assembly, typeof(HostApp).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.GetMembers(All).OfType<MethodBase>()
                .Any(method => method.GetParameters().Any(p => p.ParameterType.IsAssignableTo(typeof(ICardKeyVault)))));

        // The renewal of keys seals what is in the file again. It answers no card.
        Assert.Equal(
            ["KeyRotation", nameof(VaultOutsideTurns)],
            askers.Select(type => type.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_key_that_is_gone_after_the_release_leaves_a_refusal_and_an_audit_entry()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (helper, task) = await WithEvidenceAsync(bench);
        var vault = new StandInVault();
        vault.Answer.SetResult(null);

        Assert.IsType<CardTaskAnswer<byte[]>.Refused>(await AuthoriseAsync(helper, task, vault));

        Assert.Contains(await bench.RowsAsync<AuditEntry>(), e => e.Event == "reset-not-answered");
        Assert.Equal(ReportVerdict.Accepted, await helper.ReportAsync(task.Id, new CardTaskResult(CardTaskOutcome.Refused)));
    }

    [Fact]
    public async Task A_helper_that_waits_is_noted_every_15_seconds_and_not_more_often()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var helper = await UnlockJourneyTests.UpToQuestionsAsync(bench);
        var first = (await SessionAsync(bench)).LastSeenAt;

        bench.Time.Advance(PairedSession.SeenEvery - TimeSpan.FromSeconds(1));
        await helper.NextAsync();
        Assert.Equal(first, (await SessionAsync(bench)).LastSeenAt);

        bench.Time.Advance(TimeSpan.FromSeconds(1));
        await helper.NextAsync();
        Assert.Equal(first + PairedSession.SeenEvery, (await SessionAsync(bench)).LastSeenAt);
    }

    [Fact]
    public async Task A_clock_that_was_ahead_does_not_hide_a_helper()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var helper = await UnlockJourneyTests.UpToQuestionsAsync(bench);
        var ahead = (await SessionAsync(bench)).LastSeenAt;
        bench.Time.AdjustTime(ahead - TimeSpan.FromMinutes(5)); // another host noted it, whose clock was wrong

        await helper.NextAsync();

        Assert.Equal(ahead - TimeSpan.FromMinutes(5), (await SessionAsync(bench)).LastSeenAt);
    }

    [Fact]
    public async Task A_waiting_helper_is_woken_by_the_end_of_its_journey()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var helper = await UnlockJourneyTests.UpToQuestionsAsync(bench);

        var waiting = WaitAsync(helper);
        await bench.TurnAsync(
            async (services, ct) =>
                await services.GetRequiredService<WorkflowEngine>().CancelAsync(bench.Journey, "cancelled", ct));

        await Patience.EndOfAsync(waiting, "the helper to hear of the end", _ct);
        Assert.IsType<WorkFound.JourneyOver>(await waiting);
    }

    [Fact]
    public async Task The_same_code_and_token_open_the_session_again_also_when_the_code_is_old()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await bench.BeginAsync("unlock");
        await bench.ReplyAsync("continue");
        var (code, token) = (bench.Open.BigText!, CardTaskClient.NewToken());
        Assert.NotNull(await BenchHelper.TryPairAsync(bench, code, token));

        bench.Time.Advance(Pairings.Lifetime);

        Assert.NotNull(await BenchHelper.TryPairAsync(bench, code, token));
        Assert.Null(await BenchHelper.TryPairAsync(bench, code, CardTaskClient.NewToken()));
        bench.Time.Advance(PairedSession.Lifetime - Pairings.Lifetime);
        Assert.Null(await BenchHelper.TryPairAsync(bench, code, token));
    }

    [Fact]
    public void Every_kind_and_every_outcome_has_its_name_on_the_wire()
    {
        Assert.All(Enum.GetValues<CardWork>(), work => Assert.Equal(work.ToString(), WireNames.KindOf(work).ToString()));
        Assert.All(Enum.GetValues<CardTaskOutcome>(), outcome => Assert.Equal(outcome.ToString(), WireNames.EndOf(outcome).ToString()));
    }

    private static Task<WorkFound> WaitAsync(BenchHelper helper) => Task.Run(() => helper.AsAsync(
        (services, on) => services.GetRequiredService<HelperWork>().NextAsync(on, Patience.Quiet, CancellationToken.None)));

    private static async Task<PairedSession> SessionAsync(JourneyBench bench) =>
        (await bench.RowsAsync<PairedSession>()).OrderBy(s => s.CreatedAt).Last();

    private static Task<CardTaskAnswer<byte[]>> AuthoriseAsync(BenchHelper helper, CardTask task, ICardKeyVault vault) => helper.AsAsync(
        (services, on) => ActivatorUtilities
            .CreateInstance<CardTaskCalls>(
                services,
                ActivatorUtilities.CreateInstance<CardTaskVault>(
                    services, ActivatorUtilities.CreateInstance<VaultOutsideTurns>(services, vault)))
            .AuthoriseAsync(on, task.Id, new AuthoriseRequest(task.CardIdentifier!, new byte[16]), CancellationToken.None));

    private static async Task<(BenchHelper Helper, CardTask Task)> WithEvidenceAsync(JourneyBench bench)
    {
        var helper = await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        return (helper, await helper.NextAsync() ?? throw new InvalidOperationException("There is no card task."));
    }

    /// <summary>Has every key, and answers when it is told to.</summary>
    private sealed class StandInVault : ICardKeyVault
    {
        public TaskCompletionSource Asked { get; } = new();

        public TaskCompletionSource<byte[]?> Answer { get; } = new();

        public ValueTask<bool> HasAsync(CardKeyHandle key, CancellationToken cancellationToken) => ValueTask.FromResult(true);

        public async ValueTask<byte[]?> AnswerAsync(
            CardKeyHandle key,
            ReadOnlyMemory<byte> hostChallenge,
            ReadOnlyMemory<byte> cardChallenge,
            CancellationToken cancellationToken)
        {
            Asked.TrySetResult();
            return await Answer.Task;
        }

        public ValueTask<bool> ConfirmsAsync(
            CardKeyHandle key,
            ReadOnlyMemory<byte> hostChallenge,
            ReadOnlyMemory<byte> cardChallenge,
            ReadOnlyMemory<byte> cardResponse,
            CancellationToken cancellationToken) => ValueTask.FromResult(false);

        public ValueTask<KeyCheck> CheckAsync(WrappedCardKey key, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new KeyCheck(Unwraps: false, TransportKeyId: null, CheckValue: null));

        public ValueTask<KeyCheck> CheckDerivedAsync(CardKeyHandle.Derived key, CancellationToken cancellationToken) =>
            ValueTask.FromResult(KeyCheck.OfDerived(checkValue: null));

        public ValueTask<IReadOnlyList<TransportKey>> TransportKeysAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<TransportKey>>([]);
    }
}
