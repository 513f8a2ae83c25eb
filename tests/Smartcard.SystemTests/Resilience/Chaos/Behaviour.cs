namespace Smartcard.SystemTests.Resilience.Chaos;

/// <summary>How somebody goes about unlocking the card, and what the installation is to hold of it afterwards.</summary>
/// <param name="WrongAnswers">Forms with wrong answers sent first.</param>
/// <param name="WrongCodes">Wrong codes entered first.</param>
/// <param name="AsksForNewCode">Asks for a second code, and uses that.</param>
/// <param name="Cancels">Types <c>cancel</c> instead of right answers.</param>
/// <param name="End">What the chat says at the end.</param>
/// <param name="JourneyEnd">How the journey ends, as the database has it.</param>
/// <param name="AttemptsCounted">Wrong answers that the card's lockout still holds.</param>
internal sealed record Behaviour(
    string Name,
    int WrongAnswers,
    int WrongCodes,
    bool AsksForNewCode,
    bool Cancels,
    string End,
    string JourneyEnd,
    int AttemptsCounted)
{
    private const string Unlocked = "Your card is unlocked.";
    private const string Stopped = "Self-service has stopped for this card";
    private const string Cancelled = "Cancelled. We will not do anything else";

    /// <summary>Most people by far do what is asked.</summary>
    public static IReadOnlyList<Behaviour> All { get; } =
    [
        new("does what is asked", 0, 0, false, false, Unlocked, "Completed", 0),
        new("does what is asked", 0, 0, false, false, Unlocked, "Completed", 0),
        new("answers wrongly once", 1, 0, false, false, Unlocked, "Completed", 0),
        new("enters a wrong code", 0, 1, false, false, Unlocked, "Completed", 0),
        new("asks for a new code", 0, 0, true, false, Unlocked, "Completed", 0),
        new("answers wrongly three times", 3, 0, false, false, Stopped, "Referred", 3),
        new("cancels after a wrong answer", 1, 0, false, true, Cancelled, "Cancelled", 1),
    ];

    public bool Unlocks => JourneyEnd == "Completed";

    /// <summary>Codes made for the unlock.</summary>
    public int Codes => !Unlocks ? 0 : AsksForNewCode ? 2 : 1;
}
