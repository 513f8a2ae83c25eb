using Smartcard.Cards;
using Smartcard.Cards.Recognition;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;
using Smartcard.Helper.Tasks.Gids;
using Smartcard.Helper.Tasks.Piv;

namespace Smartcard.Helper.Tasks;

/// <summary>Asks for a new passcode and sets it on the card, in the way of its kind. P-U9, P-U10.</summary>
/// <remarks>
/// Before the host's release anything that goes wrong is only put right and gone on with. From the moment the new passcode goes
/// to the card, a card that is pulled out is asked, once it is back, which passcode it has: what is reported is what was seen.
/// </remarks>
internal static class ResetTask
{
    public static async Task<CardTaskResult> RunAsync(TaskRun run, CancellationToken cancellationToken)
    {
        var missing = Scene.InsertCard;
        string? problem = null;
        while (true)
        {
            try
            {
                OpenCard known;
                await using (known = await run.FindCardAsync(missing, cancellationToken))
                {
                    // Nothing is asked of it now: which one it is, and where, is enough.
                }

                await run.SayAsync(CardTaskState.WaitingForPasscode, cancellationToken);
                var rule = known.RuleFor(run.Task.PasscodeRule!);
                using var typed = await run.WhileCardStaysAsync(
                    known.Reader,
                    ct => run.Screen.AskNewPasscodeAsync(known.Place, rule, problem, ct),
                    cancellationToken);
                if (typed is null)
                {
                    return new CardTaskResult(CardTaskOutcome.Cancelled);
                }

                problem = PasscodeCheck.New(typed, rule);
                if (problem is null)
                {
                    return known.Kind == CardKind.Piv
                        ? await PivReset.RunAsync(run, known.Place, typed.First, cancellationToken)
                        : await GidsReset.RunAsync(run, known.Place, typed.First, cancellationToken);
                }
            }
            catch (CardRemovedException gone) when (!run.IsReleased)
            {
                run.Note(gone);
                missing = Scene.CardRemoved;
                problem = null;
            }
            catch (CardReaderException fault) when (!run.IsReleased)
            {
                await run.AfterFaultAsync(fault, cancellationToken);
                missing = Scene.CardRemoved;
                problem = null;
            }
            catch (Exception lost) when (lost is CardRemovedException or CardReaderException)
            {
                run.Log.ReaderFailed(lost.Message);
                return new CardTaskResult(CardTaskOutcome.CardRemoved); // released, but the passcode was not sent yet
            }
        }
    }
}
