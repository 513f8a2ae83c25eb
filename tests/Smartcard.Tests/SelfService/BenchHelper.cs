using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Software;
using Smartcard.CardTasks;
using Smartcard.SelfService.CardTasks;

namespace Smartcard.Tests.SelfService;

/// <summary>A reader helper in miniature: the same calls in the same order, without HTTP.</summary>
internal sealed class BenchHelper
{
    private readonly JourneyBench _bench;
    private readonly string _token;

    private BenchHelper(JourneyBench bench, string token) => (_bench, _token) = (bench, token);

    public static async Task<BenchHelper> PairAsync(JourneyBench bench)
    {
        var helper = await TryPairAsync(bench, bench.Open.BigText!);
        return helper ?? throw new InvalidOperationException("The code that the chat shows was refused.");
    }

    public static async Task<BenchHelper?> TryPairAsync(JourneyBench bench, string code, string? token = null)
    {
        token ??= CardTaskClient.NewToken();
        return await AskAsync(bench, code, token) is PairingResult.Paired ? new BenchHelper(bench, token) : null;
    }

    /// <summary>As a helper of this version; empty = it does not say which.</summary>
    public static Task<PairingResult> AskAsync(
        JourneyBench bench, string code, string token, string version = "", bool readsCards = true) =>
        bench.DoAsync(services => services.GetRequiredService<HelperSessions>()
            .PairAsync(code, token, new HelperSaid(version, readsCards), CancellationToken.None));

    public async Task<CardTask?> NextAsync()
    {
        var found = await AsAsync((services, helper) =>
            services.GetRequiredService<HelperWork>().NextAsync(helper, TimeSpan.Zero, CancellationToken.None));
        return found is WorkFound.Task task ? task.Work : null;
    }

    /// <param name="attemptsLeft">Null = what the card says.</param>
    public async Task IdentifyAsync(SoftwareGidsCard card, int? attemptsLeft = null)
    {
        var task = await NextAsync();
        var session = await OpenAsync(card);
        var attempts = await session.ReadAttemptsAsync(CancellationToken.None);
        await ReportAsync(
            task!.Id,
            new CardTaskResult(CardTaskOutcome.Done)
            {
                CardIdentifier = card.State.CardId,
                AttemptsLeft = attemptsLeft ?? attempts.Left,
            });
    }

    public async Task ProveAsync(SoftwareGidsCard card, string passcode, SoftwareGidsCard? claimed = null)
    {
        var task = await NextAsync();
        var session = await OpenAsync(card);
        await session.VerifyAsync(Encoding.ASCII.GetBytes(passcode), CancellationToken.None);
        var digest = ProveChallenge.DigestOf(task!.Challenge!, card.State.CardId);
        var signature = await session.SignAsync(GidsSession.FirstKey, digest, CancellationToken.None);
        await ReportAsync(
            task.Id,
            new CardTaskResult(CardTaskOutcome.Done)
            {
                CardIdentifier = (claimed ?? card).State.CardId,
                Signature = signature,
            });
    }

    public async Task<bool> IsPairedAsync() =>
        await _bench.DoAsync(services =>
            services.GetRequiredService<HelperSessions>().FindAsync(_token, CancellationToken.None))
            is not null;

    /// <summary>Has the card's challenge answered, and goes no further.</summary>
    public async Task ReleaseAsync(SoftwareGidsCard card, CardTask task)
    {
        var session = await OpenAsync(card);
        var challenge = await session.BeginMutualAuthenticationAsync(task.Challenge!, CancellationToken.None);
        var request = new AuthoriseRequest(card.State.CardId, challenge);
        await AnswerAsync((calls, helper, ct) => calls.AuthoriseAsync(helper, task.Id, request, ct));
    }

    /// <summary>Says where the helper is with a task.</summary>
    public Task<CardTaskAnswer<bool>> ProgressAsync(Guid task, CardTaskState state) =>
        AsAsync((services, connected) => services.GetRequiredService<CardTaskCalls>()
            .ProgressAsync(connected, task, new CardTaskProgress(state), CancellationToken.None));

    /// <summary>The whole reset. False when the host refused a step; then nothing was sent to the card after it.</summary>
    /// <param name="whileChanging">What happens once the host has released it; null = nothing.</param>
    public async Task<bool> ResetAsync(SoftwareGidsCard card, string newPasscode, Func<Task>? whileChanging = null)
    {
        var task = await NextAsync() ?? throw new InvalidOperationException("There is no card task.");
        var session = await OpenAsync(card);
        var r2 = await session.BeginMutualAuthenticationAsync(task.Challenge!, CancellationToken.None);
        var request = new AuthoriseRequest(card.State.CardId, r2);
        if (await AnswerAsync((calls, helper, ct) => calls.AuthoriseAsync(helper, task.Id, request, ct)) is not { } answer)
        {
            return false;
        }

        if (whileChanging is not null)
        {
            await whileChanging();
        }

        var cardResponse = await session.CompleteMutualAuthenticationAsync(answer, CancellationToken.None);
        var response = new CardResponseRequest(cardResponse);
        if (await AnswerAsync((calls, helper, ct) => calls.AcceptCardResponseAsync(helper, task.Id, response, ct)) is not { } confirm)
        {
            return false;
        }

        await session.ResetRetryCounterAsync(Encoding.ASCII.GetBytes(newPasscode), CancellationToken.None);
        await session.DeauthenticateAsync(CancellationToken.None);
        var r2Again = await session.BeginMutualAuthenticationAsync(confirm, CancellationToken.None);
        if (await AnswerAsync(
                (calls, helper, ct) => calls.ConfirmAsync(helper, task.Id, new ConfirmRequest(r2Again), ct))
            is not { } second)
        {
            return false;
        }

        var confirmed = await session.CompleteMutualAuthenticationAsync(second, CancellationToken.None);
        await session.DeauthenticateAsync(CancellationToken.None);
        var done = new CardTaskResult(CardTaskOutcome.Done) { CardIdentifier = card.State.CardId, ConfirmResponse = confirmed };
        return await ReportAsync(task.Id, done) == ReportVerdict.Accepted;
    }

    public Task<ReportVerdict> ReportAsync(Guid taskId, CardTaskResult result) =>
        CallAsync((calls, helper, ct) => calls.ReportAsync(helper, taskId, result, ct));

    /// <summary>As <see cref="ReportAsync"/>, within a turn of the same chat.</summary>
    public async Task<ReportVerdict> ReportWithinAsync(IServiceProvider services, Guid taskId, CardTaskResult result) =>
        await services
            .GetRequiredService<CardTaskCalls>()
            .ReportAsync(
                (await services.GetRequiredService<HelperSessions>().FindAsync(_token, CancellationToken.None))!,
                taskId,
                result,
                CancellationToken.None);

    /// <summary>Null = the host refused it.</summary>
    public async Task<byte[]?> AnswerAsync(Func<CardTaskCalls, ConnectedHelper, CancellationToken, Task<CardTaskAnswer<byte[]>>> call) =>
        await CallAsync(call) is CardTaskAnswer<byte[]>.Given { Value: var value } ? value : null;

    private Task<TResult> CallAsync<TResult>(Func<CardTaskCalls, ConnectedHelper, CancellationToken, Task<TResult>> call) =>
        AsAsync((services, helper) => call(services.GetRequiredService<CardTaskCalls>(), helper, CancellationToken.None));

    /// <summary>As this helper, with the host's services.</summary>
    public Task<TResult> AsAsync<TResult>(Func<IServiceProvider, ConnectedHelper, Task<TResult>> call) => _bench.DoAsync(async services =>
        await call(
            services,
            await services.GetRequiredService<HelperSessions>().FindAsync(_token, CancellationToken.None)
                ?? throw new InvalidOperationException("The helper is not paired.")));

    private static async Task<GidsSession> OpenAsync(SoftwareGidsCard card)
    {
        card.Reset();
        var session = new GidsSession(card);
        await session.SelectAsync(CancellationToken.None);
        return session;
    }
}
