using Smartcard.CardTasks;

namespace Smartcard.Helper.Tasks;

/// <summary>Reads which card is in the reader, and how many passcode attempts it has left. Needs no passcode. P-U1.</summary>
internal static class IdentifyTask
{
    public static Task<CardTaskResult> RunAsync(TaskRun run, CancellationToken cancellationToken) => run.WithCardAsync(
        async card => new CardTaskResult(CardTaskOutcome.Done)
        {
            CardIdentifier = card.Identifier.Value,
            CardType = "Gids",
            AttemptsLeft = (await card.Gids.ReadAttemptsAsync(cancellationToken)).Left,
        },
        cancellationToken);
}
