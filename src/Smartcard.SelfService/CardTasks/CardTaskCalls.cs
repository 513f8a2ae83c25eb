using Smartcard.Cards.Gids;
using Smartcard.CardTasks;
using Smartcard.Domain.CardTasks;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.Telemetry;
using Smartcard.SelfService.Unlock;
using Smartcard.Storage;

namespace Smartcard.SelfService.CardTasks;

/// <summary>
/// The host's side of a card task, as the reader helper calls it. Each call is whole: it locks, decides, audits, moves
/// the workflow on and commits.
/// </summary>
/// <remarks>
/// The vault is asked before or after the turn, never within it. A step is committed before its answer is made, so an answer that was
/// lost with a host or a connection can be asked for again, with the same challenge: docs/decisions/0026.
/// </remarks>
public sealed class CardTaskCalls(
    SmartcardDbContext database,
    CardTaskTurns tasks,
    CardTaskVault vault,
    CardKeyLimit limit,
    KeyCheckCalls keyChecks,
    PukCalls puks,
    PukRefusals refusals,
    ResetReleases releases,
    JourneyEvidence journeys,
    SelfServiceMetrics metrics,
    TimeProvider time)
{
    private const int ChallengeLengthBytes = 16;

    /// <summary>The card's challenge of the release, and that of the proof.</summary>
    private const int AnswersOfAReset = 2;

    /// <summary>Says in the chat where the helper is. Of a task that is over or has expired, nothing: or it would never end.</summary>
    public Task<CardTaskAnswer<bool>> ProgressAsync(
        ConnectedHelper helper, Guid taskId, CardTaskProgress progress, CancellationToken cancellationToken) =>
        tasks.OnAsync(
            helper,
            taskId,
            async (task, ct) =>
            {
                if (!task.IsOver && task.ExpiresAt > time.GetUtcNow())
                {
                    task.Place = WireNames.PlaceOf(progress.State);
                    await tasks.ResumeAsync(task, progress, ct);
                }

                return true;
            },
            cancellationToken);

    /// <summary>
    /// Answers the card's challenge, which is the release of the reset: for one challenge, and only when the domain
    /// finds the evidence complete.
    /// </summary>
    public async Task<CardTaskAnswer<byte[]>> AuthoriseAsync(
        ConnectedHelper helper, Guid taskId, AuthoriseRequest request, CancellationToken cancellationToken)
    {
        // Looked for before anything is released, so that nothing is released that cannot be answered.
        var read = await tasks.ReadAsync(helper, taskId, cancellationToken);
        if (read is { Kind: CardWork.CheckKey })
        {
            return await keyChecks.AuthoriseAsync(helper, read, request, cancellationToken);
        }

        var hasKey = read is { Kind: CardWork.Reset, Step: CardTaskStep.Waiting, CardIdentifier: { } card }
            && IsFor(read, request)
            && await vault.HasAsync(helper, taskId, card, cancellationToken);
        var released = await tasks.OnAsync(helper, taskId, (task, ct) => ReleaseAsync(task, request, hasKey, ct), cancellationToken);
        return await AnswerAsync(released, helper, task => task.Challenge, request.CardChallenge, cancellationToken);
    }

    /// <summary>Whether these bytes come from the card named, with its key; then a fresh challenge for the confirmation.</summary>
    public async Task<CardTaskAnswer<byte[]>> AcceptCardResponseAsync(
        ConnectedHelper helper, Guid taskId, CardResponseRequest request, CancellationToken cancellationToken)
    {
        var read = await tasks.ReadAsync(helper, taskId, cancellationToken);
        var isTheCards = read is { IsChangingCard: true, CardIdentifier: { } card, CardChallenge: { } challenge }
            && await vault.ConfirmsAsync(helper, taskId, card, read.Challenge, challenge, request.CardResponse, cancellationToken);
        return await tasks.OnAsync(
            helper,
            taskId,
            (task, _) =>
            {
                var mayAnswer = isTheCards && task.ExpiresAt > time.GetUtcNow();
                if (mayAnswer && task.Step == CardTaskStep.Released)
                {
                    task.CardAnswered(GidsMutualAuthentication.NewHostChallenge());
                }

                return Task.FromResult(mayAnswer && task.Step == CardTaskStep.CardAnswered ? task.ConfirmChallenge : null);
            },
            cancellationToken);
    }

    /// <summary>Answers the card's challenge of the second round, so that it can show that it still has its key.</summary>
    public async Task<CardTaskAnswer<byte[]>> ConfirmAsync(
        ConnectedHelper helper, Guid taskId, ConfirmRequest request, CancellationToken cancellationToken)
    {
        var confirming = await tasks.OnAsync(
            helper, taskId, (task, ct) => BeginConfirmingAsync(task, request.CardChallenge, ct), cancellationToken);
        return await AnswerAsync(confirming, helper, task => task.ConfirmChallenge, request.CardChallenge, cancellationToken);
    }

    /// <summary>Ends the task. A reset counts as done only when the card proved, after it and in time, that it still has its key.</summary>
    public async Task<ReportVerdict> ReportAsync(
        ConnectedHelper helper, Guid taskId, CardTaskResult result, CancellationToken cancellationToken)
    {
        var read = result.Outcome == CardTaskOutcome.Done ? await tasks.ReadAsync(helper, taskId, cancellationToken) : null;
        var isProved = read is { Kind: CardWork.CheckKey }
            ? await keyChecks.IsProvedAsync(helper, read, result, cancellationToken)
            : read is { PukVersion: not null } ? await puks.IsProvedAsync(read, result, cancellationToken)
            : read is { IsChangingCard: true, CardIdentifier: { } card, ConfirmCardChallenge: { } challenge }
                && await vault.ConfirmsAsync(
                    helper, taskId, card, read.ConfirmChallenge, challenge, result.ConfirmResponse, cancellationToken);
        var verdict = await tasks.OnAsync(helper, taskId, (task, ct) => EndAsync(task, result, isProved, ct), cancellationToken);
        return verdict is CardTaskAnswer<ReportVerdict>.Given given ? given.Value : ReportVerdict.NoSuchTask;
    }

    /// <summary>Whether it names the task's card, with something that may be a challenge of it. A PIV card is not asked this way.</summary>
    internal static bool IsFor(CardTaskItem task, AuthoriseRequest request) =>
        request.CardChallenge is { Length: ChallengeLengthBytes }
        && task.Challenge is { Length: ChallengeLengthBytes }
        && string.Equals(request.CardIdentifier, task.CardIdentifier, StringComparison.OrdinalIgnoreCase);

    private async Task<CardTaskItem?> ReleaseAsync(
        CardTaskItem task, AuthoriseRequest request, bool hasKey, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (task.Kind != CardWork.Reset || task.ExpiresAt <= now || !IsFor(task, request))
        {
            return null;
        }

        if (task.IsReleasedFor(request.CardChallenge))
        {
            return task.MayBeAnsweredAgain
                && await limit.AllowsAsync(task, answers: 1, cancellationToken)
                && await releases.MayAnswerAgainAsync(task, cancellationToken) ? task : null;
        }

        if (task.Step != CardTaskStep.Waiting || await IsRefusedAsync(task, request.CardChallenge, now, cancellationToken))
        {
            return null;
        }

        if (!hasKey)
        {
            releases.RefuseReset(task, "NoKeyOfTheCard");
            return null;
        }

        if (!await limit.AllowsAsync(task, AnswersOfAReset, cancellationToken)
            || !await releases.ReleaseResetAsync(task, present: null, cancellationToken))
        {
            return null;
        }

        task.Release(request.CardChallenge);
        vault.Use(task, KeyUse.Release);
        return task;
    }

    private async Task<CardTaskItem?> BeginConfirmingAsync(CardTaskItem task, byte[]? cardChallenge, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (task.ExpiresAt <= now || task.CardChallenge is null || cardChallenge is not { Length: ChallengeLengthBytes })
        {
            return null;
        }

        if (task.IsConfirmingFor(cardChallenge))
        {
            // the passcode may be set, so the card's limit does not stop its proof
            if (!task.MayBeAnsweredAgain)
            {
                return null;
            }

            task.AnswerAgain();
            return task;
        }

        if (task.Step != CardTaskStep.CardAnswered || await IsRefusedAsync(task, cardChallenge, now, cancellationToken))
        {
            return null;
        }

        task.Confirming(cardChallenge);
        vault.Use(task, KeyUse.Proof);
        return task;
    }

    /// <param name="isProved">Whether the card's last answer was right, for the challenges that the task had before this turn.</param>
    private async Task<ReportVerdict> EndAsync(CardTaskItem task, CardTaskResult result, bool isProved, CancellationToken cancellationToken)
    {
        var end = WireNames.EndOf(result.Outcome);
        if (task.IsOver)
        {
            await refusals.NoteReportAsync(task, result, cancellationToken);
            return task.Outcome == end ? ReportVerdict.Repeated : ReportVerdict.Conflict;
        }

        if (task.Kind == CardWork.CheckKey && end == CardTaskEnd.Done && !isProved)
        {
            // whatever answered does not have the key
            return await CloseAsync(
                task, CardTaskEnd.WrongCard, new CardTaskResult(CardTaskOutcome.WrongCard), ReportVerdict.NotBelieved, cancellationToken);
        }

        var isResetDone = task.Kind == CardWork.Reset && end == CardTaskEnd.Done;
        if (!isResetDone || (isProved && task.MayBeProved && task.ExpiresAt > time.GetUtcNow()))
        {
            return await CloseAsync(task, end, result, ReportVerdict.Accepted, cancellationToken);
        }

        if (!task.IsChangingCard)
        {
            return ReportVerdict.Conflict;
        }

        if (!isProved)
        {
            await journeys.ResetNotConfirmedAsync(task, cancellationToken);
        }

        var unknown = new CardTaskResult(CardTaskOutcome.Unknown);
        return await CloseAsync(task, CardTaskEnd.Unknown, unknown, ReportVerdict.NotBelieved, cancellationToken);
    }

    private async Task<ReportVerdict> CloseAsync(
        CardTaskItem task, CardTaskEnd end, CardTaskResult taken, ReportVerdict verdict, CancellationToken cancellationToken)
    {
        await puks.EndAsync(task, taken, cancellationToken);
        task.End(end, time.GetUtcNow());
        metrics.CardTaskEnded(task);
        await tasks.ResumeAsync(task, taken, cancellationToken);
        return verdict;
    }

    /// <summary>
    /// Looks at all that the task's card has had, in every journey. It does not change before the commit: the card is
    /// held before that is read.
    /// </summary>
    private async Task<bool> IsRefusedAsync(
        CardTaskItem task, byte[] cardChallenge, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var card = task.CardId ?? throw new InvalidOperationException($"Card task {task.Id.Value} is a reset of no card.");
        var ofCard = await database.Locks.Hold(card).ChallengedTasksAsync(cancellationToken);
        if (task.Refusal(cardChallenge, ofCard, now) is not { } refusal)
        {
            return false;
        }

        releases.RefuseReset(task, refusal.ToString());
        return true;
    }

    /// <summary>The vault's answer to the card, for a step that is committed.</summary>
    private async Task<CardTaskAnswer<byte[]>> AnswerAsync(
        CardTaskAnswer<CardTaskItem> step,
        ConnectedHelper helper,
        Func<CardTaskItem, byte[]?> hostChallenge,
        byte[] cardChallenge,
        CancellationToken cancellationToken)
    {
        if (step is not CardTaskAnswer<CardTaskItem>.Given { Value: var task })
        {
            return step is CardTaskAnswer<CardTaskItem>.NoSuchTask
                ? new CardTaskAnswer<byte[]>.NoSuchTask()
                : new CardTaskAnswer<byte[]>.Refused();
        }

        if (await vault.AnswerAsync(helper, task, hostChallenge(task), cardChallenge, cancellationToken) is { } answer)
        {
            return new CardTaskAnswer<byte[]>.Given(answer);
        }

        return await tasks.OnAsync<byte[]>(
            helper,
            task.Id.Value,
            (unanswered, _) =>
            {
                releases.ResetNotAnswered(unanswered);
                return Task.FromResult<byte[]?>(null);
            },
            cancellationToken);
    }
}
