using Smartcard.Cards;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;

namespace Smartcard.Helper.Tasks;

/// <summary>Reads which card is in the reader, and how many passcode attempts it has left. Needs no passcode. P-U1.</summary>
internal static class IdentifyTask
{
    public static async Task<CardTaskResult> RunAsync(TaskRun run, CancellationToken cancellationToken)
    {
        var missing = Scene.InsertCard;
        while (true)
        {
            try
            {
                await using var card = await run.FindCardAsync(missing, cancellationToken);
                var attempts = await card.Gids.ReadAttemptsAsync(cancellationToken);
                return new CardTaskResult(CardTaskOutcome.Done)
                {
                    CardIdentifier = card.Identifier.Value,
                    CardType = "Gids",
                    AttemptsLeft = attempts.Left,
                };
            }
            catch (CardRemovedException gone)
            {
                run.Note(gone);
                missing = Scene.CardRemoved;
            }
            catch (CardReaderException fault)
            {
                await run.AfterFaultAsync(fault, cancellationToken);
                missing = Scene.CardRemoved;
            }
        }
    }
}
