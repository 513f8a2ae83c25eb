using System.Globalization;
using Smartcard.CardTasks;
using Smartcard.CardTasks.Piv;
using Smartcard.Domain.Cards;
using Smartcard.Domain.CardTasks;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;

namespace Smartcard.SelfService.CardTasks;

/// <summary>
/// What cards say against their PUKs. It is noted whenever it comes: otherwise the next reset would spend one more attempt on a PUK that
/// is wrong.
/// </summary>
public sealed class PukRefusals(SmartcardDbContext database, AuditLog audit, TimeProvider time)
{
    private const string Blocked = "6983";
    private const string Wrong = "63C";

    /// <returns>Null when the card cannot have it any more: it was noted before.</returns>
    internal async Task<PukCandidates?> NoteWrongAsync(CardTaskItem task, int version, CancellationToken cancellationToken)
    {
        if (await KeyOfAsync(task, cancellationToken) is not { } key || !key.Puk.Has(version))
        {
            return null;
        }

        key.Note(key.Puk.Wrong(version), time.GetUtcNow());
        audit.Add($"puk-wrong:{version}", task.JourneyId, task.CardId);
        return key.Puk;
    }

    internal async Task NoteBlockedAsync(CardTaskItem task, CancellationToken cancellationToken)
    {
        if (await KeyOfAsync(task, cancellationToken) is { IsPukBlocked: false } key)
        {
            key.Note(key.Puk.Blocked(), time.GetUtcNow());
            audit.Add("puk-blocked", task.JourneyId, task.CardId);
        }
    }

    /// <summary>What comes when the task is over or has expired: it counts unless another reset has had the card since.</summary>
    internal async Task NoteLateAsync(CardTaskItem task, int version, PukOutcome outcome, CancellationToken cancellationToken)
    {
        if (!task.MayHaveRefused(version) || await IsReleasedSinceAsync(task, cancellationToken))
        {
            return;
        }

        if (outcome == PukOutcome.Blocked)
        {
            await NoteBlockedAsync(task, cancellationToken);
        }
        else
        {
            await NoteWrongAsync(task, version, cancellationToken);
        }
    }

    /// <summary>
    /// The card's own word in a report, from a helper that could not tell us before. Where two PUKs were given it may be about the one or
    /// the other: then it says no more than that the card takes none.
    /// </summary>
    internal Task NoteReportAsync(CardTaskItem task, CardTaskResult result, CancellationToken cancellationToken) =>
        task is { Kind: CardWork.Reset, PukVersion: { } version } && OutcomeOf(result) is { } outcome
        && (outcome == PukOutcome.Blocked || task.WrongPukVersion is null)
            ? NoteLateAsync(task, version, outcome, cancellationToken)
            : Task.CompletedTask;

    /// <summary>Whether the card may have changed in another task since this one began.</summary>
    internal async Task<bool> IsReleasedSinceAsync(CardTaskItem task, CancellationToken cancellationToken)
    {
        var ofCard = await database.Locks.Hold(task.CardId!.Value).ChallengedTasksAsync(cancellationToken);
        return ofCard.Exists(t => t.Id != task.Id && t.WasReleased && t.MayHaveUsedKeySince(task.CreatedAt));
    }

    /// <summary>The card is held before its key is read.</summary>
    internal Task<CardKey?> KeyOfAsync(CardTaskItem task, CancellationToken cancellationToken) =>
        database.Locks.Hold(task.CardId!.Value).KeyAsync(cancellationToken);

    private static PukOutcome? OutcomeOf(CardTaskResult result) => result switch
    {
        { Outcome: not CardTaskOutcome.Refused } or { StatusWord: not { Length: 4 } } => null,
        { StatusWord: Blocked } => PukOutcome.Blocked,
        { StatusWord: { } sw } when sw.StartsWith(Wrong, StringComparison.OrdinalIgnoreCase)
            && int.TryParse(sw.AsSpan(Wrong.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var left) =>
            left == 0 ? PukOutcome.Blocked : PukOutcome.Wrong,
        _ => null,
    };
}
