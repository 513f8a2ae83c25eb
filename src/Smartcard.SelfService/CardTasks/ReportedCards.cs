using Microsoft.EntityFrameworkCore;
using Smartcard.CardTasks;
using Smartcard.Domain.Cards;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Journeys;
using Smartcard.Storage;

namespace Smartcard.SelfService.CardTasks;

/// <summary>Which card of ours a helper says that it has, and whether that is to be believed. Each call is part of a turn.</summary>
public sealed class ReportedCards(SmartcardDbContext database, AuditLog audit)
{
    /// <summary>
    /// Binds the journey to the card that the helper has, where it is one of ours and is believed. A journey that proved things with one
    /// card forgets them with another: evidence names its card.
    /// </summary>
    /// <returns>The card; null with why it is not taken.</returns>
    internal async Task<(Card? Card, CardStanding Refusal)> TakeAsync(
        Journey journey, CardTaskItem task, CardTaskResult result, CancellationToken cancellationToken)
    {
        if (await FindAsync(result.CardIdentifier, cancellationToken) is not { } card)
        {
            return (null, CardStanding.NotKnown);
        }

        if (!IsBelieved(card, task, result))
        {
            return (null, CardStanding.NotBelieved);
        }

        (journey.CardId, journey.StaffId) = (card.Id, card.StaffId);
        return (card, CardStanding.Good);
    }

    /// <returns>Null when it is no card of ours.</returns>
    private async Task<Card?> FindAsync(string? identifier, CancellationToken cancellationToken) =>
        CardIdentifier.TryParse(identifier, out var parsed)
            ? await database.Set<Card>().SingleOrDefaultAsync(c => c.Identifier == parsed, cancellationToken)
            : null;

    /// <summary>
    /// Whether it is a card of the kind that is on record, and shows that it is there where that kind can. If not, the audit says so.
    /// </summary>
    private bool IsBelieved(Card card, CardTaskItem task, CardTaskResult result)
    {
        if ((result.CardType ?? nameof(CardType.Gids)) != card.Type.ToString())
        {
            audit.Add("card-kind-refused", task.JourneyId, card.Id);
            return false;
        }

        if (card.Type == CardType.Gids || IsPresent(card, CardProofPurpose.Presence, task.Challenge, result.PresenceSignature))
        {
            return true;
        }

        audit.Add("card-presence-refused", task.JourneyId, card.Id);
        return false;
    }

    /// <summary>Whether a PIV card has signed this challenge with the key that needs no passcode.</summary>
    internal static bool IsPresent(Card card, CardProofPurpose purpose, byte[]? challenge, byte[]? signature) =>
        challenge is not null && SignedChallenge.IsValid(purpose, challenge, card.Identifier.Value, card.PresenceKey, signature);
}
