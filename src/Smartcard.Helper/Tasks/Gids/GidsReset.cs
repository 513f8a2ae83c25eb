using Smartcard.Cards;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Iso7816;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;

namespace Smartcard.Helper.Tasks.Gids;

/// <summary>Sets a new passcode on a GIDS card, with the host's answer to the card's challenge.</summary>
internal static class GidsReset
{
    private static readonly TimeSpan PatienceForReturn = TimeSpan.FromMinutes(1);

    public static async Task<CardTaskResult> RunAsync(
        TaskRun run, CardPlace place, Passcode passcode, CancellationToken cancellationToken)
    {
        await run.WorkingAsync(place, cancellationToken);
        PasscodeAttempts before;
        byte[] confirmChallenge;
        CardTaskResult? result;
        await using (var card = (OpenGidsCard)await run.FindCardAsync(Scene.InsertCard, cancellationToken))
        {
            await run.WorkingAsync(card.Place, cancellationToken); // another program may have had the card
            before = await card.Session.ReadAttemptsAsync(cancellationToken);
            var cardChallenge = await card.Session.BeginMutualAuthenticationAsync(run.Task.Challenge!, cancellationToken);
            var request = new AuthoriseRequest(card.Identifier, cardChallenge);
            run.IsReleased = true;
            var hostResponse = await run.Host.AuthoriseAsync(run.Session, run.Task.Id, request, CancellationToken.None);
            var cardResponse = await card.Session.CompleteMutualAuthenticationAsync(hostResponse, CancellationToken.None);
            confirmChallenge = await run.Host.ShowCardResponseAsync(run.Session, run.Task.Id, cardResponse, CancellationToken.None);
            result = await ChangeAsync(run, card, passcode, confirmChallenge);
        }

        return result ?? await AskAgainAsync(run, passcode, before, confirmChallenge);
    }

    /// <returns>Null when the card went away, so that it must be asked again.</returns>
    private static async Task<CardTaskResult?> ChangeAsync(TaskRun run, OpenGidsCard card, Passcode passcode, byte[] confirmChallenge)
    {
        try
        {
            await card.Session.ResetRetryCounterAsync(passcode.Bytes, CancellationToken.None);
        }
        catch (CardException refused)
        {
            return new CardTaskResult(CardTaskOutcome.Refused) { StatusWord = refused.Sw.ToString() };
        }
        catch (CardFaultException lost)
        {
            run.Log.ReaderFailed(lost.Message);
            return null;
        }

        try
        {
            return await CheckAsync(run, card, passcode, confirmChallenge);
        }
        catch (CardFaultException lost) when (lost is not CardException)
        {
            run.Log.ReaderFailed(lost.Message);
            return null;
        }
    }

    /// <summary>The card took the new passcode, or so it seems: it compares it once, and proves that it still has its key.</summary>
    private static async Task<CardTaskResult> CheckAsync(TaskRun run, OpenGidsCard card, Passcode passcode, byte[] confirmChallenge)
    {
        byte[] cardChallenge;
        try
        {
            if (await card.Session.VerifyAsync(passcode.Bytes, CancellationToken.None) is not SecretCheck.Accepted)
            {
                return Unknown(card);
            }

            await card.Session.DeauthenticateAsync(CancellationToken.None);
            cardChallenge = await card.Session.BeginMutualAuthenticationAsync(confirmChallenge, CancellationToken.None);
        }
        catch (CardException refused)
        {
            run.Log.ReaderFailed(refused.Message);
            return Unknown(card); // it was changed, so nobody may say that it was not
        }

        try
        {
            var hostResponse = await run.Host.ConfirmAsync(run.Session, run.Task.Id, cardChallenge, CancellationToken.None);
            var confirmation = await card.Session.CompleteMutualAuthenticationAsync(hostResponse, CancellationToken.None);
            await LeaveAsync(run, card);
            return card.Result(CardTaskOutcome.Done) with { ConfirmResponse = confirmation };
        }
        catch (Exception unconfirmed)
            when (unconfirmed is CardFaultException or HostUnreachableException or HostRefusedException or HelperSessionEndedException)
        {
            // The passcode is set, but the host has not seen the proof.
            run.Log.ReaderFailed(unconfirmed.Message);
            return Unknown(card);
        }
    }

    /// <summary>The card has proved itself, so nothing that happens to it now changes what is reported.</summary>
    private static async Task LeaveAsync(TaskRun run, OpenGidsCard card)
    {
        try
        {
            await card.Session.DeauthenticateAsync(CancellationToken.None);
        }
        catch (CardFaultException gone)
        {
            run.Log.CardWentAway(gone.Message);
        }
    }

    /// <summary>The card went away during the change: when it is back, it says itself which passcode it has.</summary>
    /// <remarks>
    /// A reset brings its tries back to their limit: so how many it has left says whether it was reset, and the passcode is compared
    /// only where it must be the new one. No try is lost.
    /// </remarks>
    /// <param name="before">The tries that it had before the change.</param>
    private static async Task<CardTaskResult> AskAgainAsync(
        TaskRun run, Passcode passcode, PasscodeAttempts before, byte[] confirmChallenge)
    {
        using var patience = new CancellationTokenSource(PatienceForReturn, run.Time);
        try
        {
            while (true)
            {
                try
                {
                    await using var card = (OpenGidsCard)await run.FindCardAsync(Scene.CardRemoved, patience.Token);
                    await run.WorkingAsync(card.Place, patience.Token);

                    var now = await card.Session.ReadAttemptsAsync(patience.Token);
                    return
                        now.Left > before.Left ? await CheckAsync(run, card, passcode, confirmChallenge)
                        : now.Left == before.Left && now.Left < now.Limit ? new CardTaskResult(CardTaskOutcome.CardRemoved)
                        : Unknown(card);
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
        catch (Exception unclear) when (unclear is OperationCanceledException or CardFaultException or CardNotSupportedException)
        {
            return new CardTaskResult(CardTaskOutcome.Unknown);
        }
    }

    private static CardTaskResult Unknown(OpenGidsCard card) =>
        new(CardTaskOutcome.Unknown) { CardIdentifier = card.Identifier };
}
