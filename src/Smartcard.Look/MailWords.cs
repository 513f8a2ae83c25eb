using System.Globalization;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;

namespace Smartcard.Look;

/// <summary>Mails in words for people at the desk. Never a full address, and never a code.</summary>
public static class MailWords
{
    public static string Of(MailKind kind) => kind switch
    {
        MailKind.RegistrationCode => "Code to register",
        MailKind.UnlockCode => "Code to unlock",
        MailKind.Registered => "The card is registered",
        MailKind.Unlocked => "The card is unlocked",
        MailKind.AddressReplaced => "The address was changed (sent to the old one)",
        MailKind.PasscodeMayBeSet => "The card may have a new passcode",
        MailKind.SelfServiceStopped => "Self-service has stopped",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>What this installation did with it.</summary>
    public static Telling StateOf(OutgoingMail mail) => mail.State switch
    {
        MailState.Waiting when mail.Attempts == 0 => new Telling("waiting to be sent"),
        MailState.Waiting => new Telling($"tried {Times(mail.Attempts)}, will be tried until", mail.NotAfter),
        MailState.Sent => new Telling("handed over", mail.EndedAt),
        MailState.Failed => new Telling("given up", mail.EndedAt, $", tried {Times(mail.Attempts)}"),
        _ => throw new ArgumentOutOfRangeException(nameof(mail), mail.State, null),
    };

    /// <summary>What became of it afterwards, as far as it was told.</summary>
    /// <returns>Null where nothing was told.</returns>
    public static Telling? DeliveryOf(OutgoingMail mail) => mail.Delivery switch
    {
        MailDelivery.Unknown => null,
        MailDelivery.Delivered => new Telling("delivered", mail.DeliveryAt),
        MailDelivery.Deferred => new Telling("not taken yet", mail.DeliveryAt, $"{Status(mail)}, still being tried"),
        MailDelivery.Bounced => new Telling("came back", mail.DeliveryAt, Status(mail)),
        MailDelivery.Dropped => new Telling(
            "not delivered by SendGrid", mail.DeliveryAt, $"{Status(mail)}, for example because mails to this address came back before"),
        _ => throw new ArgumentOutOfRangeException(nameof(mail), mail.Delivery, null),
    };

    /// <summary>As the chat shows it, e.g. <c>a•••@nhs.net</c>.</summary>
    public static string MaskedAddressOf(OutgoingMail mail) => EmailAddress.TryParse(mail.To, out var address) ? address.Masked : "–";

    private static string Status(OutgoingMail mail) => mail.DeliveryStatus is { } status ? $" ({status})" : "";

    private static string Times(int count) => count == 1 ? "once" : $"{count.ToString(CultureInfo.InvariantCulture)} times";
}
