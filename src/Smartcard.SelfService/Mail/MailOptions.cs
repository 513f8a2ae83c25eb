using System.ComponentModel.DataAnnotations;

namespace Smartcard.SelfService.Mail;

/// <summary>Settings of mail; configuration section <c>Mail</c>.</summary>
public sealed class MailOptions : IValidatableObject
{
    public const string Section = "Mail";

    /// <summary>Where mails go. Default: the development mailbox, which needs nothing and delivers nothing.</summary>
    public MailTransportKind Transport { get; set; } = MailTransportKind.Mailbox;

    /// <summary>The sender, e.g. <c>smartcards@trust.nhs.uk</c>.</summary>
    [Required]
    [EmailAddress]
    public string From { get; set; } = "no-reply@smartcard.invalid";

    /// <summary>Whom to tell when it was not the person, as it stands in every mail.</summary>
    [Required]
    public string RegistrationAuthority { get; set; } = "the RA desk of your organisation";

    /// <summary>The address of this host for links in mails, e.g. <c>https://smartcard.trust.nhs.uk</c>. Default: the installation's <c>PublicAddress</c>.</summary>
    [Required]
    [Url]
    public string PublicAddress { get; set; } = "";

    public SmtpOptions Smtp { get; set; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Transport == MailTransportKind.Smtp && string.IsNullOrWhiteSpace(Smtp.Host))
        {
            yield return new ValidationResult("Mail:Smtp:Host is empty, and mails go by SMTP: name the mail server, e.g. smtp.trust.nhs.uk.");
        }

        if (Transport == MailTransportKind.Smtp && Smtp.Port is < 1 or > 65535)
        {
            yield return new ValidationResult($"Mail:Smtp:Port is {Smtp.Port}: give a port from 1 to 65535, e.g. 587.");
        }
    }
}

public enum MailTransportKind
{
    Mailbox,
    Smtp,
}

/// <summary>The mail server, for <see cref="MailTransportKind.Smtp"/>.</summary>
public sealed class SmtpOptions
{
    public string Host { get; set; } = "";

    /// <summary>Default 587; 1 to 65535.</summary>
    public int Port { get; set; } = 587;

    public SmtpSecurity Security { get; set; } = SmtpSecurity.StartTls;

    /// <summary>Null or empty = no sign-in.</summary>
    public string? UserName { get; set; }

    public string? Password { get; set; }

    public override string ToString() => $"{Host}:{Port} {Security}";
}

public enum SmtpSecurity
{
    StartTls,
    Tls,

    /// <summary>No encryption: for a mail server on this very machine.</summary>
    None,
}
