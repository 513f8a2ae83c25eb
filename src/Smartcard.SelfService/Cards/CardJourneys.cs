using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Journeys;
using Smartcard.Storage;
using Smartcard.Storage.Records;

namespace Smartcard.SelfService.Cards;

/// <summary>Ends what is under way with a card that may not be used any more. It is part of a turn without a scope.</summary>
/// <remarks>
/// A reset that was released comes to its end, as the card may have the new passcode already: docs/decisions/0002. Who says "this was
/// not me" may finish saying it.
/// </remarks>
public sealed class CardJourneys(
    SmartcardDbContext database, JourneyLeaving leaving, JourneyClosing closing, InPersonCardWork inPerson)
{
    /// <param name="words">What the chat says.</param>
    public async Task EndAsync(CardId card, Words words, CancellationToken cancellationToken)
    {
        var open = await database.Set<Journey>()
            .Where(j => j.CardId == card && j.EndedAt == null && j.Kind != JourneyKind.Report)
            .ToListAsync(cancellationToken);
        foreach (var journey in open)
        {
            if (!await IsChangingAsync(journey.Id, cancellationToken))
            {
                await EndAsync(journey, words, cancellationToken);
            }
        }
    }

    private async Task EndAsync(Journey journey, Words words, CancellationToken cancellationToken)
    {
        if (journey.Kind == JourneyKind.InPerson)
        {
            await inPerson.EndAsync(journey, JourneyEnd.Stopped, cancellationToken);
            return;
        }

        journey.Achieve(JourneyEnd.Stopped);
        await leaving.LeaveAsync(journey.Id, words.Key, cancellationToken);
        await closing.EndAsync(journey, JourneyEnd.Stopped, cancellationToken); // where no instance was left whose end would do it
    }

    private Task<bool> IsChangingAsync(JourneyId journey, CancellationToken cancellationToken) =>
        database.Set<CardTaskItem>().Where(CardTaskItem.ThatChangesCard).AnyAsync(t => t.JourneyId == journey, cancellationToken);
}
