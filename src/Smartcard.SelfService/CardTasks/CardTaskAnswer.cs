namespace Smartcard.SelfService.CardTasks;

/// <summary>The result of a helper's call about a card task.</summary>
public abstract record CardTaskAnswer<T>
{
    /// <summary>This helper does not have that task.</summary>
    public sealed record NoSuchTask : CardTaskAnswer<T>;

    /// <summary>The step is not allowed, because of what was shown or how far the task is.</summary>
    public sealed record Refused : CardTaskAnswer<T>;

    public sealed record Given(T Value) : CardTaskAnswer<T>;
}
