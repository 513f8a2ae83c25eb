using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Software;
using Smartcard.CardTasks;
using Smartcard.Domain.CardTasks;
using Smartcard.SelfService.CardTasks;
using Smartcard.Storage;

namespace Smartcard.Designer.DryRun;

/// <summary>The reader helper's part, played with virtual cards through the very calls of a real helper.</summary>
internal sealed class SandboxHelper(Sandbox sandbox)
{
    /// <summary>The connected helper's; null before there is one.</summary>
    public string? Token { get; set; }

    /// <summary>Types the code that the chat shows into the helper.</summary>
    public async Task ConnectAsync(string code, CancellationToken cancellationToken)
    {
        var token = CardTaskClient.NewToken();
        var paired = await sandbox.DoAsync(services => services.GetRequiredService<HelperSessions>().PairAsync(
            code,
            token,
            new HelperSaid(services.GetRequiredService<IOptions<HelperOptions>>().Value.Versions.Wanted ?? "", ReadsCards: false),
            cancellationToken));
        Token = paired is PairingResult.Paired ? token : Token;
    }

    /// <summary>The kind of task that waits for the helper; null when none does.</summary>
    public Task<CardWork?> WaitingAsync(CancellationToken cancellationToken) => sandbox.DoAsync(async services =>
    {
        var now = sandbox.Clock.GetUtcNow();
        return await services.GetRequiredService<SmartcardDbContext>().Set<CardTaskItem>()
            .Where(t => t.Step == CardTaskStep.Waiting && t.ExpiresAt > now)
            .OrderByDescending(t => t.CreatedAt)
            .Select(t => (CardWork?)t.Kind)
            .FirstOrDefaultAsync(cancellationToken);
    });

    /// <summary>Shows the host that it is alive, as its call for work does every few seconds.</summary>
    public Task<CardTask?> NextAsync(CancellationToken cancellationToken) => sandbox.DoAsync(async services =>
        Token is not null
        && await services.GetRequiredService<HelperSessions>().FindAsync(Token, cancellationToken) is { } helper
        && await services.GetRequiredService<HelperWork>().NextAsync(helper, TimeSpan.Zero, cancellationToken) is WorkFound.Task found
            ? found.Work
            : null);

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
    public Task ReportAsync(CardTask task, CardTaskOutcome outcome, CancellationToken cancellationToken) =>
        ReportAsync(task, new CardTaskResult(outcome), cancellationToken);

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
        await ReportAsync(
            task,
            new CardTaskResult(CardTaskOutcome.Done)
            {
                CardIdentifier = card.State.CardId,
                AttemptsLeft = attempts.Left,
            },
            cancellationToken);
    }

    private async Task ProveAsync(CardTask task, SoftwareGidsCard card, GidsSession session, CancellationToken cancellationToken)
    {
        await session.VerifyAsync(card.State.Passcode, cancellationToken);
        var signature = await session.SignAsync(
            GidsSession.FirstKey,
            ProveChallenge.DigestOf(task.Challenge!, card.State.CardId),
            cancellationToken);
        await ReportAsync(
            task,
            new CardTaskResult(CardTaskOutcome.Done) { CardIdentifier = card.State.CardId, Signature = signature },
            cancellationToken);
    }

    private async Task ResetAsync(CardTask task, SoftwareGidsCard card, GidsSession session, CancellationToken cancellationToken)
    {
        if (card.State.CardId != task.CardIdentifier || await AuthoriseAsync(task, card, session, cancellationToken) is not { } answer)
        {
            await ReportAsync(
                task,
                card.State.CardId == task.CardIdentifier ? CardTaskOutcome.Refused : CardTaskOutcome.WrongCard,
                cancellationToken);
            return;
        }

        var response = await session.CompleteMutualAuthenticationAsync(answer, cancellationToken);
        var confirm = await AnswerAsync(
            (calls, helper, ct) =>
                calls.AcceptCardResponseAsync(helper, task.Id, new CardResponseRequest(response), ct),
            cancellationToken);
        await session.ResetRetryCounterAsync(Encoding.ASCII.GetBytes(SandboxPeople.NewPasscode), cancellationToken);
        await session.DeauthenticateAsync(cancellationToken);
        var again = await session.BeginMutualAuthenticationAsync(confirm!, cancellationToken);
        var second = await AnswerAsync(
            (calls, helper, ct) => calls.ConfirmAsync(helper, task.Id, new ConfirmRequest(again), ct), cancellationToken);
        var confirmed = await session.CompleteMutualAuthenticationAsync(second!, cancellationToken);
        await session.DeauthenticateAsync(cancellationToken);
        await ReportAsync(
            task,
            new CardTaskResult(CardTaskOutcome.Done)
            {
                CardIdentifier = card.State.CardId,
                ConfirmResponse = confirmed,
            },
            cancellationToken);
    }

    private async Task<byte[]?> AuthoriseAsync(
        CardTask task,
        SoftwareGidsCard card,
        GidsSession session,
        CancellationToken cancellationToken)
    {
        var challenge = await session.BeginMutualAuthenticationAsync(task.Challenge!, cancellationToken);
        var request = new AuthoriseRequest(card.State.CardId, challenge);
        return await AnswerAsync((calls, helper, ct) => calls.AuthoriseAsync(helper, task.Id, request, ct), cancellationToken);
    }

    private Task<ReportVerdict> ReportAsync(CardTask task, CardTaskResult result, CancellationToken cancellationToken) =>
        CallAsync((calls, helper, ct) => calls.ReportAsync(helper, task.Id, result, ct), cancellationToken);

    /// <summary>Null = the host refuses it.</summary>
    private async Task<byte[]?> AnswerAsync(
        Func<CardTaskCalls, ConnectedHelper, CancellationToken, Task<CardTaskAnswer<byte[]>>> call, CancellationToken cancellationToken) =>
        await CallAsync(call, cancellationToken) is CardTaskAnswer<byte[]>.Given { Value: var value } ? value : null;

    private Task<TResult> CallAsync<TResult>(
        Func<CardTaskCalls, ConnectedHelper, CancellationToken, Task<TResult>> call, CancellationToken cancellationToken) =>
        sandbox.DoAsync(async services =>
        {
            var helper = await services.GetRequiredService<HelperSessions>().FindAsync(Token!, cancellationToken);
            return await call(services.GetRequiredService<CardTaskCalls>(), helper!, cancellationToken);
        });
}
