namespace Smartcard.SelfService.Policy;

/// <summary>What an unlock has to show, and the workflow that asks for it. S10.</summary>
public sealed record PolicyProfile(bool AreQuestionsRequired, string UnlockWorkflow)
{
    /// <summary>The card, right answers, the code.</summary>
    public static PolicyProfile Questions { get; } = new(true, "unlock");

    /// <summary>The card and the code.</summary>
    public static PolicyProfile CardAndCode { get; } = new(false, "unlock-card-and-code");
}
