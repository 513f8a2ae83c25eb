using Smartcard.CardTasks;
using Smartcard.Domain.Prompts;

namespace Smartcard.SelfService.CardTasks;

/// <summary>What the chat says of a card task. Like <see cref="ChatWords"/>, checked at a start.</summary>
public static class CardTaskWords
{
    /// <summary>Those that have other words while nobody knows which passcode the card has.</summary>
    public static IReadOnlyList<CardTaskOutcome> OutcomesInDoubt { get; } =
    [
        CardTaskOutcome.NoCard, CardTaskOutcome.CardRemoved, CardTaskOutcome.WrongCard, CardTaskOutcome.Refused, CardTaskOutcome.Cancelled,
    ];

    /// <param name="outcome">Any but <see cref="CardTaskOutcome.Done"/>: what is done is said by the activity.</param>
    public static Words Outcome(CardTaskOutcome outcome) => Words.Named($"card.outcome.{outcome}");

    /// <summary>The same after an earlier reset that may have changed the card: it does not say that nothing was changed.</summary>
    public static Words OutcomeInDoubt(CardTaskOutcome outcome) =>
        OutcomesInDoubt.Contains(outcome) ? Words.Named($"card.doubt.{outcome}") : Outcome(outcome);

    /// <summary>A journey ends, and nobody knows which passcode the card has.</summary>
    public static Words Doubt => Words.Named("card.doubt");

    internal static Words Trouble(CardTaskTrouble trouble) => trouble switch
    {
        CardTaskTrouble.VaultAway => ChatWords.CardVaultAway,
        CardTaskTrouble.KeyLimit => ChatWords.CardKeyLimit,
        _ => throw new ArgumentOutOfRangeException(nameof(trouble), trouble, null),
    };

    public static Words Progress(CardTaskState state) => Words.Named($"card.progress.{state}");
}
