using Microsoft.EntityFrameworkCore;
using Smartcard.CardTasks;
using Smartcard.Domain.Cards.Readings;
using Smartcard.Domain.CardTasks;
using Smartcard.SelfService.Cards.Readings;
using Smartcard.SelfService.Vault;
using Smartcard.Storage;

namespace Smartcard.SelfService.CardTasks;

/// <summary>The host's side of a key check. As in a reset, the vault is asked after the turn that lets it: docs/decisions/0026.</summary>
public sealed class KeyCheckCalls(
    SmartcardDbContext database, CardTaskTurns tasks, CardTaskVault vault, KeyChecks checks, TimeProvider time)
{
    /// <summary>Answers the card's challenge, once: docs/decisions/0048.</summary>
    internal async Task<CardTaskAnswer<byte[]>> AuthoriseAsync(
        ConnectedHelper helper, CardTaskItem read, AuthoriseRequest request, CancellationToken cancellationToken)
    {
        var released = await tasks.OnAsync(
            helper,
            read.Id.Value,
            async (task, ct) =>
            {
                if (task.ExpiresAt <= time.GetUtcNow() || !CardTaskCalls.IsFor(task, request))
                {
                    return null;
                }

                var isFirst = task.Step == CardTaskStep.Waiting;
                if (!await checks.ReleaseAsync(task, request.CardChallenge, ct))
                {
                    return null;
                }

                if (isFirst)
                {
                    vault.Use(task, KeyUse.Check);
                }

                return task;
            },
            cancellationToken);
        if (released is not CardTaskAnswer<CardTaskItem>.Given { Value: var task })
        {
            return released is CardTaskAnswer<CardTaskItem>.NoSuchTask
                ? new CardTaskAnswer<byte[]>.NoSuchTask()
                : new CardTaskAnswer<byte[]>.Refused();
        }

        return await KeyOfAsync(task, cancellationToken) is { } key
            && await vault.AnswerAsync(helper, task, key, request.CardChallenge, cancellationToken) is { } answer
            ? new CardTaskAnswer<byte[]>.Given(answer)
            : new CardTaskAnswer<byte[]>.Refused();
    }

    /// <summary>Whether the card has shown that it has the key. Outside of a turn.</summary>
    internal async Task<bool> IsProvedAsync(
        ConnectedHelper helper, CardTaskItem read, CardTaskResult result, CancellationToken cancellationToken) =>
        read is { Step: CardTaskStep.Released, CardChallenge: { } challenge }
        && await KeyOfAsync(read, cancellationToken) is { } key
        && await vault.ConfirmsAsync(helper, read, key, challenge, result.ConfirmResponse, cancellationToken);

    private async Task<CardKeyHandle.Derived?> KeyOfAsync(CardTaskItem task, CancellationToken cancellationToken)
    {
        var id = task.JourneyId;
        var version = await database.Set<CardReading>()
            .Where(r => r.Id == id)
            .Select(r => r.KeyVersion)
            .SingleOrDefaultAsync(cancellationToken);
        return version is { } number && task.CardIdentifier is { } card ? new CardKeyHandle.Derived(card, number) : null;
    }
}
