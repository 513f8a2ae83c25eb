using Smartcard.Storage;

namespace Smartcard.Bot.Conversations;

/// <summary>Wakes the streams of a conversation when entries of it are committed.</summary>
public sealed class ConversationSignals : CommitSignals<string>;
