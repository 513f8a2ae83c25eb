using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Journeys;
using Smartcard.Storage;

namespace Smartcard.SelfService.Cards;

/// <summary>Turns away whoever goes on with a card that is suspended or revoked. Each step that counts asks here.</summary>
/// <remarks>
/// What is released, confirmed or registered is refused by the domain's rules as well. This is so that the person hears why, in every
/// version of a workflow. Who says "this was not me" is not turned away: that takes something away, and gives nothing.
/// </remarks>
internal sealed class CardGate(SmartcardDbContext database, JourneyEvidence journeys, BoothCases cases, PivUnlock piv, AuditLog audit)
{
    /// <summary>The booth hears of a card that is not in use, and the journey has been referred to it.</summary>
    /// <returns>What the person is told, and then the journey ends; null = it may go on, or has no card yet.</returns>
    public async Task<Words?> RefusalAsync(JourneyId id, CancellationToken cancellationToken)
    {
        var journey = await journeys.GetAsync(id, cancellationToken);
        if (journey is not { Kind: not JourneyKind.Report, CardId: { } cardId })
        {
            return null;
        }

        var card = database.Locks.Hold(cardId);
        var state = await card.StateAsync(cancellationToken);
        if (state == CardState.InUse)
        {
            return journey.Kind == JourneyKind.Unlock ? await UnlockRefusalAsync(journey, cancellationToken) : null;
        }

        if (!await card.OpenCases().AnyAsync(c => c.Reason == BoothReason.CardNotInUse, cancellationToken))
        {
            cases.Open(cardId, id, BoothReason.CardNotInUse);
        }

        journey.Achieve(JourneyEnd.Referred);
        audit.Add("card-turned-away", id, cardId);
        return WordsOf(state);
    }

    private async Task<Words?> UnlockRefusalAsync(Journey journey, CancellationToken cancellationToken)
    {
        if (await journeys.CardOfAsync(journey.Id, cancellationToken) is not { Type: var type, Id: var id })
        {
            return null;
        }

        if (!piv.MayUnlock(type))
        {
            await ReferAsync(journey, id, BoothReason.UnlockAtBooth, nameof(ReleaseRefusal.PivUnlockOff), cancellationToken);
            return ChatWords.CardPivUnlockOff;
        }

        if (type == CardType.Piv && await database.Locks.Hold(id).KeyAsync(cancellationToken) is { Puk.Next: null })
        {
            await ReferAsync(journey, id, BoothReason.NoPukLeft, "NoPukLeft", cancellationToken);
            return ChatWords.CardNoPukLeft;
        }

        return null;
    }

    private async Task ReferAsync(Journey journey, CardId id, BoothReason reason, string why, CancellationToken cancellationToken)
    {
        if (!await database.Locks.Hold(id).OpenCases().AnyAsync(c => c.Reason == reason, cancellationToken))
        {
            cases.Open(id, journey.Id, reason);
        }

        journey.Achieve(JourneyEnd.Referred);
        audit.Add($"reset-refused:{why}", journey.Id, id);
    }

    internal static Words WordsOf(CardState? state) => state == CardState.Suspended ? ChatWords.CardSuspended : ChatWords.CardRevoked;
}
