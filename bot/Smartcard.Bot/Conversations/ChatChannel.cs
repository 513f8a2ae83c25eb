using Smartcard.Domain;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
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
            conversation.Leave();
            switch (ending)
            {
                case JourneyEnding.Finished:
                    break;
                case JourneyEnding.Faulted:
                    log.Say(conversation, ChatWords.Faulted, MessageTone.Problem);
                    log.Say(conversation, ChatWords.BoothWhere);
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
    }
}
