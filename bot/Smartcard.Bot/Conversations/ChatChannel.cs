using Smartcard.Domain;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.Storage;
using Smartcard.Storage.Conversations;

namespace Smartcard.Bot.Conversations;

/// <summary>Writes what a journey says and asks into its conversation, whoever made the turn: the person, the card, or a timer.</summary>
internal sealed class ChatChannel(SmartcardDbContext database, ConversationLog log, ChatEndings endings) : IJourneyChannel
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
        await log.LookBackAsync(conversation, cancellationToken);
        return new Talk(conversation, log, endings);
    }

    public async Task TellAsync(string startedFor, Message message, CancellationToken cancellationToken)
    {
        if (await database.FindConversationAsync(all => all.Where(c => c.Id == startedFor), cancellationToken) is { } conversation)
        {
            log.Say(conversation, message.Text, message.Tone);
            if (conversation.JourneyId is null)
            {
                log.Ask(conversation, Choices.Again()); // what could not help before may do so now
            }
        }
    }

    private sealed class Talk(Conversation conversation, ConversationLog log, ChatEndings endings) : IJourneyTalk
    {
        public Task CloseFormAsync(string nonce, CancellationToken cancellationToken) =>
            log.CloseAsync(conversation, nonce, cancellationToken);

        public void Say(Message message) => log.SayNext(conversation, message);

        public void Ask(Prompt prompt) => log.Ask(conversation, prompt);

        public void Reach(JourneyStage stage) => log.Reach(conversation, stage);

        public void GoOnAs(Journey next) => conversation.Follow(next);

        public Task EndAsync(JourneyEnding ending, CancellationToken cancellationToken) =>
            endings.EndAsync(conversation, ending, cancellationToken);
    }
}
