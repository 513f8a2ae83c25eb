using Microsoft.EntityFrameworkCore;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.Look;
using Smartcard.Storage;
using Smartcard.Storage.Conversations;

namespace Smartcard.Bot.Conversations;

/// <summary>The last words of a journey in its chat, and what may be begun after it.</summary>
internal sealed class ChatEndings(SmartcardDbContext database, ConversationLog log, ICardUnlocks unlocks)
{
    public async Task EndAsync(Conversation conversation, JourneyEnding ending, CancellationToken cancellationToken)
    {
        var journey = conversation.Journey ?? throw new InvalidOperationException($"Chat {conversation.Id} ends no journey.");
        conversation.Leave();
        switch (ending)
        {
            case JourneyEnding.Finished when journey.End is JourneyEnd.Completed or JourneyEnd.Cancelled:
                log.IsEnding(conversation, isGood: true);
                break;
            case JourneyEnding.Finished when journey.Kind == JourneyKind.Report:
                SayWhereTheBoothIs(conversation, journey); // to stop self-service is what the person wanted
                break;
            case JourneyEnding.Finished:
                Stop(conversation, journey);
                break;
            case JourneyEnding.Faulted:
                log.Say(conversation, ChatWords.Faulted, MessageTone.Problem);
                Stop(conversation, journey);
                break;
            case JourneyEnding.Cancelled { Reason: { } reason }:
                log.Say(conversation, Words.Named(reason));
                break;
            case JourneyEnding.Cancelled:
                return;
            default:
                throw new InvalidOperationException($"The chat has no words for {ending.GetType().Name}.");
        }

        log.Ask(conversation, Choices.After(NextJourneys.After(journey, await CardOfAsync(journey, cancellationToken))));
    }

    /// <summary>It did not reach its aim: where help is, and where it stopped.</summary>
    private void Stop(Conversation conversation, Journey journey)
    {
        SayWhereTheBoothIs(conversation, journey);
        log.IsEnding(conversation, isGood: false);
        if (journey.Kind != JourneyKind.Report && journey.Stage is { } stage)
        {
            log.Reach(conversation, stage, isStopped: true);
        }
    }

    private void SayWhereTheBoothIs(Conversation conversation, Journey journey) =>
        log.Say(conversation, ChatWords.EndingBooth(References.Of(journey.Id.Value)));

    private async Task<CardAfter?> CardOfAsync(Journey journey, CancellationToken cancellationToken)
    {
        if (journey.CardId is not { } id)
        {
            return null;
        }

        var card = database.Locks.Hold(id);
        return new CardAfter(
            await card.IsInUseAsync(cancellationToken) && !await card.IsStoppedAsync(cancellationToken),
            await card.RegistrationAsync(cancellationToken) is not null)
        {
            MayUnlock = await MayUnlockAsync(card, cancellationToken),
        };
    }

    private async Task<bool> MayUnlockAsync(HeldCard card, CancellationToken cancellationToken)
    {
        var id = card.Id;
        var type = await database.Set<Card>().Where(c => c.Id == id).Select(c => c.Type).SingleAsync(cancellationToken);
        return unlocks.MayUnlock(type)
            && (type != CardType.Piv || await card.KeyAsync(cancellationToken) is not { Puk.Next: null });
    }
}
