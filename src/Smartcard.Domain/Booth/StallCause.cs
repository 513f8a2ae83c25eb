namespace Smartcard.Domain.Booth;

/// <summary>Why a journey stands still, as far as what is on record tells.</summary>
public enum StallCause
{
    /// <summary>A timer of the workflow is late: a fault of ours.</summary>
    LateTimer,

    /// <summary>The card was being changed, and nobody saw how it ended.</summary>
    ResultUnknown,

    /// <summary>The helper was connected, and nothing is heard of it any more.</summary>
    HelperLost,

    /// <summary>No helper has used the code that the chat shows.</summary>
    HelperNotConnected,

    /// <summary>The helper that tried to connect is too old.</summary>
    HelperOutdated,

    /// <summary>The helper finds no reader, or no smartcard service.</summary>
    NoReader,

    NoCard,
    WrongCard,

    /// <summary>The card was taken out and not put back.</summary>
    CardRemoved,

    /// <summary>Another program has the card.</summary>
    CardInUse,

    /// <summary>The vault did not answer when the passcode was to be set.</summary>
    VaultAway,

    /// <summary>The helper asks for a passcode.</summary>
    PasscodeNotTyped,

    /// <summary>The helper is at work for longer than any card takes.</summary>
    HelperStuck,

    /// <summary>The host that was sending the mail with the code has gone, and no other has taken over yet.</summary>
    HostGone,

    /// <summary>No host does background work, so that no mail goes out.</summary>
    NoHostAtWork,

    /// <summary>The mail with the code is not accepted yet.</summary>
    MailWaiting,

    /// <summary>The receiving server does not take the mail yet.</summary>
    MailDeferred,

    /// <summary>The receiving server refused the mail.</summary>
    MailCameBack,

    /// <summary>The mail was given up.</summary>
    MailFailed,

    /// <summary>The code has run out, and no new one was asked for.</summary>
    CodeExpired,

    /// <summary>The mail went out, and the code was not entered.</summary>
    CodeNotEntered,

    /// <summary>Something is asked in the chat, and the person does not answer.</summary>
    PersonSilent,
}
