using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Software;
using Smartcard.CardTasks;
using Smartcard.Domain.CardTasks;
using Smartcard.SelfService.CardTasks;
using Smartcard.Storage;
using Smartcard.Workflows;

namespace Smartcard.Server.DryRun;

/// <summary>The reader helper's part, played with virtual cards through the same desk as a real helper's calls.</summary>
internal sealed class SandboxHelper(Sandbox sandbox)
{
    /// <summary>The connected helper's; null before there is one.</summary>
    public string? Token { get; set; }

    /// <summary>Types the code that the chat shows into the helper.</summary>
    public async Task ConnectAsync(string code, CancellationToken cancellationToken)
    {
        var token = RandomNumberGenerator.GetHexString(HelperSessionRequest.TokenLength);
        var paired = await sandbox.TurnAsync(
            async (services, ct) =>
            {
                var helper = await services.GetRequiredService<Pairings>().RedeemAsync(code, token, ct);
                if (helper is not null)
                {
                    await services.GetRequiredService<WorkflowEngine>().ResumeAsync(new Stimulus(Pairings.BookmarkName, helper.PairingId, helper), ct);
                }

                return helper;
            },
            cancellationToken);
        Token = paired is null ? Token : token;
    }

    /// <summary>The kind of task that waits for the helper; null when none does.</summary>
    public Task<CardTaskKind?> WaitingAsync(CancellationToken cancellationToken) => sandbox.DoAsync(async services =>
    {
        var now = sandbox.Clock.GetUtcNow();
        var kind = await services.GetRequiredService<SmartcardDbContext>().Set<CardTaskItem>()
            .Where(t => t.Step == CardTaskStep.Waiting && t.ExpiresAt > now)
            .OrderByDescending(t => t.CreatedAt)
            .Select(t => t.Kind)
            .FirstOrDefaultAsync(cancellationToken);
        return kind is null ? (CardTaskKind?)null : Enum.Parse<CardTaskKind>(kind);
    });

    /// <summary>Shows the host that it is alive, as its call for work does every few seconds.</summary>
    public Task<CardTask?> NextAsync(CancellationToken cancellationToken) => sandbox.TurnAsync(
        async (services, ct) =>
        {
            var desk = services.GetRequiredService<CardTaskDesk>();
            return Token is not null && await desk.SessionAsync(Token, ct) is { } session ? await desk.NextAsync(session, ct) : null;
        },
        cancellationToken);

    /// <summary>Does what the task asks, with this card and the right passcode.</summary>
    public async Task DoAsync(CardTask task, SoftwareGidsCard card, CancellationToken cancellationToken)
    {
        card.Reset();
        var session = new GidsSession(card);
        await session.SelectAsync(cancellationToken);
        await (task.Kind switch
        {
            CardTaskKind.Identify => IdentifyAsync(task, card, session, cancellationToken),
            CardTaskKind.Prove => ProveAsync(task, card, session, cancellationToken),
            _ => ResetAsync(task, card, session, cancellationToken),
        });
    }

    /// <summary>Ends the task without its work being done.</summary>
    public Task ReportAsync(CardTask task, CardTaskOutcome outcome, CancellationToken cancellationToken) => ReportAsync(task, new CardTaskResult(outcome), cancellationToken);

    /// <summary>The host has answered the card, and then the card is taken out: nobody saw whether it took the new passcode.</summary>
    public async Task TearAsync(CardTask task, SoftwareGidsCard card, CancellationToken cancellationToken)
    {
        card.Reset();
        var session = new GidsSession(card);
        await session.SelectAsync(cancellationToken);
        await AuthoriseAsync(task, card, session, cancellationToken);
        await ReportAsync(task, CardTaskOutcome.Unknown, cancellationToken);
    }

    private async Task IdentifyAsync(CardTask task, SoftwareGidsCard card, GidsSession session, CancellationToken cancellationToken)
    {
        var attempts = await session.ReadAttemptsAsync(cancellationToken);
        await ReportAsync(task, new CardTaskResult(CardTaskOutcome.Done) { CardIdentifier = card.State.CardId, AttemptsLeft = attempts.Left }, cancellationToken);
    }

    private async Task ProveAsync(CardTask task, SoftwareGidsCard card, GidsSession session, CancellationToken cancellationToken)
    {
        await session.VerifyAsync(card.State.Passcode, cancellationToken);
        var signature = await session.SignAsync(GidsSession.FirstKey, ProveChallenge.DigestOf(task.Challenge!, card.State.CardId), cancellationToken);
        await ReportAsync(task, new CardTaskResult(CardTaskOutcome.Done) { CardIdentifier = card.State.CardId, Signature = signature }, cancellationToken);
    }

    private async Task ResetAsync(CardTask task, SoftwareGidsCard card, GidsSession session, CancellationToken cancellationToken)
    {
        if (card.State.CardId != task.CardIdentifier || await AuthoriseAsync(task, card, session, cancellationToken) is not { } answer)
        {
            await ReportAsync(task, card.State.CardId == task.CardIdentifier ? CardTaskOutcome.Refused : CardTaskOutcome.WrongCard, cancellationToken);
            return;
        }

        var response = await session.CompleteMutualAuthenticationAsync(answer, cancellationToken);
        var confirm = await OnTaskAsync(task, (desk, item, ct) => desk.AcceptCardResponseAsync(item, new CardResponseRequest(response), ct), cancellationToken);
        await session.ResetRetryCounterAsync(Encoding.ASCII.GetBytes(SandboxPeople.NewPasscode), cancellationToken);
        await session.DeauthenticateAsync(cancellationToken);
        var again = await session.BeginMutualAuthenticationAsync(confirm!, cancellationToken);
        var second = await OnTaskAsync(task, (desk, item, ct) => desk.ConfirmAsync(item, new ConfirmRequest(again), ct), cancellationToken);
        var confirmed = await session.CompleteMutualAuthenticationAsync(second!, cancellationToken);
        await session.DeauthenticateAsync(cancellationToken);
        await ReportAsync(task, new CardTaskResult(CardTaskOutcome.Done) { CardIdentifier = card.State.CardId, ConfirmResponse = confirmed }, cancellationToken);
    }

    private async Task<byte[]?> AuthoriseAsync(CardTask task, SoftwareGidsCard card, GidsSession session, CancellationToken cancellationToken)
    {
        var challenge = await session.BeginMutualAuthenticationAsync(task.Challenge!, cancellationToken);
        return await OnTaskAsync(task, (desk, item, ct) => desk.AuthoriseAsync(item, new AuthoriseRequest(card.State.CardId, challenge), ct), cancellationToken);
    }

    private Task<ResultVerdict> ReportAsync(CardTask task, CardTaskResult result, CancellationToken cancellationToken) => sandbox.TurnAsync(
        async (services, ct) =>
        {
            var desk = services.GetRequiredService<CardTaskDesk>();
            var item = (await desk.FindAsync((await desk.SessionAsync(Token!, ct))!, task.Id, ct))!;
            var verdict = await desk.EndAsync(item, result, ct);
            var taken = verdict == ResultVerdict.NotBelieved ? new CardTaskResult(CardTaskOutcome.Unknown) : result;
            await services.GetRequiredService<WorkflowEngine>().ResumeAsync(new Stimulus(CardTaskInbox.TaskBookmark, task.Id.ToString(), taken), ct);
            return verdict;
        },
        cancellationToken);

    private Task<byte[]?> OnTaskAsync(CardTask task, Func<CardTaskDesk, CardTaskItem, CancellationToken, Task<byte[]?>> call, CancellationToken cancellationToken) => sandbox.TurnAsync(
        async (services, ct) =>
        {
            var desk = services.GetRequiredService<CardTaskDesk>();
            return await call(desk, (await desk.FindAsync((await desk.SessionAsync(Token!, ct))!, task.Id, ct))!, ct);
        },
        cancellationToken);
}
