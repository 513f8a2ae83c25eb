using Smartcard.Cards;
using Smartcard.Cards.Iso7816;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;

namespace Smartcard.Helper.Tasks;

/// <summary>Asks for a new passcode and sets it on the card, with the host's answer to the card's challenge. P-U9, P-U10.</summary>
/// <remarks>
/// Before the host's release anything that goes wrong is only put right and gone on with. From the moment the new passcode goes
/// to the card, a card that is pulled out is asked, once it is back, which passcode it has: what is reported is what was seen.
/// </remarks>
internal static class ResetTask
{
    private static readonly TimeSpan PatienceForReturn = TimeSpan.FromMinutes(1);

    public static async Task<CardTaskResult> RunAsync(TaskRun run, CancellationToken cancellationToken)
    {
        var missing = Scene.InsertCard;
        string? problem = null;
        while (true)
        {
            try
            {
                ReaderState reader;
                await using (var card = await run.FindCardAsync(missing, cancellationToken))
                {
                    reader = card.Reader;
                }

                await run.SayAsync(CardTaskState.WaitingForPasscode, cancellationToken);
                var rule = run.Task.PasscodeRule!;
                using var typed = await run.WhileCardStaysAsync(
                    reader,
                    ct => run.Screen.AskNewPasscodeAsync(rule, problem, ct),
                    cancellationToken);
                if (typed is null)
                {
                    return new CardTaskResult(CardTaskOutcome.Cancelled);
                }

                problem = PasscodeCheck.New(typed, rule);
                if (problem is null)
                {
                    return await ApplyAsync(run, typed.First, cancellationToken);
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

    private static async Task<CardTaskResult> ApplyAsync(TaskRun run, Passcode passcode, CancellationToken cancellationToken)
    {
        await run.WorkingAsync(cancellationToken);
        byte[] confirmChallenge;
        CardTaskResult? result;
        await using (var card = await run.FindCardAsync(Scene.InsertCard, cancellationToken))
        {
            await run.WorkingAsync(cancellationToken); // another program may have had the card
            var cardChallenge = await card.Gids.BeginMutualAuthenticationAsync(run.Task.Challenge!, cancellationToken);
            var request = new AuthoriseRequest(card.Identifier.Value, cardChallenge);
            run.IsReleased = true;
            var hostResponse = await run.Host.AuthoriseAsync(run.Session, run.Task.Id, request, CancellationToken.None);
            var cardResponse = await card.Gids.CompleteMutualAuthenticationAsync(hostResponse, CancellationToken.None);
            confirmChallenge = await run.Host.ShowCardResponseAsync(run.Session, run.Task.Id, cardResponse, CancellationToken.None);
            result = await ChangeAsync(run, card, passcode, confirmChallenge);
        }

        return result ?? await AskAgainAsync(run, passcode, confirmChallenge);
    }

    /// <returns>Null when the card went away, so that it must be asked again.</returns>
    private static async Task<CardTaskResult?> ChangeAsync(TaskRun run, OpenCard card, Passcode passcode, byte[] confirmChallenge)
    {
        try
        {
            await card.Gids.ResetRetryCounterAsync(passcode.Bytes, CancellationToken.None);
            return await card.Gids.VerifyAsync(passcode.Bytes, CancellationToken.None) is SecretCheck.Accepted
                ? await ConfirmAsync(run, card, confirmChallenge)
                : Refused(null);
        }
        catch (CardException refused)
        {
            return Refused(refused.Sw);
        }
        catch (CardFaultException lost)
        {
            run.Log.ReaderFailed(lost.Message);
            return null;
        }
    }

    /// <summary>The card proves that it still has its key, after the change.</summary>
    private static async Task<CardTaskResult> ConfirmAsync(TaskRun run, OpenCard card, byte[] confirmChallenge)
    {
        await card.Gids.DeauthenticateAsync(CancellationToken.None);
        var cardChallenge = await card.Gids.BeginMutualAuthenticationAsync(confirmChallenge, CancellationToken.None);
        try
        {
            var hostResponse = await run.Host.ConfirmAsync(run.Session, run.Task.Id, cardChallenge, CancellationToken.None);
            var confirmation = await card.Gids.CompleteMutualAuthenticationAsync(hostResponse, CancellationToken.None);
            await card.Gids.DeauthenticateAsync(CancellationToken.None);
            return new CardTaskResult(CardTaskOutcome.Done)
            {
                CardIdentifier = card.Identifier.Value,
                CardType = "Gids",
                ConfirmResponse = confirmation,
            };
        }
        catch (Exception unconfirmed) when (unconfirmed is CardFaultException or HostUnreachableException or HostRefusedException)
        {
            // The passcode is set, but the host has not seen the proof.
            return new CardTaskResult(CardTaskOutcome.Unknown) { CardIdentifier = card.Identifier.Value };
        }
    }

    /// <summary>The card went away during the change: when it is back, it says itself which passcode it has.</summary>
    private static async Task<CardTaskResult> AskAgainAsync(TaskRun run, Passcode passcode, byte[] confirmChallenge)
    {
        using var patience = new CancellationTokenSource(PatienceForReturn, run.Time);
        try
        {
            while (true)
            {
                try
                {
                    await using var card = await run.FindCardAsync(Scene.CardRemoved, patience.Token);
                    await run.WorkingAsync(patience.Token);

                    // With one attempt left a look could lock the card; then it is honest to say that we do not know.
                    var attempts = await card.Gids.ReadAttemptsAsync(patience.Token);
                    if (attempts.Left == 1)
                    {
                        return new CardTaskResult(CardTaskOutcome.Unknown);
                    }

                    return
                        !attempts.IsBlocked
                        && await card.Gids.VerifyAsync(passcode.Bytes, CancellationToken.None) is SecretCheck.Accepted
                        ? await ConfirmAsync(run, card, confirmChallenge)
                        : new CardTaskResult(CardTaskOutcome.CardRemoved);
                }
                catch (CardRemovedException gone)
                {
                    run.Note(gone); // out again: wait again, as long as there is patience
                }
                catch (CardReaderException fault)
                {
                    await run.AfterFaultAsync(fault, patience.Token);
                }
            }
        }
        catch (Exception unclear) when (unclear is OperationCanceledException or CardFaultException)
        {
            return new CardTaskResult(CardTaskOutcome.Unknown);
        }
    }

    private static CardTaskResult Refused(StatusWord? sw) => new(CardTaskOutcome.Refused) { StatusWord = sw?.ToString() };
}
