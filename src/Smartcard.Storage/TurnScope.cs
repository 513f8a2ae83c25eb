namespace Smartcard.Storage;

/// <summary>What a turn is about, so that turns about other things may run beside it.</summary>
/// <remarks>
/// Turns of one scope never run at the same time, nor beside one without a scope. What several scopes share (a card,
/// the audit) a turn must <see cref="TurnLocks.Hold(string, string)">hold</see> before it reads it. On SQLite, where
/// one turn at a time writes, a scope changes nothing.
/// </remarks>
/// <param name="Kind">One word.</param>
/// <param name="Key">Which of that kind.</param>
public readonly record struct TurnScope(string Kind, string Key)
{
    /// <summary>
    /// Everything that a chat is about: what is said, its journeys, their workflow, helper, card tasks, codes and
    /// evidence.
    /// </summary>
    public static TurnScope OfConversation(string conversationId) => new("conversation", conversationId);

    /// <summary>A mail on its way, and nothing that follows from it.</summary>
    public static TurnScope OfMail(Guid mailId) => new("mail", mailId.ToString("N"));

    /// <summary>Which alerts are raised, and who is told.</summary>
    public static TurnScope OfAlerts { get; } = new("alerts", "all");

    /// <summary>News of an alert on its way.</summary>
    public static TurnScope OfAlertDelivery(Guid id) => new("alert-delivery", id.ToString("N"));

    public override string ToString() => $"{Kind}:{Key}";
}
