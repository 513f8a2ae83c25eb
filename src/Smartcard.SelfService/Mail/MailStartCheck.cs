using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Smartcard.SelfService.Mail;

/// <summary>Says at the start what about mail is allowed, and still not what an installation for staff should have.</summary>
public sealed class MailStartCheck(IOptions<MailOptions> options, ILogger<MailStartCheck> logger)
{
    /// <exception cref="OptionsValidationException">A setting of mail is wrong.</exception>
    public void Warn()
    {
        var mail = options.Value;
        if (mail is { Transport: MailTransportKind.Mailbox, MailboxPage: true })
        {
            logger.MailsAreOnAPage();
        }

        if (mail is { Transport: MailTransportKind.Smtp, Smtp: { Security: SmtpSecurity.None, IsOnThisMachine: false } })
        {
            logger.MailIsNotEncrypted(mail.Smtp.Host);
        }

        if (mail is { Transport: MailTransportKind.SendGrid, SendGrid.Sandbox: true })
        {
            logger.MailIsNotDelivered();
        }

        if (mail.Transport == MailTransportKind.SendGrid && string.IsNullOrWhiteSpace(mail.SendGrid.WebhookPublicKey))
        {
            logger.NothingIsToldOfMails();
        }
    }
}
