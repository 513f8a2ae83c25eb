using System.ComponentModel.DataAnnotations;
using Smartcard.Domain.Registrations;

namespace Smartcard.SelfService.Mail;

/// <summary>Settings of mail; configuration section <c>Mail</c>.</summary>
public sealed class MailOptions : IValidatableObject
{
    public const string Section = "Mail";

    /// <summary>Where mails go. Default: the development mailbox, which needs nothing and delivers nothing.</summary>
    public MailTransportKind Transport { get; set; } = MailTransportKind.Mailbox;

    /// <summary>
    /// For development: the mails of the development mailbox, with their codes, as a page for whoever sits at the
    /// host's machine. Default false.
    /// </summary>
    public bool MailboxPage { get; set; }

    /// <summary>The sender, e.g. <c>smartcards@trust.nhs.uk</c>.</summary>
    public string From { get; set; } = "no-reply@smartcard.invalid";

    /// <summary>
    /// Puts the code into the subject line too, so that a phone shows it without being unlocked. Default false: whoever sees the
    /// phone sees the code, and mail services keep subject lines in their lists.
    /// </summary>
    public bool CodeInSubject { get; set; }

    /// <summary>Whom to tell when it was not the person, as it stands in every mail.</summary>
    [Required]
    public string RegistrationAuthority { get; set; } = "the RA desk of your organisation";

    /// <summary>
    /// The address of this host for links in mails, e.g. <c>https://smartcard.trust.nhs.uk</c>. Default: the
    /// installation's <c>PublicAddress</c>.
    /// </summary>
    [Required]
    [Url]
    public string PublicAddress { get; set; } = "";

    public SmtpOptions Smtp { get; set; } = new();

    public SendGridOptions SendGrid { get; set; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Mistakes().Select(mistake => new ValidationResult(mistake));

    private IEnumerable<string> Mistakes()
    {
        if (!Enum.IsDefined(Transport))
        {
            yield return $"Mail:Transport is {Transport}: write Mailbox, Smtp or SendGrid.";
        }

        // We correct a person's address, but not a setting: the mail server gets it as it is.
        if (!EmailAddress.TryParse(From, out var from) || !string.Equals(from.Value, From, StringComparison.OrdinalIgnoreCase))
        {
            yield return $"Mail:From is '{From}', which is not an email address. Write it like smartcards@trust.nhs.uk.";
        }
        else if (Transport != MailTransportKind.Mailbox && from.Domain.EndsWith(".invalid", StringComparison.Ordinal))
        {
            yield return $"Mail:From is '{From}', a sender that no server accepts. Use one that may send for your "
                + "organisation, for example smartcards@trust.nhs.uk.";
        }

        var ofTransport = Transport switch
        {
            MailTransportKind.Smtp => Smtp.Mistakes(),
            MailTransportKind.SendGrid => SendGrid.Mistakes(),
            _ => [],
        };
        foreach (var mistake in ofTransport)
        {
            yield return mistake;
        }

        if (SendGrid.WebhookMistake() is { } unreadable)
        {
            yield return unreadable;
        }
    }
}

public enum MailTransportKind
{
    Mailbox,
    Smtp,
    SendGrid,
}
