using System.Security.Cryptography;
using Smartcard.CardTasks;
using Smartcard.CardTasks.Piv;

namespace Smartcard.Helper.Tasks.Piv;

/// <summary>Where the PUKs of one reset come from: the host, sealed for this reset's key. All that came are wiped at the end.</summary>
internal sealed class PukSource(TaskRun run) : IDisposable
{
    private const int ChallengeLength = 32;

    /// <summary>How long the host is told what a card said against a PUK: that one must not be given again.</summary>
    private static readonly TimeSpan PatienceForWord = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>How long one answer is waited for: the card is in the reader, and the person before it.</summary>
    private static readonly TimeSpan PatienceForAnswer = TimeSpan.FromSeconds(20);

    private readonly PukReply _reply = new();
    private readonly List<HeldPuk> _held = [];

    /// <summary>What the PUKs of this reset are sealed for; the card's release covers it.</summary>
    public byte[] ReplyKey => _reply.PublicKey;

    /// <summary>What key 9A signs in the end. It came with the first PUK, and is the same in all answers.</summary>
    public byte[] Challenge { get; private set; } = [];

    /// <summary>Asks for the release.</summary>
    /// <returns>Null when what came is none.</returns>
    /// <exception cref="HostRefusedException">The reset is not released.</exception>
    /// <exception cref="HostUnreachableException">No answer.</exception>
    public async Task<HeldPuk?> AskAsync(string cardIdentifier, byte[] presenceSignature)
    {
        var request = new PukRequest(cardIdentifier, presenceSignature, _reply.PublicKey);
        var answer = await run.Host.AskPukAsync(run.Session, run.Task.Id, request, CancellationToken.None);
        Challenge = answer.Challenge is { Length: ChallengeLength } challenge ? challenge : [];
        return Challenge is [] ? null : Open(answer);
    }

    /// <summary>Tells the host that the card has the new passcode by this PUK.</summary>
    /// <returns>What to put in its place; null when the host gives none, or does not answer.</returns>
    public async Task<HeldPuk?> AcceptedAsync(HeldPuk puk)
    {
        try
        {
            return await TellAsync(new PukResult(puk.Version, PukOutcome.Accepted, _reply.PublicKey));
        }
        catch (Exception away) when (MayAnswerLater(away))
        {
            run.Log.ReaderFailed(away.Message);
            return null;
        }
    }

    /// <summary>Tells the host what the card said against this PUK, and asks again for as long as there is patience.</summary>
    /// <param name="attemptsLeft">0 = blocked.</param>
    /// <returns>The one other that the card may have; null when there is none, or the host does not answer.</returns>
    public async Task<HeldPuk?> RefusedAsync(HeldPuk puk, int attemptsLeft)
    {
        var outcome = attemptsLeft == 0 ? PukOutcome.Blocked : PukOutcome.Wrong;
        var result = new PukResult(puk.Version, outcome, _reply.PublicKey) { AttemptsLeft = attemptsLeft };
        var since = run.Time.GetTimestamp();
        while (true)
        {
            try
            {
                return await TellAsync(result);
            }
            catch (Exception away) when (MayAnswerLater(away))
            {
                run.Log.ReaderFailed(away.Message);
                if (run.Time.GetElapsedTime(since) > PatienceForWord)
                {
                    return null;
                }

                await Task.Delay(Pause, run.Time, CancellationToken.None);
            }
        }
    }

    public void Dispose()
    {
        _reply.Dispose();
        _held.ForEach(puk => puk.Dispose());
    }

    private static bool MayAnswerLater(Exception away) =>
        away is HostUnreachableException or OperationCanceledException or HostRefusedException { TooManyTries: true };

    private async Task<HeldPuk?> TellAsync(PukResult result)
    {
        using var limit = new CancellationTokenSource(PatienceForAnswer, run.Time);
        try
        {
            return Open(await run.Host.ReportPukAsync(run.Session, run.Task.Id, result, limit.Token));
        }
        catch (Exception none) when (none is HostRefusedException { TooManyTries: false } or HelperSessionEndedException)
        {
            run.Log.ReaderFailed(none.Message);
            return null;
        }
    }

    private HeldPuk? Open(PukResponse answer)
    {
        try
        {
            var puk = new HeldPuk(answer.Version, _reply.Open(run.Task.Id, answer));
            _held.Add(puk);
            return puk;
        }
        catch (CryptographicException unreadable)
        {
            run.Log.ReaderFailed(unreadable.Message);
            return null;
        }
    }
}
