namespace Smartcard.CardTasks;

/// <summary>Work for the reader helper, as it travels. JSON is camelCase; bytes are base64; enums are their names.</summary>
/// <param name="Id">Identifies the task.</param>
/// <param name="Kind">What to do with the card.</param>
/// <param name="CardIdentifier">The card it must be, 32 upper-case hexadecimal digits; null where any card will do.</param>
/// <param name="Challenge">
/// Identify and prove: 32 bytes, which the card signs as <see cref="ProveChallenge"/> says; a GIDS card signs nothing to be identified.
/// Reset of a PIV card: 32 bytes, for <see cref="Piv.PukRequest"/>. Reset of a GIDS card, and check key: the host's first challenge,
/// 16 bytes. Otherwise: null.
/// </param>
/// <param name="PasscodeRule">Reset and prove: the rule, shown and checked before the card is touched. Otherwise: null.</param>
/// <param name="ExpiresAt">
/// When the task ends, by the host's clock. Do not compare it with the clock of another machine: it is for helpers that do not
/// know <see cref="SecondsLeft"/>.
/// </param>
public sealed record CardTask(
    Guid Id, CardTaskKind Kind, string? CardIdentifier, byte[]? Challenge, PasscodeRule? PasscodeRule, DateTimeOffset ExpiresAt)
{
    /// <summary>
    /// How long the task lives from the moment of this answer, in seconds, from 0; the helper counts them itself. Null from a
    /// host that does not send it.
    /// </summary>
    public int? SecondsLeft { get; init; }

    /// <summary>Reset: the kind of card, <c>Gids</c> or <c>Piv</c>. Null where any will do; null in a reset is <c>Gids</c>.</summary>
    public string? CardType { get; init; }
}

/// <summary>What to do with the card.</summary>
public enum CardTaskKind
{
    /// <summary>Read the card's identity, without a passcode.</summary>
    Identify,

    /// <summary>Ask for the current passcode, have the card check it, and sign the challenge.</summary>
    Prove,

    /// <summary>Ask for a new passcode twice and apply it, with the host's answer to the card's challenge.</summary>
    Reset,

    /// <summary>
    /// Read the card's identity, tries, public key and certificate, without a passcode. Only for helpers that said
    /// <see cref="HelperSessionRequest.ReadsCards"/>.
    /// </summary>
    Read,

    /// <summary>
    /// Have the card show that it has its administration key, once, with the host's answer to its challenge. Then have it forget the
    /// answer at once, and never try again by yourself. Only for helpers that said <see cref="HelperSessionRequest.ReadsCards"/>.
    /// </summary>
    CheckKey,
}

/// <summary>The rule for a new passcode.</summary>
/// <param name="MinLength">The fewest characters, 4 to 8.</param>
/// <param name="MaxLength">The most characters, <paramref name="MinLength"/> to 8.</param>
/// <param name="DigitsOnly">Whether it has digits alone; otherwise any printable ASCII character.</param>
public sealed record PasscodeRule(int MinLength, int MaxLength, bool DigitsOnly)
{
    /// <summary>
    /// Passcodes that too many people use, which are refused; printable ASCII, case does not matter, at most 1,000. Empty from a host
    /// that does not send them. A helper also refuses one character all the way through, and runs such as 1234.
    /// </summary>
    public IReadOnlyList<string> Common { get; init; } = [];
}

/// <summary>POST <c>/helper/sessions</c>: pairs this helper with a journey. The answer is a <see cref="HelperSession"/>.</summary>
/// <remarks>
/// The helper makes the token, so that it can ask again when the answer was lost: the same code with the same token is the same
/// pairing.
/// </remarks>
/// <param name="PairingCode">8 letters and digits, typed or from the link; case, spaces and hyphens do not matter.</param>
/// <param name="Token">256 random bits of this helper's making, as 64 hexadecimal digits.</param>
/// <param name="HelperVersion">
/// The helper's version, for example <c>0.1.0</c>; at most 200 characters. A host that takes only some versions refuses helpers
/// that do not send it.
/// </param>
public sealed record HelperSessionRequest(string PairingCode, string Token, string HelperVersion = "")
{
    /// <summary>How many hexadecimal digits a token has.</summary>
    public const int TokenLength = 64;

    /// <summary>
    /// Whether the helper knows the tasks <see cref="CardTaskKind.Read"/> and <see cref="CardTaskKind.CheckKey"/>. A host that wants a
    /// card read refuses other helpers as too old.
    /// </summary>
    public bool ReadsCards { get; init; }
}

/// <summary>A helper's pairing with one journey.</summary>
/// <param name="Token">The helper's own, of its request. Send it as <c>Authorization: Bearer</c> with every later call.</param>
/// <param name="Journey"><c>Registration</c>, <c>Unlock</c>, <c>Report</c>, <c>InPerson</c> or <c>CardReading</c>.</param>
/// <param name="ExpiresAt">By the host's clock: to be shown, never compared with another machine's clock.</param>
public sealed record HelperSession(string Token, string Journey, DateTimeOffset ExpiresAt)
{
    /// <summary>
    /// A newer version of the helper, which can be installed; the pairing works all the same. Null where this one is the newest,
    /// and from a host that does not send it.
    /// </summary>
    public string? NewerVersion { get; init; }
}

/// <summary>POST <c>/helper/tasks/{id}/progress</c>: where the helper is, so that the chat can say so. 204.</summary>
/// <param name="State">Where the helper is.</param>
public sealed record CardTaskProgress(CardTaskState State);

/// <summary>Where the helper is with a task.</summary>
public enum CardTaskState
{
    /// <summary>No reader is connected, or this computer's smartcard service does not run.</summary>
    WaitingForReader,

    /// <summary>A reader is there, without a card.</summary>
    WaitingForCard,

    /// <summary>The card in the reader is not the one that the task names.</summary>
    WrongCard,

    /// <summary>The card was taken out too early.</summary>
    CardRemoved,

    /// <summary>The person is asked for a passcode.</summary>
    WaitingForPasscode,

    /// <summary>The card refused the passcode, and attempts are left.</summary>
    WrongPasscode,

    /// <summary>Helper and card work; leave the card in.</summary>
    Working,

    /// <summary>Another program has the card, for longer than a program takes to read it.</summary>
    CardInUse,
}

/// <summary>
/// POST <c>/helper/tasks/{id}/authorise</c>, reset and check key. This call releases the reset. The host answers one challenge, with
/// <see cref="AuthoriseResponse"/>. If the answer is lost, send the same challenge again.
/// </summary>
/// <param name="CardIdentifier">The card in the reader, 32 upper-case hexadecimal digits.</param>
/// <param name="CardChallenge">The card's challenge, 16 bytes.</param>
public sealed record AuthoriseRequest(string CardIdentifier, byte[] CardChallenge);

/// <summary>The host's half of an authentication with the card's administration key.</summary>
/// <param name="HostResponse">40 bytes for the card's second authentication step.</param>
public sealed record AuthoriseResponse(byte[] HostResponse);

/// <summary>
/// POST <c>/helper/tasks/{id}/card-response</c>, answered with <see cref="CardResponseAccepted"/>; 409 when the bytes are not
/// from the card named. Only then is the passcode sent to the card.
/// </summary>
/// <param name="CardResponse">What the card answered, 40 bytes.</param>
public sealed record CardResponseRequest(byte[] CardResponse);

/// <summary>The right card answered: the new passcode may be sent to it.</summary>
/// <param name="ConfirmChallenge">
/// A fresh challenge of the host, 16 bytes, for the second authentication, which shows that the card still has its key.
/// </param>
public sealed record CardResponseAccepted(byte[] ConfirmChallenge);

/// <summary>
/// POST <c>/helper/tasks/{id}/confirm</c>: after the reset, the card's new challenge; answered with
/// <see cref="AuthoriseResponse"/>, for this challenge alone.
/// </summary>
/// <param name="CardChallenge">The card's second challenge, 16 bytes.</param>
public sealed record ConfirmRequest(byte[] CardChallenge);

/// <summary>
/// POST <c>/helper/tasks/{id}/result</c>: the end of the task. 204; a second copy is answered the same; 409 when the task ended
/// otherwise.
/// </summary>
/// <param name="Outcome">How the task ended.</param>
public sealed record CardTaskResult(CardTaskOutcome Outcome)
{
    /// <summary>The card in the reader, 32 upper-case hexadecimal digits; null when it was not read.</summary>
    public string? CardIdentifier { get; init; }

    /// <summary>
    /// <c>Gids</c> or <c>Piv</c>; null when it was not read. <see cref="CardTaskOutcome.CardNotSupported"/>: the name of the kind, where
    /// it could be recognised.
    /// </summary>
    public string? CardType { get; init; }

    /// <summary>Card not supported: what a card of a kind that is supported does not have; null otherwise.</summary>
    public CardTrouble? Trouble { get; init; }

    /// <summary>Passcode attempts that the card has left, 0 to 15; 0 = locked; null when it was not asked.</summary>
    public int? AttemptsLeft { get; init; }

    /// <summary>
    /// Prove: the card's signature of <see cref="ProveChallenge"/>. GIDS: RSA with PKCS#1 v1.5; PIV: that, or ECDSA as a DER sequence.
    /// Reset of a PIV card: of <see cref="CardProofPurpose.NewPasscode"/>, after it has checked the new passcode.
    /// </summary>
    public byte[]? Signature { get; init; }

    /// <summary>Identify and prove, PIV: key 9E's signature for <see cref="CardProofPurpose.Presence"/>.</summary>
    public byte[]? PresenceSignature { get; init; }

    /// <summary>
    /// Reset of a PIV card: the version of the PUK that the card has now, the next one or, where that was refused or never shown, the one
    /// that it was reset with; null when a tear leaves it open which of the two.
    /// </summary>
    public int? PukVersion { get; init; }

    /// <summary>Reset: the card's 40 bytes of the confirming authentication. Check key: of the one authentication.</summary>
    public byte[]? ConfirmResponse { get; init; }

    /// <summary>Read: the public half of the key that proves the passcode, SubjectPublicKeyInfo; null when the card has none.</summary>
    public byte[]? PublicKey { get; init; }

    /// <summary>Read: the certificate of that key, DER; null when the card has none.</summary>
    public byte[]? Certificate { get; init; }

    /// <summary>Read, PIV: the public half of key 9E, SubjectPublicKeyInfo; null when the card has none.</summary>
    public byte[]? PresencePublicKey { get; init; }

    /// <summary>The last status word, 4 hexadecimal digits, where the card refused.</summary>
    public string? StatusWord { get; init; }
}

/// <summary>What a card of a supported kind does not have, so that it cannot be used.</summary>
public enum CardTrouble
{
    /// <summary>PIV: no certificate for key 9E, or one that cannot be read: the card cannot show that it is there.</summary>
    NoPresenceKey,

    /// <summary>PIV: no certificate for key 9A, or one that cannot be read: the card cannot prove its passcode.</summary>
    NoPasscodeKey,

    /// <summary>PIV: nothing on the card tells it from others.</summary>
    NoIdentity,
}

/// <summary>How a task ended.</summary>
public enum CardTaskOutcome
{
    /// <summary>The work is done: identified, proved or reset.</summary>
    Done,

    /// <summary>No reader or no card in time.</summary>
    NoCard,

    /// <summary>The card was taken out and did not come back; nothing was changed.</summary>
    CardRemoved,

    /// <summary>Another card than the one named is in the reader.</summary>
    WrongCard,

    /// <summary>The card's passcode is locked, so it cannot be proved.</summary>
    PasscodeLocked,

    /// <summary>Not a card that this product knows how to speak to.</summary>
    CardNotSupported,

    /// <summary>The card or the host refused; nothing was changed.</summary>
    Refused,

    /// <summary>The person pressed Cancel in the helper.</summary>
    Cancelled,

    /// <summary>
    /// The card went away while it was being changed and could not be asked again: it is either still locked or has the new
    /// passcode.
    /// </summary>
    Unknown,
}
