using Microsoft.Extensions.Options;
using Smartcard.Domain.CardTasks;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Vault;
using Smartcard.Storage;

namespace Smartcard.SelfService.CardTasks;

/// <summary>Whether a card's key may be used once more within the hour: counted over all hosts, under the card's lock.</summary>
public sealed class CardKeyLimit(
    SmartcardDbContext database, CardTaskTurns tasks, AuditLog audit, IOptions<VaultOptions> options, TimeProvider time)
{
    /// <summary>What the audit says of uses that were refused.</summary>
    internal static readonly string[] Refusals = ["key-use-refused:PerCard", "key-use-refused:PerHost"];

    private static readonly TimeSpan Within = TimeSpan.FromHours(1);

    /// <param name="answers">How many the vault would give the card for this.</param>
    /// <returns>False = it is refused. The audit says so, and the person hears why.</returns>
    internal async Task<bool> AllowsAsync(CardTaskItem task, int answers, CancellationToken cancellationToken)
    {
        var card = task.CardId ?? throw new InvalidOperationException($"Card task {task.Id.Value} uses the key of no card.");
        var ofCard = await database.Locks.Hold(card).ChallengedTasksAsync(cancellationToken);
        var since = time.GetUtcNow() - Within;
        if (ofCard.Where(t => t.MayHaveUsedKeySince(since)).Sum(t => t.KeyUses) + answers <= options.Value.Limits.PerCardPerHour)
        {
            return true;
        }

        if (task.Place != CardTaskPlace.KeyLimit) // once, however often the helper asks
        {
            task.Place = CardTaskPlace.KeyLimit;
            audit.Add("key-use-refused:PerCard", task.JourneyId, task.CardId);
            await tasks.ResumeAsync(task, CardTaskTrouble.KeyLimit, cancellationToken);
        }

        return false;
    }
}
