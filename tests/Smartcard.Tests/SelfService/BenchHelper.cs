using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Software;
using Smartcard.CardTasks;
using Smartcard.Domain.CardTasks;
using Smartcard.SelfService.CardTasks;
using Smartcard.Workflows;

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
        var paired = await bench.TurnAsync(async (services, ct) =>
        {
            var helper = await services.GetRequiredService<Pairings>().RedeemAsync(code, token ?? RandomNumberGenerator.GetHexString(HelperSessionRequest.TokenLength), ct);
            if (helper is { IsNew: true })
            {
                await services.GetRequiredService<WorkflowEngine>().ResumeAsync(new Stimulus(Pairings.BookmarkName, helper.PairingId, helper), ct);
            }

            return helper;
        });
        return paired is null ? null : new BenchHelper(bench, paired.Session.Token);
    }

    public Task<CardTask?> NextAsync() => DeskAsync((desk, session, ct) => desk.NextAsync(session, ct));

    public async Task IdentifyAsync(SoftwareGidsCard card)
    {
        var task = await NextAsync();
        var session = await OpenAsync(card);
        var attempts = await session.ReadAttemptsAsync(CancellationToken.None);
        await ReportAsync(task!.Id, new CardTaskResult(CardTaskOutcome.Done) { CardIdentifier = card.State.CardId, AttemptsLeft = attempts.Left });
    }

    public async Task ProveAsync(SoftwareGidsCard card, string passcode, SoftwareGidsCard? claimed = null)
    {
        var task = await NextAsync();
        var session = await OpenAsync(card);
        await session.VerifyAsync(Encoding.ASCII.GetBytes(passcode), CancellationToken.None);
        var digest = ProveChallenge.DigestOf(task!.Challenge!, card.State.CardId);
        var signature = await session.SignAsync(GidsSession.FirstKey, digest, CancellationToken.None);
        await ReportAsync(task.Id, new CardTaskResult(CardTaskOutcome.Done) { CardIdentifier = (claimed ?? card).State.CardId, Signature = signature });
    }

    public Task<bool> IsPairedAsync() => _bench.TurnAsync(async (services, ct) => await services.GetRequiredService<CardTaskDesk>().SessionAsync(_token, ct) is not null);

    /// <summary>Has the card's challenge answered, and goes no further.</summary>
    public async Task ReleaseAsync(SoftwareGidsCard card, CardTask task)
    {
        var session = await OpenAsync(card);
        var challenge = await session.BeginMutualAuthenticationAsync(task.Challenge!, CancellationToken.None);
        await OnTaskAsync(task.Id, (desk, item, ct) => desk.AuthoriseAsync(item, new AuthoriseRequest(card.State.CardId, challenge), ct));
    }

    /// <summary>The whole reset. False when the host refused a step; then nothing was sent to the card after it.</summary>
    public async Task<bool> ResetAsync(SoftwareGidsCard card, string newPasscode)
    {
        var task = await NextAsync() ?? throw new InvalidOperationException("There is no card task.");
        var session = await OpenAsync(card);
        var r2 = await session.BeginMutualAuthenticationAsync(task.Challenge!, CancellationToken.None);
        if (await OnTaskAsync(task.Id, (desk, item, ct) => desk.AuthoriseAsync(item, new AuthoriseRequest(card.State.CardId, r2), ct)) is not { } answer)
        {
            return false;
        }

        var cardResponse = await session.CompleteMutualAuthenticationAsync(answer, CancellationToken.None);
        if (await OnTaskAsync(task.Id, (desk, item, ct) => desk.AcceptCardResponseAsync(item, new CardResponseRequest(cardResponse), ct)) is not { } confirm)
        {
            return false;
        }

        await session.ResetRetryCounterAsync(Encoding.ASCII.GetBytes(newPasscode), CancellationToken.None);
        await session.DeauthenticateAsync(CancellationToken.None);
        var r2Again = await session.BeginMutualAuthenticationAsync(confirm, CancellationToken.None);
        if (await OnTaskAsync(task.Id, (desk, item, ct) => desk.ConfirmAsync(item, new ConfirmRequest(r2Again), ct)) is not { } second)
        {
            return false;
        }

        var confirmed = await session.CompleteMutualAuthenticationAsync(second, CancellationToken.None);
        await session.DeauthenticateAsync(CancellationToken.None);
        return await ReportAsync(task.Id, new CardTaskResult(CardTaskOutcome.Done) { CardIdentifier = card.State.CardId, ConfirmResponse = confirmed }) == ResultVerdict.Accepted;
    }

    public Task<ResultVerdict> ReportAsync(Guid taskId, CardTaskResult result) => _bench.TurnAsync(async (services, ct) =>
    {
        var desk = services.GetRequiredService<CardTaskDesk>();
        var session = await desk.SessionAsync(_token, ct);
        var task = await desk.FindAsync(session!, taskId, ct);
        var verdict = await desk.EndAsync(task!, result, ct);
        if (verdict is ResultVerdict.Accepted or ResultVerdict.NotBelieved)
        {
            var taken = verdict == ResultVerdict.Accepted ? result : new CardTaskResult(CardTaskOutcome.Unknown);
            await services.GetRequiredService<WorkflowEngine>().ResumeAsync(new Stimulus(CardTaskInbox.TaskBookmark, taskId.ToString(), taken), ct);
        }

        return verdict;
    });

    public Task<TResult?> OnTaskAsync<TResult>(Guid taskId, Func<CardTaskDesk, CardTaskItem, CancellationToken, Task<TResult?>> call) =>
        DeskAsync(async (desk, session, ct) => await call(desk, (await desk.FindAsync(session, taskId, ct))!, ct));

    private Task<TResult> DeskAsync<TResult>(Func<CardTaskDesk, PairedSession, CancellationToken, Task<TResult>> call) => _bench.TurnAsync(async (services, ct) =>
    {
        var desk = services.GetRequiredService<CardTaskDesk>();
        return await call(desk, (await desk.SessionAsync(_token, ct))!, ct);
    });

    private static async Task<GidsSession> OpenAsync(SoftwareGidsCard card)
    {
        card.Reset();
        var session = new GidsSession(card);
        await session.SelectAsync(CancellationToken.None);
        return session;
    }
}
