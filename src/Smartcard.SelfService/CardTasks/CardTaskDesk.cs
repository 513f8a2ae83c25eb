using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Cards.Gids;
using Smartcard.CardTasks;
using Smartcard.Domain;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.Telemetry;
using Smartcard.SelfService.Vault;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;

namespace Smartcard.SelfService.CardTasks;

/// <summary>The host's side of a card task, as the reader helper sees it. Each call belongs to one helper session and its journey alone.</summary>
public sealed class CardTaskDesk(
    SmartcardDbContext database, ICardKeyVault vault, JourneyDesk journeys, SelfServiceMetrics metrics, IOptions<HelperOptions> options, TimeProvider time)
{
    private const int ChallengeLengthBytes = 16;

    public async Task<PairedSession?> SessionAsync(string token, CancellationToken cancellationToken)
    {
        var hash = Pairings.HashOf(token);
        var since = time.GetUtcNow() - PairedSession.Lifetime;
        return await database.Set<PairedSession>()
            .SingleOrDefaultAsync(s => s.TokenHash == hash && s.EndedAt == null && s.CreatedAt > since, cancellationToken);
    }

    /// <summary>What this helper's calls are about: the chat of its journey; null when that is gone.</summary>
    public async Task<TurnScope?> ScopeOfAsync(PairedSession session, CancellationToken cancellationToken)
    {
        var journey = session.JourneyId.Value;
        var instance = await database.Set<WorkflowInstanceRow>().AsNoTracking().SingleOrDefaultAsync(i => i.Id == journey, cancellationToken);
        return instance?.Load().StartedFor is { } conversation ? TurnScope.OfConversation(conversation) : null;
    }

    public async Task<bool> JourneyIsOverAsync(PairedSession session, CancellationToken cancellationToken) =>
        await database.Set<Journey>().AnyAsync(j => j.Id == session.JourneyId && j.EndedAt != null, cancellationToken);

    /// <summary>The task that waits for this helper, and a sign that the helper is alive; null when there is none.</summary>
    public async Task<CardTask?> NextAsync(PairedSession session, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await SeenAsync(session, now, cancellationToken);
        var task = await database.Set<CardTaskItem>()
            .Where(t => t.HelperSessionId == session.Id && t.Step == CardTaskStep.Waiting && t.ExpiresAt > now)
            .OrderByDescending(t => t.CreatedAt)
            .FirstOrDefaultAsync(cancellationToken);
        return task is null ? null : ToWire(task, now);
    }

    public async Task<CardTaskItem?> FindAsync(PairedSession session, Guid taskId, CancellationToken cancellationToken)
    {
        await SeenAsync(session, time.GetUtcNow(), cancellationToken);
        var id = new CardTaskId(taskId);
        return await database.Set<CardTaskItem>().SingleOrDefaultAsync(t => t.Id == id && t.HelperSessionId == session.Id, cancellationToken);
    }

    /// <summary>Answers the card's challenge, which is the release of the reset: once, and only when the domain finds the evidence complete. Null = refused.</summary>
    public async Task<byte[]?> AuthoriseAsync(CardTaskItem task, AuthoriseRequest request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (task.Kind != nameof(CardTaskKind.Reset)
            || task.Step != CardTaskStep.Waiting
            || task.ExpiresAt <= now
            || request.CardChallenge is not { Length: ChallengeLengthBytes }
            || !string.Equals(request.CardIdentifier, task.CardIdentifier, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (task.Refusal(request.CardChallenge, await TasksOfCardAsync(task, cancellationToken), now) is { } refusal)
        {
            journeys.RefuseReset(task, refusal.ToString());
            return null;
        }

        // Made before it is released, so that nothing is released that cannot be answered; given out after it.
        if (await vault.AnswerAsync(task.CardIdentifier!, task.Challenge, request.CardChallenge, cancellationToken) is not { } answer)
        {
            journeys.RefuseReset(task, "NoKeyOfTheCard");
            return null;
        }

        if (!await journeys.ReleaseResetAsync(task, cancellationToken))
        {
            return null;
        }

        task.Release(request.CardChallenge);
        return answer;
    }

    /// <summary>Whether these bytes come from the card named, with its key; then a fresh challenge for the confirmation after the reset. Null = not that card.</summary>
    public async Task<byte[]?> AcceptCardResponseAsync(CardTaskItem task, CardResponseRequest request, CancellationToken cancellationToken)
    {
        if (task.Step != CardTaskStep.Released
            || task.ExpiresAt <= time.GetUtcNow()
            || !await vault.ConfirmsAsync(task.CardIdentifier!, task.Challenge, task.CardChallenge, request.CardResponse, cancellationToken))
        {
            return null;
        }

        task.CardAnswered(GidsMutualAuthentication.NewHostChallenge());
        return task.ConfirmChallenge;
    }

    /// <summary>Answers the card's challenge a second time, once, so that it can show that it still has its key.</summary>
    public async Task<byte[]?> ConfirmAsync(CardTaskItem task, ConfirmRequest request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (task.Step != CardTaskStep.CardAnswered || task.ExpiresAt <= now || request.CardChallenge is not { Length: ChallengeLengthBytes })
        {
            return null;
        }

        if (task.Refusal(request.CardChallenge, await TasksOfCardAsync(task, cancellationToken), now) is { } refusal)
        {
            journeys.RefuseReset(task, refusal.ToString());
            return null;
        }

        task.Confirming(request.CardChallenge);
        return await vault.AnswerAsync(task.CardIdentifier!, task.ConfirmChallenge, request.CardChallenge, cancellationToken);
    }

    /// <summary>Ends the task. A reset counts as done only when the card proved, after it and in time, that it still has its key.</summary>
    public async Task<ResultVerdict> EndAsync(CardTaskItem task, CardTaskResult result, CancellationToken cancellationToken)
    {
        if (task.IsOver)
        {
            return task.Outcome == result.Outcome.ToString() ? ResultVerdict.Repeated : ResultVerdict.Conflict;
        }

        var isResetDone = task.Kind == nameof(CardTaskKind.Reset) && result.Outcome == CardTaskOutcome.Done;
        if (isResetDone
            && (task.Step != CardTaskStep.Confirming
                || task.ExpiresAt <= time.GetUtcNow()
                || !await vault.ConfirmsAsync(task.CardIdentifier!, task.ConfirmChallenge, task.ConfirmCardChallenge, result.ConfirmResponse, cancellationToken)))
        {
            if (!task.IsChangingCard)
            {
                return ResultVerdict.Conflict;
            }

            await journeys.ResetNotConfirmedAsync(task, cancellationToken);
            metrics.End(task, nameof(CardTaskOutcome.Unknown));
            return ResultVerdict.NotBelieved;
        }

        metrics.End(task, result.Outcome.ToString());
        return ResultVerdict.Accepted;
    }

    /// <summary>All that the task's card has had, in every journey. It does not change before the commit: the card is held before anything is read.</summary>
    private async Task<List<CardTaskItem>> TasksOfCardAsync(CardTaskItem task, CancellationToken cancellationToken)
    {
        var card = task.CardId ?? throw new InvalidOperationException($"Card task {task.Id.Value} is a reset of no card.");
        database.Hold(card);
        return await database.Set<CardTaskItem>().AsNoTracking().Where(t => t.CardId == card && t.Challenge != null).ToListAsync(cancellationToken);
    }

    private async Task SeenAsync(PairedSession session, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await database.Set<PairedSession>().SingleAsync(s => s.Id == session.Id, cancellationToken)).LastSeenAt = now;

    private CardTask ToWire(CardTaskItem task, DateTimeOffset now)
    {
        var kind = Enum.Parse<CardTaskKind>(task.Kind);
        return new CardTask(
            task.Id.Value,
            kind,
            task.CardIdentifier,
            task.Challenge,
            kind == CardTaskKind.Reset ? options.Value.PasscodeRule : null,
            task.ExpiresAt)
        {
            SecondsLeft = (int)Math.Ceiling((task.ExpiresAt - now).TotalSeconds),
        };
    }
}

public enum ResultVerdict
{
    Accepted,

    /// <summary>The same end was reported before; nothing happens.</summary>
    Repeated,

    /// <summary>A released reset was reported as done, without the card's proof of it: the task ends as unknown.</summary>
    NotBelieved,

    /// <summary>The task ended otherwise, or cannot have come so far.</summary>
    Conflict,
}
