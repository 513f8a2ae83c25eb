using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Mail;
using Smartcard.Storage;

namespace Smartcard.SelfService.Cards;

/// <summary>
/// Suspends, resumes and revokes cards. Each call is whole: it decides, ends what is under way with the card, tells the holder, audits
/// and commits.
/// </summary>
/// <remarks>
/// Its turns have no scope, so they run alone: a card is used in any chat, and what one of them does meanwhile would be half done. Within
/// a turn of the caller's, which has no scope either, a call is part of that one.
/// </remarks>
public sealed class CardStates(
    SmartcardDbContext database,
    TurnTransaction turn,
    CardJourneys journeys,
    InPersonUsers users,
    BoothCases cases,
    Outbox mail,
    AuditLog audit,
    TimeProvider time)
{
    /// <param name="actor">Who wants it; null = no user of the back office, for example an import by another system.</param>
    public Task<CardStateResult> SuspendAsync(CardId card, CardStateReason reason, UserId? actor, CancellationToken cancellationToken) =>
        ChangeAsync(card, (held, found, ct) => SuspendAsync(held, found, reason, actor, ct), cancellationToken);

    /// <summary>For good. A card that was replaced is revoked with <see cref="CardStateReason.Replaced"/>.</summary>
    /// <inheritdoc cref="SuspendAsync(CardId, CardStateReason, UserId?, CancellationToken)" />
    public Task<CardStateResult> RevokeAsync(CardId card, CardStateReason reason, UserId? actor, CancellationToken cancellationToken) =>
        ChangeAsync(card, (held, found, ct) => RevokeAsync(held, found, reason, actor, ct), cancellationToken);

    /// <summary>It was found, or the reason is gone. Nobody resumes their own card.</summary>
    /// <inheritdoc cref="SuspendAsync(CardId, CardStateReason, UserId?, CancellationToken)" />
    public Task<CardStateResult> ResumeAsync(CardId card, UserId? actor, CancellationToken cancellationToken) =>
        ChangeAsync(card, (held, found, ct) => ResumeAsync(held, found, actor, ct), cancellationToken);

    /// <summary>As above, where whoever wants it has seen since when it is suspended: not if it was suspended anew meanwhile.</summary>
    public Task<CardStateResult> ResumeAsync(
        CardId card, UserId? actor, DateTimeOffset? seen, CancellationToken cancellationToken) =>
        ChangeAsync(
            card,
            (held, found, ct) => found.State == CardState.Suspended && found.StateSince != seen
                ? Task.FromResult(CardStateResult.ChangedMeanwhile)
                : ResumeAsync(held, found, actor, ct),
            cancellationToken);

    private async Task<CardStateResult> SuspendAsync(
        HeldCard held, Card card, CardStateReason reason, UserId? actor, CancellationToken cancellationToken)
    {
        if (card.State == CardState.Revoked)
        {
            return CardStateResult.Revoked;
        }

        var wasInUse = card.IsInUse;
        if (!card.Suspend(reason, time.GetUtcNow()))
        {
            return CardStateResult.Done; // it is suspended for this reason already, for example by a page sent twice
        }

        audit.Add($"card-suspended:{reason}", journeyId: null, card.Id, actor, subjectId: null);
        await journeys.EndAsync(card.Id, ChatWords.CardSuspended, cancellationToken);
        if (wasInUse)
        {
            await TellHolderAsync(MailKind.CardSuspended, held, cancellationToken);
        }

        return CardStateResult.Done;
    }

    private async Task<CardStateResult> RevokeAsync(
        HeldCard held, Card card, CardStateReason reason, UserId? actor, CancellationToken cancellationToken)
    {
        if (!card.Revoke(reason, time.GetUtcNow()))
        {
            return CardStateResult.Done;
        }

        audit.Add($"card-revoked:{reason}", journeyId: null, card.Id, actor, subjectId: null);
        await journeys.EndAsync(card.Id, ChatWords.CardRevoked, cancellationToken);
        await TellHolderAsync(MailKind.CardRevoked, held, cancellationToken);
        return CardStateResult.Done;
    }

    private async Task<CardStateResult> ResumeAsync(HeldCard held, Card card, UserId? actor, CancellationToken cancellationToken)
    {
        if (card.State != CardState.Suspended)
        {
            return card.IsInUse ? CardStateResult.Done : CardStateResult.Revoked;
        }

        if (actor is { } user && await users.IsOwnCardAsync(user, card.Id, cancellationToken))
        {
            audit.Add("card-resume-refused:OwnCard", journeyId: null, card.Id, actor, subjectId: null);
            return CardStateResult.OwnCard;
        }

        if (await database.Set<Staff>().AnyAsync(s => s.Id == card.StaffId && s.LeftAt != null, cancellationToken))
        {
            return CardStateResult.HolderLeft;
        }

        card.Resume(time.GetUtcNow());
        audit.Add("card-resumed", journeyId: null, card.Id, actor, subjectId: null);
        await cases.CloseAsync(held, BoothReason.CardNotInUse, cancellationToken);
        return CardStateResult.Done;
    }

    private async Task TellHolderAsync(MailKind kind, HeldCard card, CancellationToken cancellationToken)
    {
        if (await card.LastRegistrationAsync(cancellationToken) is { Address: { } address })
        {
            mail.TellHolder(kind, address, await database.LanguageOfHolderAsync(card.Id, cancellationToken), card.Id);
        }
    }

    private Task<CardStateResult> ChangeAsync(
        CardId id, Func<HeldCard, Card, CancellationToken, Task<CardStateResult>> change, CancellationToken cancellationToken) =>
        turn.RunAsync(
            async ct =>
            {
                var held = database.Locks.Hold(id);
                if (await database.Set<Card>().SingleOrDefaultAsync(c => c.Id == id, ct) is not { } card)
                {
                    return CardStateResult.Unknown;
                }

                var result = await change(held, card, ct);
                BoothQueue.TellChanged(turn);
                return result;
            },
            cancellationToken);
}

public enum CardStateResult
{
    /// <summary>It is so now, by this call or by an earlier one.</summary>
    Done,

    /// <summary>There is no such card.</summary>
    Unknown,

    /// <summary>The card is revoked, and stays so.</summary>
    Revoked,

    /// <summary>Nobody resumes their own card.</summary>
    OwnCard,

    /// <summary>Its holder has left: say first that they are back.</summary>
    HolderLeft,

    /// <summary>It was suspended for another reason after the page was opened.</summary>
    ChangedMeanwhile,
}
