using Smartcard.Storage;

namespace Smartcard.Bot.Conversations;

/// <summary>Wakes the streams of a conversation when entries of it are committed.</summary>
internal sealed class ConversationSignals(CommitNews news) : CommitSignals(news, Topic)
{
    private const string Topic = "conversation";

    public static CommitNote NoteOf(string conversationId) => new(Topic, conversationId);
}
