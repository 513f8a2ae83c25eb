using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;
using Smartcard.Wording;

namespace Smartcard.Look;

/// <summary>Mails in words for people at the desk. Never a full address, and never a code.</summary>
public static class MailWords
{
    public static string Of(MailKind kind) => kind switch
    {
        MailKind.RegistrationCode => Catalogue.MailPages["kind.registrationCode"],
        MailKind.UnlockCode => Catalogue.MailPages["kind.unlockCode"],
        MailKind.Registered => Catalogue.MailPages["kind.registered"],
        MailKind.Unlocked => Catalogue.MailPages["kind.unlocked"],
        MailKind.AddressReplaced => Catalogue.MailPages["kind.addressReplaced"],
        MailKind.PasscodeMayBeSet => Catalogue.MailPages["kind.passcodeMayBeSet"],
        MailKind.SelfServiceStopped => Catalogue.MailPages["kind.selfServiceStopped"],
        MailKind.ResetInPerson => Catalogue.MailPages["kind.resetInPerson"],
        MailKind.QuestionsCleared => Catalogue.MailPages["kind.questionsCleared"],
        MailKind.AddressCode => Catalogue.MailPages["kind.addressCode"],
        MailKind.AddressChanged => Catalogue.MailPages["kind.addressChanged"],
        MailKind.CardSuspended => Catalogue.MailPages["kind.cardSuspended"],
        MailKind.CardRevoked => Catalogue.MailPages["kind.cardRevoked"],
        MailKind.DataErased => Catalogue.MailPages["kind.dataErased"],
        MailKind.Alert => Catalogue.MailPages["kind.alert"],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>What this installation did with it.</summary>
    public static Telling StateOf(OutgoingMail mail) => mail.State switch
    {
        MailState.Waiting when mail.Attempts == 0 => new Telling(Catalogue.MailPages["state.waiting"]),
        MailState.Waiting => new Telling(Catalogue.MailPages["state.tried", ("times", mail.Attempts)], mail.NotAfter),
        MailState.Sent => new Telling(Catalogue.MailPages["state.sent"], mail.EndedAt),
        MailState.Failed => new Telling(
            Catalogue.MailPages["state.failed"],
            mail.EndedAt,
            Catalogue.MailPages["state.failedAfter", ("times", mail.Attempts)]),
        _ => throw new ArgumentOutOfRangeException(nameof(mail), mail.State, null),
    };

    /// <summary>What became of it afterwards, as far as it was told.</summary>
    /// <returns>Null where nothing was told.</returns>
    public static Telling? DeliveryOf(OutgoingMail mail) => mail.Delivery switch
    {
        MailDelivery.Unknown => null,
        MailDelivery.Delivered => new Telling(Catalogue.MailPages["delivery.delivered"], mail.DeliveryAt),
        MailDelivery.Deferred => new Telling(
            Catalogue.MailPages["delivery.deferred"],
            mail.DeliveryAt,
            Catalogue.MailPages["delivery.deferredAfter", ("status", Status(mail))]),
        MailDelivery.Bounced => new Telling(Catalogue.MailPages["delivery.bounced"], mail.DeliveryAt, Status(mail)),
        MailDelivery.Dropped => new Telling(
            Catalogue.MailPages["delivery.dropped"],
            mail.DeliveryAt,
            Catalogue.MailPages["delivery.droppedAfter", ("status", Status(mail))]),
        _ => throw new ArgumentOutOfRangeException(nameof(mail), mail.Delivery, null),
    };

    /// <summary>As the chat shows it, e.g. <c>a•••@nhs.net</c>.</summary>
    public static string MaskedAddressOf(OutgoingMail mail) => EmailAddress.TryParse(mail.To, out var address) ? address.Masked : "–";

    private static string Status(OutgoingMail mail) => mail.DeliveryStatus is { } status ? $" ({status})" : "";
}
