using Smartcard.Cards;
using Smartcard.Cards.Iso7816;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;

namespace Smartcard.Helper.Tasks;

/// <summary>Has the card check its passcode and sign the host's challenge. P-R4.</summary>
/// <remarks>Every attempt that the card counts was typed by the person for that attempt: nothing is tried twice.</remarks>
internal static class ProveTask
{
    /// <summary>What is said of a card that does not say how many attempts it has left.</summary>
    private const int Fewest = 1;

    public static async Task<CardTaskResult> RunAsync(TaskRun run, CancellationToken cancellationToken)
    {
        var missing = Scene.InsertCard;
        string? problem = null;
        while (true)
        {
            try
            {
                var (known, attempts) = await LookAsync(run, missing, cancellationToken);
                if (attempts == 0)
                {
                    return Locked(known);
                }

                await run.SayAsync(CardTaskState.WaitingForPasscode, cancellationToken);
                using var passcode = await run.WhileCardStaysAsync(
                    known.Reader,
                    ct => run.Screen.AskPasscodeAsync(known.Place, attempts ?? Fewest, problem, ct),
                    cancellationToken);
                if (passcode is null)
                {
                    return new CardTaskResult(CardTaskOutcome.Cancelled);
                }

                problem = PasscodeCheck.Current(passcode, known.Kind);
                if (problem is not null)
                {
                    continue;
                }

                if (await TryAsync(run, known, passcode, cancellationToken) is { } result)
                {
                    return result;
                }

                problem = Problem.Wrong;
                await run.SayAsync(CardTaskState.WrongPasscode, cancellationToken);
            }
            catch (CardRemovedException gone)
            {
                run.Note(gone);
                missing = Scene.CardRemoved;
            }
            catch (CardReaderException fault)
            {
                // Whether the card counted an attempt is seen at the next look; the passcode is asked for anew, and not sent twice.
                await run.AfterFaultAsync(fault, cancellationToken);
                missing = Scene.CardRemoved;
                problem = null;
            }
        }
    }

    private static async Task<(OpenCard Card, int? Attempts)> LookAsync(
        TaskRun run,
        Scene missing,
        CancellationToken cancellationToken)
    {
        await using var card = await run.FindCardAsync(missing, cancellationToken);
        return (card, await card.ReadAttemptsAsync(cancellationToken));
    }

    /// <returns>Null when the passcode was wrong and attempts are left.</returns>
    private static async Task<CardTaskResult?> TryAsync(TaskRun run, OpenCard known, Passcode passcode, CancellationToken cancellationToken)
    {
        await run.WorkingAsync(known.Place, cancellationToken);
        var (opened, _) = await OpenCard.OpenAsync(run.Readers, known.Reader, cancellationToken);
        await using var card = opened ?? throw new CardRemovedException();
        if (card.Kind != known.Kind || card.Identifier != known.Identifier)
        {
            throw new CardRemovedException(); // another card was put in its place: its attempts are not ours to spend
        }

        var (check, proved) = await card.ProveAsync(passcode, run.Task.Challenge!, run.Log, cancellationToken);
        return check is SecretCheck.Blocked ? Locked(card) : proved;
    }

    private static CardTaskResult Locked(OpenCard card) => card.Result(CardTaskOutcome.PasscodeLocked) with { AttemptsLeft = 0 };
}
