using Microsoft.EntityFrameworkCore;
using Smartcard.CardTasks;
using Smartcard.CardTasks.Piv;
using Smartcard.Domain.Cards;
using Smartcard.Domain.CardTasks;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Unlock;
using Smartcard.Storage;

namespace Smartcard.SelfService.CardTasks;

/// <summary>
/// The host's side of a PIV card's reset: gives its PUK for one use, hears what the card made of it, and gives the next one to be set.
/// </summary>
/// <remarks>
/// Each word of the card is committed before the next PUK is opened, so an answer that was lost can be asked for again, and no tear
/// leaves more than two PUKs that the card may have: docs/decisions/0051.
/// </remarks>
public sealed class PukCalls(
    SmartcardDbContext database,
    CardTaskTurns tasks,
    CardTaskVault vault,
    PukAnswers answers,
    PukRefusals refusals,
    CardKeyLimit limit,
    ResetReleases releases,
    AuditLog audit,
    TimeProvider time)
{
    private const int FewestAttempts = 2;

    /// <summary>
    /// Gives the PUK, which is the release of the reset: to a card that shows that it is there, and only when the domain finds the
    /// evidence complete.
    /// </summary>
    public async Task<CardTaskAnswer<PukResponse>> GiveAsync(
        ConnectedHelper helper, Guid taskId, PukRequest request, CancellationToken cancellationToken)
    {
        var read = await tasks.ReadAsync(helper, taskId, cancellationToken);
        var present = read is { Kind: CardWork.Reset } && await PresentAsync(read, request, cancellationToken);
        var hasKey = present
            && read is { Step: CardTaskStep.Waiting, CardIdentifier: { } card }
            && await vault.HasPukAsync(helper, taskId, card, cancellationToken)
            && await vault.HasNextPukAsync(helper, taskId, card, cancellationToken);
        var given = await tasks.OnAsync(
            helper, taskId, (task, ct) => ReleaseAsync(task, request.ReplyKey, present, hasKey, ct), cancellationToken);
        return await answers.SealAsync(given, helper, request.ReplyKey, cancellationToken);
    }

    /// <summary>Notes what the card made of a PUK, and gives the one that follows from it.</summary>
    public async Task<CardTaskAnswer<PukResponse>> HearAsync(
        ConnectedHelper helper, Guid taskId, PukResult result, CancellationToken cancellationToken)
    {
        var given = await tasks.OnAsync(helper, taskId, (task, ct) => HearInTurnAsync(task, result, ct), cancellationToken);
        return await answers.SealAsync(given, helper, result.ReplyKey, cancellationToken);
    }

    /// <summary>
    /// Whether the card has shown that it has its new passcode. Who never said that the card took its PUK has none to put in its place.
    /// </summary>
    internal async Task<bool> IsProvedAsync(CardTaskItem read, CardTaskResult result, CancellationToken cancellationToken) =>
        read is { MayBeProved: true, ConfirmChallenge: { } challenge }
        && (read.Step != CardTaskStep.Released || result.PukVersion is null || result.PukVersion == read.PukVersion)
        && await CardOfAsync(read, cancellationToken) is { } card
        && SignedChallenge.IsValid(CardProofPurpose.NewPasscode, challenge, card.Identifier.Value, card.PublicKey, result.Signature);

    /// <summary>The task ends. A PUK that the workstation has seen, and the card may still have, stays on record as exposed.</summary>
    /// <param name="taken">The end as it is believed.</param>
    internal async Task EndAsync(CardTaskItem task, CardTaskResult taken, CancellationToken cancellationToken)
    {
        await refusals.NoteReportAsync(task, taken, cancellationToken);
        if (task.PukVersion is null || await refusals.KeyOfAsync(task, cancellationToken) is not { } key)
        {
            return;
        }

        if (taken.Outcome == CardTaskOutcome.Done
            && task.NextPukVersion is { } next
            && taken.PukVersion == next
            && key.Puk.Pending == next)
        {
            key.Note(key.Puk.Changed(), time.GetUtcNow());
            audit.Add($"puk-changed:{next}", task.JourneyId, task.CardId);
            return;
        }

        if (taken.Outcome == CardTaskOutcome.Done && taken.PukVersion == task.PukVersion && key.Puk.Has(task.PukVersion.Value))
        {
            key.Note(key.Puk.Kept(task.PukVersion.Value), time.GetUtcNow());
        }

        audit.AddPukExposed(task);
    }

    /// <summary>What comes late brings nothing. Only a card that took a PUK, and is in no other task, still gets the next one.</summary>
    private async Task<GivenPuk?> HearInTurnAsync(CardTaskItem task, PukResult result, CancellationToken cancellationToken)
    {
        if (task is not { Kind: CardWork.Reset, PukVersion: not null } || !PukChallenge.IsFor(task.ConfirmChallenge, result.ReplyKey))
        {
            return null;
        }

        if (!task.IsOver && task.ExpiresAt > time.GetUtcNow())
        {
            return result.Outcome switch
            {
                PukOutcome.Accepted => await AcceptedAsync(task, result, cancellationToken),
                PukOutcome.Wrong => await WrongAsync(task, result, cancellationToken),
                PukOutcome.Blocked => await BlockedAsync(task, result, cancellationToken),
                _ => throw new ArgumentOutOfRangeException(nameof(result), result.Outcome, null),
            };
        }

        if (result.Outcome == PukOutcome.Accepted)
        {
            return task.IsOver || await refusals.IsReleasedSinceAsync(task, cancellationToken)
                ? null
                : await AcceptedAsync(task, result, cancellationToken);
        }

        await refusals.NoteLateAsync(task, result.Version, result.Outcome, cancellationToken);
        return null;
    }

    private async Task<GivenPuk?> ReleaseAsync(
        CardTaskItem task, byte[] replyKey, bool isPresent, bool hasKey, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (task is not { Kind: CardWork.Reset, IsOver: false } || task.ExpiresAt <= now)
        {
            return null;
        }

        if (!isPresent)
        {
            releases.RefuseReset(task, "NotPresent");
            return null;
        }

        if (task is { Step: CardTaskStep.Released, PukVersion: { } same, WrongPukVersion: null })
        {
            return task.MayBeAnsweredAgain
                && PukChallenge.IsFor(task.ConfirmChallenge, replyKey)
                && await limit.AllowsAsync(task, answers: 1, cancellationToken)
                && await releases.MayAnswerAgainAsync(task, cancellationToken) ? new GivenPuk(task, same) : null;
        }

        if (task.Step != CardTaskStep.Waiting)
        {
            return null;
        }

        var key = await refusals.KeyOfAsync(task, cancellationToken);
        if (await RefusalAsync(task, key, hasKey, now, cancellationToken) is { } refusal)
        {
            releases.RefuseReset(task, refusal);
            return null;
        }

        var puk = key!.Puk;
        var card = await CardOfAsync(task, cancellationToken);
        if (!await limit.AllowsAsync(task, puk.Count + 1, cancellationToken)
            || !await releases.ReleaseResetAsync(task, card, cancellationToken))
        {
            return null;
        }

        key.Note(puk.Given(), now);
        task.ReleasePuk(puk.Next!.Value, PukChallenge.New(replyKey));
        return Give(task, puk.Next.Value, KeyUse.Puk) with { IsFirstSeen = !puk.IsExposed };
    }

    private async Task<string?> RefusalAsync(
        CardTaskItem task, CardKey? key, bool hasKey, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ofCard = await database.Locks.Hold(task.CardId!.Value).ChallengedTasksAsync(cancellationToken);
        return task.IsOpenElsewhere(ofCard, now) ? nameof(ChallengeRefusal.AnotherResetIsOpen)
            : key is { Puk.Next: null } ? "NoPukLeft"
            : key is null || !hasKey ? "NoKeyOfTheCard"
            : null;
    }

    private async Task<GivenPuk?> AcceptedAsync(CardTaskItem task, PukResult result, CancellationToken cancellationToken)
    {
        if (result.Version != task.PukVersion)
        {
            return null;
        }

        if (task is { Step: CardTaskStep.CardAnswered, NextPukVersion: { } same })
        {
            return Again(task, same); // the passcode is set, so neither limit nor stop keeps the PUK from being changed
        }

        if (task.Step != CardTaskStep.Released
            || await refusals.KeyOfAsync(task, cancellationToken) is not { } key
            || !key.Puk.Has(result.Version))
        {
            return null;
        }

        var puk = key.Puk.Accepted(result.Version);
        key.Note(puk, time.GetUtcNow());
        task.PukWasAccepted(puk.Pending!.Value);
        audit.Add($"puk-accepted:{result.Version}", task.JourneyId, task.CardId);
        return Give(task, puk.Pending.Value, KeyUse.NextPuk);
    }

    private async Task<GivenPuk?> WrongAsync(CardTaskItem task, PukResult result, CancellationToken cancellationToken)
    {
        if (task.Step != CardTaskStep.Released)
        {
            return null;
        }

        if (task.WrongPukVersion is not null)
        {
            return task.WrongPukVersion == result.Version && task.PukVersion != result.Version
                && await releases.StandsAsync(task, cancellationToken)
                ? Again(task, task.PukVersion!.Value)
                : await SecondIsWrongAsync(task, result, cancellationToken);
        }

        if (result.Version != task.PukVersion || await refusals.NoteWrongAsync(task, result.Version, cancellationToken) is not { } puk)
        {
            return null;
        }

        var other = result.AttemptsLeft >= FewestAttempts && await releases.StandsAsync(task, cancellationToken) ? puk.Next : null;
        task.PukWasWrong(other);
        return other is { } version ? Give(task, version, KeyUse.Puk) : null;
    }

    /// <summary>There is no third one.</summary>
    private async Task<GivenPuk?> SecondIsWrongAsync(CardTaskItem task, PukResult result, CancellationToken cancellationToken)
    {
        if (result.Version == task.PukVersion && task.WrongPukVersion != task.PukVersion)
        {
            await refusals.NoteWrongAsync(task, result.Version, cancellationToken);
        }

        return null;
    }

    private async Task<GivenPuk?> BlockedAsync(CardTaskItem task, PukResult result, CancellationToken cancellationToken)
    {
        if (task.Step == CardTaskStep.Released && result.Version == task.PukVersion)
        {
            await refusals.NoteBlockedAsync(task, cancellationToken);
        }

        return null;
    }

    private GivenPuk Give(CardTaskItem task, int version, KeyUse use)
    {
        vault.Use(task, use);
        audit.Add($"puk-given:{version}", task.JourneyId, task.CardId);
        return new GivenPuk(task, version);
    }

    private static GivenPuk? Again(CardTaskItem task, int version)
    {
        if (!task.MayBeAnsweredAgain)
        {
            return null;
        }

        task.AnswerAgain();
        return new GivenPuk(task, version);
    }

    private async Task<bool> PresentAsync(CardTaskItem read, PukRequest request, CancellationToken cancellationToken) =>
        string.Equals(request.CardIdentifier, read.CardIdentifier, StringComparison.OrdinalIgnoreCase)
        && await CardOfAsync(read, cancellationToken) is { Type: CardType.Piv } card
        && read.Challenge is { } challenge
        && SignedChallenge.IsValid(
            ProveChallenge.ReleaseOf(challenge, card.Identifier.Value, request.ReplyKey), card.PresenceKey, request.PresenceSignature);

    private Task<Card?> CardOfAsync(CardTaskItem task, CancellationToken cancellationToken) =>
        database.Set<Card>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == task.CardId, cancellationToken);
}
