namespace Smartcard.SelfService.CardTasks;

/// <summary>The result of a reported end of a card task.</summary>
public enum ReportVerdict
{
    Accepted,

    /// <summary>The same end was reported before; nothing happens.</summary>
    Repeated,

    /// <summary>A released reset was reported as done, without the card's proof of it: the task ends as unknown.</summary>
    NotBelieved,

    /// <summary>The task ended otherwise, or cannot have come so far.</summary>
    Conflict,

    /// <summary>This helper does not have that task.</summary>
    NoSuchTask,
}
