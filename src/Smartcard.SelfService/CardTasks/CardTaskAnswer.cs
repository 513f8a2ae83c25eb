namespace Smartcard.SelfService.CardTasks;

/// <summary>What a helper's call about a card task comes to.</summary>
public abstract record CardTaskAnswer<T>
{
    /// <summary>This helper does not have that task.</summary>
    public sealed record NoSuchTask : CardTaskAnswer<T>;

    /// <summary>The step may not be taken, by what was shown or where the task stands.</summary>
    public sealed record Refused : CardTaskAnswer<T>;

    public sealed record Given(T Value) : CardTaskAnswer<T>;
}
