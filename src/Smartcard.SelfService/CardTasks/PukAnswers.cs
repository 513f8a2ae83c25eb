using System.Security.Cryptography;
using Smartcard.CardTasks.Piv;
using Smartcard.Domain.CardTasks;
using Smartcard.SelfService.Unlock;

namespace Smartcard.SelfService.CardTasks;

/// <summary>The PUK of a step that is committed, sealed for the helper that may have it. Outside of a turn.</summary>
public sealed class PukAnswers(
    CardTaskTurns tasks, CardTaskVault vault, ResetReleases releases, PukRefusals refusals, TimeProvider time)
{
    internal async Task<CardTaskAnswer<PukResponse>> SealAsync(
        CardTaskAnswer<GivenPuk> step, ConnectedHelper helper, byte[] replyKey, CancellationToken cancellationToken)
    {
        if (step is not CardTaskAnswer<GivenPuk>.Given { Value: { Task: var task, Version: var version } given })
        {
            return step is CardTaskAnswer<GivenPuk>.NoSuchTask
                ? new CardTaskAnswer<PukResponse>.NoSuchTask()
                : new CardTaskAnswer<PukResponse>.Refused();
        }

        if (await vault.PukAsync(helper, task, version, cancellationToken) is not { } puk)
        {
            return await tasks.OnAsync<PukResponse>(
                helper,
                task.Id.Value,
                async (unanswered, ct) =>
                {
                    releases.ResetNotAnswered(unanswered);
                    await TakeBackAsync(unanswered, given, ct);
                    return (PukResponse?)null;
                },
                cancellationToken);
        }

        try
        {
            var sealedPuk = PukSeal.Seal(replyKey, task.Id.Value, version, puk);
            return new CardTaskAnswer<PukResponse>.Given(new PukResponse(version, sealedPuk, task.ConfirmChallenge!));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(puk);
        }
    }

    /// <summary>Nobody has seen a PUK that the vault did not have.</summary>
    private async Task TakeBackAsync(CardTaskItem task, GivenPuk given, CancellationToken cancellationToken)
    {
        if (given.IsFirstSeen && task.PukWasNotGiven() && await refusals.KeyOfAsync(task, cancellationToken) is { } key)
        {
            key.Note(key.Puk with { IsExposed = false }, time.GetUtcNow());
        }
    }
}

/// <param name="Version">Which PUK the helper is given now.</param>
internal sealed record GivenPuk(CardTaskItem Task, int Version)
{
    /// <summary>No workstation has seen a PUK that the card may have, before this one.</summary>
    public bool IsFirstSeen { get; init; }
}
