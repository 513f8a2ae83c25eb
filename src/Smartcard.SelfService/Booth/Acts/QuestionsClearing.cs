using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.Mail;
using Smartcard.Storage;
using Smartcard.Storage.Records;

namespace Smartcard.SelfService.Booth.Acts;

/// <summary>Withdraws a registration whose questions are of no use any more. It is part of an act's turn.</summary>
/// <remarks>
/// It takes a way to unlock away and opens none: until the holder has registered anew, with the card and its passcode, self-service
/// unlocks nothing. Whoever registers next with another address is not unseen: the old address is told, see
/// <see cref="HeldCard.LastRegistrationAsync"/>.
/// </remarks>
public sealed class QuestionsClearing(
    SmartcardDbContext database, JourneyEvidence journeys, JourneyLeaving leaving, Outbox mail, AuditLog audit)
{
    internal async Task ClearAsync(BoothActOrder order, Journey journey, CancellationToken cancellationToken)
    {
        var (actor, card) = (order.ActorId, database.Locks.Hold(journey.CardId!.Value));
        var registration = await card.RegistrationAsync(cancellationToken)
            ?? throw new InvalidOperationException($"Card {card.Id.Value} has no registration to withdraw.");
        registration.Withdraw();
        audit.Add($"identity-checked:{order.Check}", journey.Id, card.Id, actor, subjectId: null);
        audit.Add($"booth-questions-cleared:{order.Choice}", journey.Id, card.Id, actor, subjectId: null);
        await journeys.RecordAsync(
            await journeys.GetAsync(journey.Id, cancellationToken),
            EvidenceKind.IdentityChecked,
            session: null,
            registration.Id,
            cancellationToken,
            user: actor);
        if (registration.Address is { } address)
        {
            mail.Tell(MailKind.QuestionsCleared, address, journey);
        }

        await EndUnlocksAsync(card.Id, cancellationToken);
    }

    /// <summary>An answer to a form that is still open would count as a wrong one.</summary>
    private async Task EndUnlocksAsync(CardId card, CancellationToken cancellationToken)
    {
        var open = await database.Set<Journey>()
            .Where(j => j.CardId == card && j.Kind == JourneyKind.Unlock && j.EndedAt == null)
            .Select(j => j.Id)
            .ToListAsync(cancellationToken);
        foreach (var id in open)
        {
            await leaving.LeaveAsync(id, ChatWords.BoothQuestionsCleared.Key, cancellationToken);
        }
    }
}
