using Smartcard.CardTasks;
using Smartcard.Domain.Prompts;

namespace Smartcard.SelfService.CardTasks;

/// <summary>What the chat says of a card task. Like <see cref="ChatWords"/>, checked at a start.</summary>
public static class CardTaskWords
{
    /// <param name="outcome">Any but <see cref="CardTaskOutcome.Done"/>: what is done is said by the activity.</param>
    public static Words Outcome(CardTaskOutcome outcome) => Words.Named($"card.outcome.{outcome}");

    internal static Words Trouble(CardTaskTrouble trouble) => trouble switch
    {
        CardTaskTrouble.VaultAway => ChatWords.CardVaultAway,
        CardTaskTrouble.KeyLimit => ChatWords.CardKeyLimit,
        _ => throw new ArgumentOutOfRangeException(nameof(trouble), trouble, null),
    };

    public static Words Progress(CardTaskState state) => Words.Named($"card.progress.{state}");
}
