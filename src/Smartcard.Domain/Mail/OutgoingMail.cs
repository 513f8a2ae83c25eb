namespace Smartcard.Domain.Mail;

/// <summary>A mail on its way out. Its code, if it has one, is sealed here until the mail is accepted, dead or expired, and then erased.</summary>
public sealed class OutgoingMail
{
    public required MailId Id { get; init; }

    public required MailKind Kind { get; init; }

    public required string To { get; init; }

    public required string Language { get; init; }

    public JourneyId? JourneyId { get; init; }

    public CardId? CardId { get; init; }

    /// <summary>Protected by data protection; null once erased.</summary>
    public byte[]? SealedCode { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it may be tried next.</summary>
    public DateTimeOffset DueAt { get; private set; }

    /// <summary>After this it is not sent any more.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    public MailState State { get; private set; }

    public int Attempts { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public int Version { get; private set; }

    public void Seal(byte[] sealedCode, DateTimeOffset dueAt) => (SealedCode, DueAt) = (sealedCode, dueAt);

    /// <summary>Takes the mail for sending, so that no other worker does until <paramref name="until"/>.</summary>
    public void Claim(DateTimeOffset until)
    {
        Attempts++;
        DueAt = until;
        Version++;
    }

    public void Retry(DateTimeOffset at)
    {
        DueAt = at;
        Version++;
    }

    public void End(MailState state, DateTimeOffset now)
    {
        State = state;
        EndedAt = now;
        SealedCode = null;
        Version++;
    }
}

public enum MailKind
{
    RegistrationCode,
    UnlockCode,
    Registered,
    Unlocked,

    /// <summary>To the address that a new registration replaced.</summary>
    AddressReplaced,

    /// <summary>A reset was released, and nobody saw how it ended.</summary>
    PasscodeMayBeSet,

    /// <summary>The holder said in the chat: this was not me.</summary>
    SelfServiceStopped,
}

public enum MailState
{
    Waiting,
    Sent,

    /// <summary>It could no longer arrive in time, or was refused for good.</summary>
    Failed,
}
