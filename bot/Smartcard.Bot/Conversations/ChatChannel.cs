using Smartcard.Domain;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.Look;
using Smartcard.Storage;
using Smartcard.Storage.Conversations;

namespace Smartcard.Bot.Conversations;

/// <summary>Writes what a journey says and asks into its conversation, whoever made the turn: the person, the card, or a timer.</summary>
internal sealed class ChatChannel(SmartcardDbContext database, ConversationLog log) : IJourneyChannel
{
    public async Task<IJourneyTalk?> FindAsync(string startedFor, JourneyId journey, CancellationToken cancellationToken)
    {
        var conversation = database.Set<Conversation>().Local.FirstOrDefault(c => c.Id == startedFor)
            ?? await database.FindConversationAsync(all => all.Where(c => c.Id == startedFor), cancellationToken);
        if (conversation?.JourneyId != journey || conversation.LostJourney == journey)
        {
            return null; // the person has gone on to something else, or is told by their next message to start again
        }

        conversation.Follow(
            await database.FindAsync<Journey>([journey], cancellationToken)
            ?? throw new InvalidOperationException($"The chat is on journey {journey.Value}, which there is not."));
        return new Talk(conversation, log);
    }

    public async Task TellAsync(string startedFor, Message message, CancellationToken cancellationToken)
    {
        if (await database.FindConversationAsync(all => all.Where(c => c.Id == startedFor), cancellationToken) is { } conversation)
        {
            log.Say(conversation, message.Text, message.Tone);
        }
    }

    private sealed class Talk(Conversation conversation, ConversationLog log) : IJourneyTalk
    {
        public Task CloseFormAsync(string nonce, CancellationToken cancellationToken) =>
            log.CloseAsync(conversation, nonce, cancellationToken);

        public void Say(Message message) => log.Say(conversation, message.Text, message.Tone);

        public void Ask(Prompt prompt) => log.Ask(conversation, prompt);

        public void Reach(JourneyStage stage) => log.Reach(conversation, stage);

        public void GoOnAs(Journey next) => conversation.Follow(next);

        public void End(JourneyEnding ending)
        {
            var journey = conversation.Journey ?? throw new InvalidOperationException($"Chat {conversation.Id} ends no journey.");
            conversation.Leave();
            switch (ending)
            {
                case JourneyEnding.Finished when journey.End == JourneyEnd.Completed:
                    log.IsEnding(conversation, isGood: true);
                    break;
                case JourneyEnding.Finished when journey.Kind == JourneyKind.Report:
                    SayWhereTheBoothIs(journey); // to stop self-service is what the person wanted
                    break;
                case JourneyEnding.Finished:
                    Stop(journey);
                    break;
                case JourneyEnding.Faulted:
                    log.Say(conversation, ChatWords.Faulted, MessageTone.Problem);
                    Stop(journey);
                    break;
                case JourneyEnding.Cancelled { Reason: { } reason }:
                    log.Say(conversation, Words.Named(reason));
                    break;
                case JourneyEnding.Cancelled:
                    return;
                default:
                    throw new InvalidOperationException($"The chat has no words for {ending.GetType().Name}.");
            }

            log.Ask(conversation, Choices.Again());
        }

        /// <summary>It did not reach its aim: where help is, and where it stopped.</summary>
        private void Stop(Journey journey)
        {
            SayWhereTheBoothIs(journey);
            log.IsEnding(conversation, isGood: false);
            if (journey.Kind != JourneyKind.Report && journey.Stage is { } stage)
            {
                log.Reach(conversation, stage, isStopped: true);
            }
        }

        private void SayWhereTheBoothIs(Journey journey) =>
            log.Say(conversation, ChatWords.EndingBooth(References.Of(journey.Id.Value)));
    }
}
