using Smartcard.Domain.CardTasks;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Hosts;
using Smartcard.SelfService.Vault;

namespace Smartcard.SelfService.CardTasks;

/// <summary>Asks the vault about the card of a task. Where the vault is away, the task and its person hear of it first.</summary>
public sealed class CardTaskVault(VaultOutsideTurns vault, CardTaskTurns tasks, AuditLog audit, TimeProvider time)
{
    /// <inheritdoc cref="ICardKeyVault.HasAsync"/>
    internal Task<bool> HasAsync(ConnectedHelper helper, Guid taskId, string card, CancellationToken cancellationToken) =>
        AskAsync(helper, taskId, () => vault.HasAsync(card, cancellationToken), cancellationToken);

    /// <inheritdoc cref="ICardKeyVault.AnswerAsync"/>
    internal Task<byte[]?> AnswerAsync(
        ConnectedHelper helper, CardTaskItem task, byte[]? hostChallenge, byte[] cardChallenge, CancellationToken cancellationToken) =>
        AskAsync(
            helper,
            task.Id.Value,
            () => vault.AnswerAsync(task.CardIdentifier!, hostChallenge, cardChallenge, cancellationToken),
            cancellationToken);

    /// <inheritdoc cref="ICardKeyVault.ConfirmsAsync"/>
    internal Task<bool> ConfirmsAsync(
        ConnectedHelper helper,
        Guid taskId,
        string card,
        byte[]? hostChallenge,
        byte[] cardChallenge,
        byte[]? cardResponse,
        CancellationToken cancellationToken) =>
        AskAsync(
            helper,
            taskId,
            () => vault.ConfirmsAsync(card, hostChallenge, cardChallenge, cardResponse, cancellationToken),
            cancellationToken);

    /// <inheritdoc cref="ICardKeyVault.AnswerAsync"/>
    internal Task<byte[]?> AnswerAsync(
        ConnectedHelper helper, CardTaskItem task, CardKeyHandle.Derived key, byte[] cardChallenge, CancellationToken cancellationToken) =>
        AskAsync(helper, task.Id.Value, () => vault.AnswerAsync(key, task.Challenge, cardChallenge, cancellationToken), cancellationToken);

    /// <inheritdoc cref="ICardKeyVault.ConfirmsAsync"/>
    internal Task<bool> ConfirmsAsync(
        ConnectedHelper helper,
        CardTaskItem task,
        CardKeyHandle.Derived key,
        byte[] cardChallenge,
        byte[]? cardResponse,
        CancellationToken cancellationToken) =>
        AskAsync(
            helper,
            task.Id.Value,
            () => vault.ConfirmsAsync(key, task.Challenge, cardChallenge, cardResponse, cancellationToken),
            cancellationToken);

    /// <inheritdoc cref="VaultOutsideTurns.HasPukAsync"/>
    internal Task<bool> HasPukAsync(ConnectedHelper helper, Guid taskId, string card, CancellationToken cancellationToken) =>
        AskAsync(helper, taskId, () => vault.HasPukAsync(card, cancellationToken), cancellationToken);

    /// <inheritdoc cref="VaultOutsideTurns.HasNextPukAsync"/>
    internal Task<bool> HasNextPukAsync(ConnectedHelper helper, Guid taskId, string card, CancellationToken cancellationToken) =>
        AskAsync(helper, taskId, () => vault.HasNextPukAsync(card, cancellationToken), cancellationToken);

    /// <inheritdoc cref="ICardKeyVault.PukAsync"/>
    internal Task<byte[]?> PukAsync(ConnectedHelper helper, CardTaskItem task, int version, CancellationToken cancellationToken) =>
        AskAsync(helper, task.Id.Value, () => vault.PukAsync(task.CardIdentifier!, version, cancellationToken), cancellationToken);

    /// <summary>Puts on record that this host has the vault answer the card with its key. It is part of the turn that decides so.</summary>
    internal void Use(CardTaskItem task, KeyUse use)
    {
        GoOn(task);
        audit.Add($"card-key-used:{use}+{ThisHost.Machine}", task.JourneyId, task.CardId);
    }

    /// <summary>The vault has answered since it was away.</summary>
    private static void GoOn(CardTaskItem task) =>
        task.Place = task.Place == CardTaskPlace.VaultAway ? CardTaskPlace.Working : task.Place;

    private async Task<TAnswer> AskAsync<TAnswer>(
        ConnectedHelper helper, Guid taskId, Func<ValueTask<TAnswer>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask();
        }
        catch (VaultAwayException away)
        {
            await tasks.OnAsync(helper, taskId, (task, ct) => NoteAsync(task, away, ct), cancellationToken);
            throw;
        }
    }

    /// <summary>Once for each outage that a task meets: the helper asks again and again.</summary>
    private async Task<bool> NoteAsync(CardTaskItem task, VaultAwayException away, CancellationToken cancellationToken)
    {
        if (task.IsOver || task.ExpiresAt <= time.GetUtcNow() || task.Place == CardTaskPlace.VaultAway)
        {
            return true;
        }

        task.Place = CardTaskPlace.VaultAway;
        if (away is VaultClosedException)
        {
            audit.Add("key-use-refused:PerHost", task.JourneyId, task.CardId);
            audit.Add($"vault-closed:{ThisHost.Machine}", task.JourneyId, task.CardId);
        }

        await tasks.ResumeAsync(task, CardTaskTrouble.VaultAway, cancellationToken);
        return true;
    }
}

/// <summary>What a card's key is used for.</summary>
internal enum KeyUse
{
    /// <summary>The card lets us change its passcode.</summary>
    Release,

    /// <summary>The card shows afterwards that it still has its key.</summary>
    Proof,

    /// <summary>A workstation gets a PUK of the card.</summary>
    Puk,

    /// <summary>A workstation gets the PUK that it gives the card in the place of the one it has seen.</summary>
    NextPuk,

    /// <summary>A card that came in shows at the RA desk that it has its key.</summary>
    Check,
}
