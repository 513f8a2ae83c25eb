using Smartcard.Cards;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Iso7816;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;

namespace Smartcard.Helper.Tasks;

/// <summary>Has the card check its passcode and sign the host's challenge. P-R4.</summary>
/// <remarks>Every attempt that the card counts was typed by the person for that attempt: nothing is tried twice.</remarks>
internal static class ProveTask
{
    public static async Task<CardTaskResult> RunAsync(TaskRun run, CancellationToken cancellationToken)
    {
        var missing = Scene.InsertCard;
        string? problem = null;
        while (true)
        {
            try
            {
                var (known, attempts) = await LookAsync(run, missing, cancellationToken);
                if (attempts.IsBlocked)
                {
                    return new CardTaskResult(CardTaskOutcome.PasscodeLocked) { CardIdentifier = known.Identifier.Value, AttemptsLeft = 0 };
                }

                await run.SayAsync(CardTaskState.WaitingForPasscode, cancellationToken);
                using var passcode = await run.WhileCardStaysAsync(
                    known.Reader,
                    ct => run.Screen.AskPasscodeAsync(known.Place, attempts.Left, problem, ct),
                    cancellationToken);
                if (passcode is null)
                {
                    return new CardTaskResult(CardTaskOutcome.Cancelled);
                }

                problem = PasscodeCheck.Current(passcode);
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

    private static async Task<(OpenCard Card, PasscodeAttempts Attempts)> LookAsync(
        TaskRun run,
        Scene missing,
        CancellationToken cancellationToken)
    {
        await using var card = await run.FindCardAsync(missing, cancellationToken);
        return (card, await card.Gids.ReadAttemptsAsync(cancellationToken));
    }

    /// <returns>Null when the passcode was wrong and attempts are left.</returns>
    private static async Task<CardTaskResult?> TryAsync(TaskRun run, OpenCard known, Passcode passcode, CancellationToken cancellationToken)
    {
        await run.WorkingAsync(known.Place, cancellationToken);
        await using var card = await OpenCard.OpenAsync(run.Readers, known.Reader, cancellationToken) ?? throw new CardRemovedException();
        if (card.Identifier != known.Identifier)
        {
            throw new CardRemovedException(); // another card was put in its place: its attempts are not ours to spend
        }

        switch (await card.Gids.VerifyAsync(passcode.Bytes, CancellationToken.None))
        {
            case SecretCheck.Wrong:
                return null;
            case SecretCheck.Blocked:
                return new CardTaskResult(CardTaskOutcome.PasscodeLocked) { CardIdentifier = card.Identifier.Value, AttemptsLeft = 0 };
        }

        var digest = ProveChallenge.DigestOf(run.Task.Challenge!, card.Identifier.Value);
        var signature = await card.Gids.SignAsync(GidsSession.FirstKey, digest, CancellationToken.None);
        return new CardTaskResult(CardTaskOutcome.Done)
        {
            CardIdentifier = card.Identifier.Value,
            CardType = "Gids",
            Signature = signature,
        };
    }
}
