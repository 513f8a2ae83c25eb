using System.Globalization;
using Smartcard.Cards;
using Smartcard.Cards.Iso7816;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;

namespace Smartcard.Helper.Tasks.Piv;

/// <summary>Sets a new passcode on a PIV card with its PUK, and has the card take the next PUK right after.</summary>
/// <remarks>
/// No PUK is shown on a guess: each is what the host gave for this moment, and the host hears what the card made of it before
/// anything more is shown. Whatever happens to the PUK after the reset, the passcode is set, and that is what is reported.
/// </remarks>
internal sealed class PivReset : IDisposable
{
    private const int ChallengeLength = 32;

    /// <summary>The host believes that a card has one of two PUKs: a third is never shown.</summary>
    private const int MaxCandidates = 2;

    private static readonly TimeSpan PatienceForReturn = TimeSpan.FromMinutes(1);

    private readonly TaskRun _run;
    private readonly Passcode _passcode;
    private readonly PukSource _puks;
    private int? _attemptsBefore;
    private HeldPuk? _puk;
    private HeldPuk? _next;
    private bool _isReset;

    /// <summary>The card itself has shown that it took <see cref="_puk"/>.</summary>
    private bool _tookPuk;
    private bool _isTold;
    private int? _version;

    private PivReset(TaskRun run, Passcode passcode) => (_run, _passcode, _puks) = (run, passcode, new PukSource(run));

    public static async Task<CardTaskResult> RunAsync(
        TaskRun run, CardPlace place, Passcode passcode, CancellationToken cancellationToken)
    {
        await run.WorkingAsync(place, cancellationToken);
        if (run.Task.Challenge is not { Length: ChallengeLength } challenge)
        {
            return new CardTaskResult(CardTaskOutcome.Refused);
        }

        using var reset = new PivReset(run, passcode);
        return await reset.BeginAsync(challenge, cancellationToken) ?? await reset.AskAgainAsync();
    }

    public void Dispose() => _puks.Dispose();

    /// <returns>Null when the card went away, so that it must be asked again.</returns>
    private async Task<CardTaskResult?> BeginAsync(byte[] challenge, CancellationToken cancellationToken)
    {
        await using var card = (OpenPivCard)await _run.FindCardAsync(Scene.InsertCard, cancellationToken);
        await _run.WorkingAsync(card.Place, cancellationToken); // another program may have had the card
        _attemptsBefore = await card.ReadAttemptsAsync(cancellationToken);
        var signature = await card.SignReleaseAsync(challenge, _puks.ReplyKey, cancellationToken);
        _run.IsReleased = true;
        _puk = await _puks.AskAsync(card.Identifier, signature);
        if (_puk is null)
        {
            return card.Result(CardTaskOutcome.Refused);
        }

        try
        {
            return await ResetAsync(card) ?? await FinishAsync(card);
        }
        catch (CardFaultException lost) when (lost is not CardException)
        {
            _run.Log.ReaderFailed(lost.Message);
            return null;
        }
    }

    /// <summary>Shows the card the PUK with the new passcode, then the other PUK if there is one and the card has tries left.</summary>
    /// <returns>Null when the card took one; otherwise it has changed nothing but the count of its PUK.</returns>
    private async Task<CardTaskResult?> ResetAsync(OpenPivCard card)
    {
        for (var candidate = 1; ; candidate++)
        {
            SecretCheck check;
            try
            {
                check = await card.Session.ResetRetryCounterAsync(_puk!.Bytes, _passcode.Bytes, CancellationToken.None);
            }
            catch (CardException refused)
            {
                return Refused(card, refused.Sw);
            }

            if (check is SecretCheck.Accepted)
            {
                _isReset = _tookPuk = true;
                return null;
            }

            var left = (check as SecretCheck.Wrong)?.AttemptsLeft ?? 0;
            var other = await _puks.RefusedAsync(_puk, left);
            if (other is null || other.Version == _puk.Version || candidate == MaxCandidates || left < 2)
            {
                return Refused(card, left == 0 ? StatusWord.AuthenticationBlocked : StatusWord.Wrong(left));
            }

            _puk.Dispose();
            _puk = other;
        }
    }

    /// <summary>The card was reset: it takes the next PUK, compares the new passcode once, and signs that it did.</summary>
    private async Task<CardTaskResult> FinishAsync(OpenPivCard card)
    {
        if (_tookPuk && !_isTold)
        {
            _isTold = true;
            _next = await _puks.AcceptedAsync(_puk!);
            _version = _puk!.Version; // as long as the next one was not shown
        }

        if (_next is { } next)
        {
            _next = null; // tried once: which of the two the card has after a tear is for the host to find out
            _version = null;
            _version = await TakesAsync(card, next) ? next.Version : _puk!.Version;
            next.Dispose();
        }

        _puk!.Dispose();
        try
        {
            if (await card.Session.VerifyAsync(_passcode.Bytes, CancellationToken.None) is not SecretCheck.Accepted)
            {
                return card.Result(CardTaskOutcome.Unknown);
            }

            var signature = await card.SignPasscodeAsync(CardProofPurpose.NewPasscode, _puks.Challenge, CancellationToken.None);
            await card.LeaveAsync(_run.Log);
            return card.Result(CardTaskOutcome.Done) with { Signature = signature, PukVersion = _version };
        }
        catch (CardException refused)
        {
            _run.Log.ReaderFailed(refused.Message);
            return card.Result(CardTaskOutcome.Unknown); // it was changed, so nobody may say that it was not
        }
    }

    /// <returns>False when the card refused it, so that it has the PUK it had.</returns>
    private async Task<bool> TakesAsync(OpenPivCard card, HeldPuk next)
    {
        try
        {
            return await card.Session.ChangePukAsync(_puk!.Bytes, next.Bytes, CancellationToken.None) is SecretCheck.Accepted;
        }
        catch (CardException unchanged)
        {
            _run.Log.ReaderFailed(unchanged.Message);
            return false;
        }
    }

    /// <summary>The card went away: when it is back, it says itself whether it was reset, and the rest is done.</summary>
    private async Task<CardTaskResult> AskAgainAsync()
    {
        using var patience = new CancellationTokenSource(PatienceForReturn, _run.Time);
        try
        {
            while (true)
            {
                try
                {
                    await using var card = (OpenPivCard)await _run.FindCardAsync(Scene.CardRemoved, patience.Token);
                    await _run.WorkingAsync(card.Place, patience.Token);
                    if (!_isReset && await WasResetAsync(card, patience.Token) is var wasReset and not true)
                    {
                        return card.Result(wasReset is null ? CardTaskOutcome.Unknown : CardTaskOutcome.CardRemoved);
                    }

                    _isReset = true;
                    return await FinishAsync(card);
                }
                catch (CardRemovedException gone)
                {
                    _run.Note(gone); // out again: wait again, as long as there is patience
                }
                catch (CardReaderException fault)
                {
                    await _run.AfterFaultAsync(fault, patience.Token);
                }
            }
        }
        catch (Exception unclear) when (unclear is OperationCanceledException or CardFaultException or CardNotSupportedException)
        {
            _run.Log.ReaderFailed(unclear.Message);
            return new CardTaskResult(CardTaskOutcome.Unknown);
        }
    }

    /// <summary>Whether the card took the new passcode.</summary>
    /// <remarks>
    /// A card that was locked has tries only if it was reset. Of others the count does not tell: the right passcode, shown by another
    /// program, fills it too. They compare the new one, where they have two tries or more: if it is wrong, the card is not locked by it.
    /// </remarks>
    /// <returns>Null when that cannot be found out.</returns>
    private async Task<bool?> WasResetAsync(OpenPivCard card, CancellationToken cancellationToken)
    {
        var now = await card.ReadAttemptsAsync(cancellationToken);
        return (_attemptsBefore, now) switch
        {
            (0, { } left) => _tookPuk = left > 0,
            (_, >= 2) => await card.Session.VerifyAsync(_passcode.Bytes, CancellationToken.None) switch
            {
                SecretCheck.Accepted => true, // which it may have had before: that it took the PUK, nobody has seen
                SecretCheck.Wrong => false,
                _ => null,
            },
            _ => null,
        };
    }

    /// <param name="sw">Sent without its words.</param>
    private static CardTaskResult Refused(OpenPivCard card, StatusWord sw) =>
        card.Result(CardTaskOutcome.Refused) with { StatusWord = sw.Value.ToString("X4", CultureInfo.InvariantCulture) };
}
