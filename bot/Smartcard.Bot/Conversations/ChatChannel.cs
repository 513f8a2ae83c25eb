using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.Storage;
using Smartcard.Storage.Conversations;

namespace Smartcard.Bot.Conversations;

/// <summary>Writes what a journey says and asks into its conversation, whoever made the turn: the person, the card, or a timer.</summary>
public sealed class ChatChannel(SmartcardDbContext database, ConversationLog log) : IJourneyChannel
{
    public async Task<IJourneyTalk?> FindAsync(string startedFor, JourneyId journey, CancellationToken cancellationToken)
    {
        var conversation = database.Set<Conversation>().Local.FirstOrDefault(c => c.Id == startedFor)
            ?? await database.Set<Conversation>().SingleOrDefaultAsync(c => c.Id == startedFor, cancellationToken);
        return conversation is not null && conversation.InstanceId == journey.Value ? new Talk(conversation, log) : null;
    }

    private sealed class Talk(Conversation conversation, ConversationLog log) : IJourneyTalk
    {
        public void Hear() => log.Hear(conversation);

        public Task CloseFormAsync(string nonce, CancellationToken cancellationToken) => log.CloseAsync(conversation, nonce, cancellationToken);

        public void Say(Message message) => log.Say(conversation, message.Text, message.Tone);

        public void Ask(Prompt prompt) => log.Ask(conversation, prompt);

        public void Reach(JourneyStage stage) => log.Reach(conversation, stage);

        public void GoOnAs(JourneyId next, string workflow)
        {
            conversation.InstanceId = next.Value;
            conversation.LastKind = workflow;
        }

        public void End(JourneyEnding ending)
        {
            conversation.InstanceId = null;
            switch (ending)
            {
                case JourneyEnding.Finished:
                    break;
                case JourneyEnding.Faulted:
                    log.Say(conversation, Words.Named("faulted"), MessageTone.Problem);
                    log.Say(conversation, Words.Named("booth.where"));
                    break;
                case JourneyEnding.Cancelled { Reason: { } reason }:
                    log.Say(conversation, Words.Named(reason));
                    break;
                case JourneyEnding.Cancelled:
                    return;
                default:
                    throw new InvalidOperationException($"A journey ended by {ending.GetType().Name}, of which the chat knows nothing to say.");
            }

            log.Ask(conversation, Choices.Again());
        }
    }
}
