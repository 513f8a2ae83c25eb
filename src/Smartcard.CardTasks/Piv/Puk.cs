namespace Smartcard.CardTasks.Piv;

/// <summary>
/// POST <c>/helper/tasks/{id}/puk</c>, reset of a PIV card. This call releases the reset: the host answers with
/// <see cref="PukResponse"/>, or 409. If the answer is lost, send the same request again.
/// </summary>
/// <param name="CardIdentifier">The card in the reader, 32 upper-case hexadecimal digits.</param>
/// <param name="PresenceSignature">
/// Key 9E's signature of <see cref="ProveChallenge.ReleaseOf"/> with the task's challenge and the key in ReplyKey.
/// </param>
/// <param name="ReplyKey">A fresh P-256 key of the helper, SubjectPublicKeyInfo: the PUK is sealed for it alone.</param>
public sealed record PukRequest(string CardIdentifier, byte[] PresenceSignature, byte[] ReplyKey);

/// <summary>A PUK of the card, for one use and at once.</summary>
/// <param name="Version">Which PUK it is; no secret.</param>
/// <param name="SealedPuk">The PUK's 8 bytes, as <see cref="PukReply"/> opens them.</param>
/// <param name="Challenge">
/// 32 bytes, the same in every answer of one task: after the reset, key 9A signs <see cref="ProveChallenge.MessageOf"/> with
/// <see cref="CardProofPurpose.NewPasscode"/> and this challenge.
/// </param>
public sealed record PukResponse(int Version, byte[] SealedPuk, byte[] Challenge);

/// <summary>
/// POST <c>/helper/tasks/{id}/puk-result</c>: what the card made of a PUK. Say it at once, before the card is asked anything more.
/// It may be said again. Answered with <see cref="PukResponse"/>: after <see cref="PukOutcome.Accepted"/> with the next PUK, which the
/// card has to be given now in the place of this one; after <see cref="PukOutcome.Wrong"/> with the one other PUK that the card may
/// have. 409 where there is none, or the card has too few attempts left for it: then the PUK is not shown to the card any more.
/// </summary>
/// <param name="Version">As it came with the PUK.</param>
/// <param name="Outcome">What the card said.</param>
/// <param name="ReplyKey">The one of this task's <see cref="PukRequest"/>: another is refused.</param>
public sealed record PukResult(int Version, PukOutcome Outcome, byte[] ReplyKey)
{
    /// <summary>Attempts that the PUK has left, 0 to 15; null after <see cref="PukOutcome.Accepted"/>.</summary>
    public int? AttemptsLeft { get; init; }
}

/// <summary>What a card made of a PUK.</summary>
public enum PukOutcome
{
    /// <summary>The card has the new passcode: it was reset with this PUK.</summary>
    Accepted,

    /// <summary>The card has another PUK, and has counted an attempt.</summary>
    Wrong,

    /// <summary>The card takes no PUK any more.</summary>
    Blocked,
}
