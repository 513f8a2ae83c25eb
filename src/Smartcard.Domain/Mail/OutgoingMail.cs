namespace Smartcard.Domain.Mail;

/// <summary>
/// A mail on its way out. Its code, if it has one, is sealed here until the mail is accepted, dead or expired, and then
/// erased.
/// </summary>
public sealed class OutgoingMail
{
    /// <summary>Of <see cref="DeliveryStatus"/>: three numbers of up to three digits, RFC 3463.</summary>
    public const int MaxStatusLength = 9;

    /// <summary>Of <see cref="Text"/>.</summary>
    public const int MaxTextLength = 8000;

    /// <summary>Of <see cref="ClaimedBy"/>.</summary>
    public const int MaxHostLength = 32;

    /// <summary>A host that takes a mail has it for so long.</summary>
    public static TimeSpan ClaimedFor { get; } = TimeSpan.FromMinutes(1);

    public required MailId Id { get; init; }

    public required MailKind Kind { get; init; }

    public required string To { get; init; }

    public required string Language { get; init; }

    /// <summary>
    /// What it says, a paragraph a line, where that differs from mail to mail; null where its kind says it. Nothing
    /// personal: it is not protected.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>Null where it is about none.</summary>
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

    /// <summary>The host that has taken it, by the name of its start; null = none has it, or one that does not say so.</summary>
    public string? ClaimedBy { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>What became of it once it was accepted, as far as its carrier tells; SMTP does not.</summary>
    public MailDelivery Delivery { get; private set; }

    public DateTimeOffset? DeliveryAt { get; private set; }

    /// <summary>The enhanced status code of RFC 3463 that came with it, e.g. <c>5.1.1</c>; null when none did.</summary>
    public string? DeliveryStatus { get; private set; }

    /// <summary>The mail that was made in its place at the desk.</summary>
    public MailId? SentAgainAs { get; private set; }

    public int Version { get; private set; }

    public bool HasCode => Kind is MailKind.RegistrationCode or MailKind.UnlockCode or MailKind.AddressCode;

    /// <summary>Accepted, and did not arrive.</summary>
    public bool CameBack => Delivery is MailDelivery.Bounced or MailDelivery.Dropped;

    /// <summary>It is known, or as good as known, that nobody can read it.</summary>
    public bool IsLost => CameBack || (State == MailState.Failed && Delivery != MailDelivery.Delivered);

    public void Seal(byte[] sealedCode, DateTimeOffset dueAt) => (SealedCode, DueAt) = (sealedCode, dueAt);

    /// <summary>Whether a host may be sending it at this moment: it has taken the mail, and its time is not over.</summary>
    public bool MayBeOnItsWayAt(DateTimeOffset now) =>
        State == MailState.Waiting && Attempts > 0 && DueAt > now && DueAt - now <= ClaimedFor;

    /// <summary>Takes the mail for sending, so that no other worker does until <paramref name="until"/>.</summary>
    /// <param name="host">As <see cref="ClaimedBy"/>.</param>
    public void Claim(DateTimeOffset until, string? host = null)
    {
        Attempts++;
        DueAt = until;
        ClaimedBy = host;
        Version++;
    }

    public void Retry(DateTimeOffset at)
    {
        DueAt = at;
        ClaimedBy = null;
        Version++;
    }

    public void End(MailState state, DateTimeOffset now)
    {
        State = state;
        EndedAt = now;
        SealedCode = null;
        ClaimedBy = null;
        Version++;
    }

    /// <summary>
    /// Notes what the carrier tells. Word may come late, twice and in any order: what is final stays, and of two alike
    /// the later counts.
    /// </summary>
    /// <param name="status">As <see cref="DeliveryStatus"/>.</param>
    /// <param name="at">When it happened.</param>
    /// <param name="now">When it became known here.</param>
    /// <returns>Whether it was news.</returns>
    public bool Note(MailDelivery delivery, string? status, DateTimeOffset at, DateTimeOffset now)
    {
        if (State == MailState.Waiting)
        {
            End(MailState.Sent, now); // its carrier has it, and the answer that would have said so was lost: a second copy helps nobody
        }

        if (FinalityOf(delivery) < FinalityOf(Delivery) || (FinalityOf(delivery) == FinalityOf(Delivery) && at <= DeliveryAt))
        {
            return false;
        }

        (Delivery, DeliveryStatus, DeliveryAt) = (delivery, status, at);
        Version++;
        return true;
    }

    /// <summary>Another mail goes out in its place; once.</summary>
    public void SendAgainAs(MailId mail)
    {
        SentAgainAs = mail;
        Version++;
    }

    /// <summary>A mail may come back after it was delivered, when the receiving server looks closer; never the other way round.</summary>
    private static int FinalityOf(MailDelivery delivery) => delivery switch
    {
        MailDelivery.Unknown => 0,
        MailDelivery.Deferred => 1,
        MailDelivery.Delivered => 2,
        MailDelivery.Bounced or MailDelivery.Dropped => 3,
        _ => throw new ArgumentOutOfRangeException(nameof(delivery), delivery, null),
    };
}

public enum MailKind
{
    RegistrationCode,
    UnlockCode,
    Registered,
    Unlocked,

    /// <summary>To the address that a new registration replaced.</summary>
    AddressReplaced,

    /// <summary>A reset was released, and the card has not proved how it ended.</summary>
    PasscodeMayBeSet,

    /// <summary>The holder said in the chat: this was not me.</summary>
    SelfServiceStopped,

    /// <summary>The IT booth reset the passcode in person.</summary>
    ResetInPerson,

    /// <summary>The IT booth cleared the security questions: the holder registers anew.</summary>
    QuestionsCleared,

    /// <summary>The Registration Authority suspended the card.</summary>
    CardSuspended,

    /// <summary>The Registration Authority revoked the card.</summary>
    CardRevoked,

    /// <summary>To the address that the Registration Authority is about to register: its code is read out at the desk.</summary>
    AddressCode,

    /// <summary>To the address that the Registration Authority replaced.</summary>
    AddressChanged,

    /// <summary>The Registration Authority erased what self-service held about somebody who works here.</summary>
    DataErased,

    /// <summary>To those who look after the installation: which alerts were raised, and which are over.</summary>
    Alert,
}

public enum MailState
{
    Waiting,
    Sent,

    /// <summary>It could no longer arrive in time, or was refused for good.</summary>
    Failed,
}

/// <summary>What the carrier of a mail, e.g. SendGrid, tells of it after it was accepted.</summary>
public enum MailDelivery
{
    /// <summary>Nothing, or not yet.</summary>
    Unknown,

    /// <summary>The receiving server has it.</summary>
    Delivered,

    /// <summary>The receiving server did not take it yet; the carrier tries on.</summary>
    Deferred,

    /// <summary>The receiving server refused it.</summary>
    Bounced,

    /// <summary>The carrier did not try, e.g. since mails to the address came back before.</summary>
    Dropped,
}
