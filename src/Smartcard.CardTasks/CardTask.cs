namespace Smartcard.CardTasks;

/// <summary>Work for the reader helper, as it travels. All JSON is camelCase; bytes are base64; enums are their names.</summary>
/// <param name="Id">Identifies the task.</param>
/// <param name="Kind">What to do with the card.</param>
/// <param name="CardIdentifier">The card it must be, 32 upper-case hexadecimal digits; null where any card will do.</param>
/// <param name="Challenge">Prove: 32 bytes, to be hashed with SHA-256 and signed by the card. Reset: the host's first challenge R1, 16 bytes.</param>
/// <param name="PasscodeRule">Reset and prove: the rule shown and checked before the card is touched.</param>
/// <param name="ExpiresAt">When the task ends, by the host's clock, which no other machine's clock need agree with. For helpers that do not know <see cref="SecondsLeft"/>.</param>
public sealed record CardTask(Guid Id, CardTaskKind Kind, string? CardIdentifier, byte[]? Challenge, PasscodeRule? PasscodeRule, DateTimeOffset ExpiresAt)
{
    /// <summary>How long the task lives from the moment of this answer, in seconds; the helper counts them itself. Null from a host that does not send it.</summary>
    public int? SecondsLeft { get; init; }
}

public enum CardTaskKind
{
    /// <summary>Read the card's identity, without a passcode.</summary>
    Identify,

    /// <summary>Ask for the current passcode, have the card check it, and sign the challenge.</summary>
    Prove,

    /// <summary>Ask for a new passcode twice and apply it, with the host's answer to the card's challenge.</summary>
    Reset,
}

/// <summary>The rule for a new passcode: printable ASCII, or digits alone.</summary>
public sealed record PasscodeRule(int MinLength, int MaxLength, bool DigitsOnly);

/// <summary>POST <c>/helper/sessions</c>: pairs this helper with a journey. The answer is <see cref="HelperSession"/>, or 404 for an unknown or used-up code, 429.</summary>
/// <remarks>The helper makes the token, so that it can ask again when the answer was lost: the same code with the same token is the same pairing.</remarks>
/// <param name="PairingCode">8 characters, typed or from the link; case, spaces and hyphens do not matter.</param>
/// <param name="Token">256 random bits of this helper's making, as <see cref="TokenLength"/> hexadecimal digits.</param>
public sealed record HelperSessionRequest(string PairingCode, string Token, string HelperVersion = "")
{
    public const int TokenLength = 64;
}

/// <param name="Token">The helper's own, of its request. Sent as <c>Authorization: Bearer</c> on every later call.</param>
/// <param name="Journey"><c>Registration</c> or <c>Unlock</c>, for the helper's words.</param>
/// <param name="ExpiresAt">By the host's clock: to be shown, never compared with another machine's clock.</param>
public sealed record HelperSession(string Token, string Journey, DateTimeOffset ExpiresAt);

/// <summary>POST <c>/helper/tasks/{id}/progress</c>: where the helper is, so that the chat can say so. 204.</summary>
public sealed record CardTaskProgress(CardTaskState State);

public enum CardTaskState
{
    WaitingForReader,
    WaitingForCard,
    WrongCard,
    CardRemoved,
    WaitingForPasscode,
    WrongPasscode,
    Working,
}

/// <summary>POST <c>/helper/tasks/{id}/authorise</c>, reset only: the card's challenge R2 (16 bytes). This call releases the reset. The host answers one challenge. If the answer is lost, send the same challenge again.</summary>
public sealed record AuthoriseRequest(string CardIdentifier, byte[] CardChallenge);

/// <param name="HostResponse">40 bytes for the card's second authentication step.</param>
public sealed record AuthoriseResponse(byte[] HostResponse);

/// <summary>POST <c>/helper/tasks/{id}/card-response</c>: the card's 40 bytes back; 409 when they are not from the card named. Only then is the passcode sent to the card.</summary>
public sealed record CardResponseRequest(byte[] CardResponse);

/// <param name="ConfirmChallenge">A fresh host challenge, 16 bytes, for the second authentication that shows that the card still has its key.</param>
public sealed record CardResponseAccepted(byte[] ConfirmChallenge);

/// <summary>POST <c>/helper/tasks/{id}/confirm</c>: after the reset, the card's new challenge; answered with <see cref="AuthoriseResponse"/>, once.</summary>
public sealed record ConfirmRequest(byte[] CardChallenge);

/// <summary>POST <c>/helper/tasks/{id}/result</c>: the end of the task. 204; a second copy is answered the same; 409 when the task ended otherwise; 410 when it is gone.</summary>
public sealed record CardTaskResult(CardTaskOutcome Outcome)
{
    public string? CardIdentifier { get; init; }

    /// <summary><c>Gids</c> or <c>Piv</c>.</summary>
    public string? CardType { get; init; }

    /// <summary>Passcode attempts the card has left; 0 = locked.</summary>
    public int? AttemptsLeft { get; init; }

    /// <summary>Prove: the card's signature over the challenge.</summary>
    public byte[]? Signature { get; init; }

    /// <summary>Reset: the card's 40 bytes of the confirming authentication.</summary>
    public byte[]? ConfirmResponse { get; init; }

    /// <summary>The last status word, 4 hexadecimal digits, where the card refused.</summary>
    public string? StatusWord { get; init; }
}

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

    /// <summary>The card went away while it was being changed and could not be asked again: it is either still locked or has the new passcode.</summary>
    Unknown,
}
