using Microsoft.AspNetCore.DataProtection;
using Smartcard.Domain;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;
using Secret = Smartcard.Domain.Secrets.Secret;
using Smartcard.Storage;

namespace Smartcard.SelfService.Mail;

/// <summary>Puts mails into the outbox, in the transaction of the turn that wants them; a job is told after the commit.</summary>
public sealed class Outbox(
    SmartcardDbContext database,
    TurnTransaction turn,
    MailSignal signal,
    IDataProtectionProvider dataProtection,
    TimeProvider time)
{
    /// <summary>How long a mail without a code is tried.</summary>
    private static readonly TimeSpan TellFor = TimeSpan.FromDays(2);

    public void SendCode(MailKind kind, EmailAddress to, Journey journey, Secret code)
    {
        // Not after the moment at which the person would have less than five minutes left (S3).
        var mail = Add(kind, to, journey, time.GetUtcNow() + EmailCode.Lifetime - EmailCode.LeastUsefulLife);
        mail.Seal(ProtectorOf(dataProtection, mail.Id).Protect(code.Utf8.ToArray()), mail.CreatedAt);
    }

    /// <summary>To somebody who looks after the installation, about no journey.</summary>
    /// <param name="text">A paragraph a line.</param>
    internal void TellOfAlerts(EmailAddress to, string text) =>
        Add(MailKind.Alert, to.Value, "en", journey: null, card: null, time.GetUtcNow() + TellFor, text);

    /// <summary>To the holder of a card, about no journey.</summary>
    internal void TellHolder(MailKind kind, EmailAddress to, string language, CardId card) =>
        Add(kind, to.Value, language, journey: null, card, time.GetUtcNow() + TellFor);

    public void Tell(MailKind kind, EmailAddress to, Journey journey) => Add(kind, to, journey, time.GetUtcNow() + TellFor);

    /// <param name="dueAt">Until then it may be taken back, or sent early.</param>
    internal void TellLater(MailKind kind, EmailAddress to, Journey journey, DateTimeOffset dueAt) =>
        Add(kind, to, journey, dueAt + TellFor).Retry(dueAt);

    /// <summary>Sends a mail that was for later.</summary>
    internal void SendNow(OutgoingMail mail)
    {
        mail.Retry(time.GetUtcNow());
        turn.AfterCommit(() => signal.Added(mail.Id));
    }

    /// <summary>A mail without a code, again.</summary>
    internal MailId SendAgain(OutgoingMail mail) =>
        Add(mail.Kind, mail.To, mail.Language, mail.JourneyId, mail.CardId, time.GetUtcNow() + TellFor, mail.Text).Id;

    internal static IDataProtector ProtectorOf(IDataProtectionProvider provider, MailId id) =>
        provider.CreateProtector("Smartcard.MailCode.v1", id.Value.ToString());

    /// <summary>One for later is found by the sweep: no job is made for it now.</summary>
    private void SignalWhereDue(OutgoingMail mail)
    {
        if (mail.DueAt <= time.GetUtcNow())
        {
            signal.Added(mail.Id);
        }
    }

    private OutgoingMail Add(MailKind kind, EmailAddress to, Journey journey, DateTimeOffset notAfter) =>
        Add(kind, to.Value, journey.Language, journey.Id, journey.CardId, notAfter);

    private OutgoingMail Add(
        MailKind kind,
        string to,
        string language,
        JourneyId? journey,
        CardId? card,
        DateTimeOffset notAfter,
        string? text = null)
    {
        var mail = new OutgoingMail
        {
            Id = MailId.New(),
            Kind = kind,
            To = to,
            Language = language,
            Text = text,
            JourneyId = journey,
            CardId = card,
            CreatedAt = time.GetUtcNow(),
            NotAfter = notAfter,
        };
        mail.Retry(mail.CreatedAt);
        database.Add(mail);
        turn.AfterCommit(() => SignalWhereDue(mail));
        return mail;
    }
}

/// <summary>Tells whoever runs jobs that a mail was committed. A lost signal loses nothing: the sweep finds the row.</summary>
public sealed class MailSignal
{
    public event Action<MailId>? OnAdded;

    public void Added(MailId id) => OnAdded?.Invoke(id);
}
