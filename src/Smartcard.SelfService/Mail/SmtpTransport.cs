using System.Net.Security;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Smartcard.SelfService.Mail;

/// <summary>Sends by SMTP.</summary>
public sealed class SmtpTransport(IOptions<MailOptions> options) : IMailTransport
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>
    /// For tests, whose server has a certificate that nobody else trusts. Null, as in every host: MailKit's own strict
    /// check.
    /// </summary>
    internal RemoteCertificateValidationCallback? Trust { get; init; }

    public async Task SendAsync(FinishedMail mail, CancellationToken cancellationToken)
    {
        using var message = MessageOf(mail);
        using var client = new SmtpClient { Timeout = (int)Limit.TotalMilliseconds, ServerCertificateValidationCallback = Trust };
        await GreetAsync(client, options.Value.Smtp, cancellationToken);
        try
        {
            await client.SendAsync(message, cancellationToken);
        }
        catch (ServiceNotAuthenticatedException)
        {
            throw new MailSetupException(
                "The mail server answered 530, so it needs a sign-in. Set Mail:Smtp:UserName and Mail:Smtp:Password.");
        }
        catch (SmtpCommandException refusal) when (IsForGood(refusal) && refusal.ErrorCode == SmtpErrorCode.SenderNotAccepted)
        {
            throw new MailSetupException(
                $"The mail server answered {(int)refusal.StatusCode} to the sender. Check that Mail:From may send "
                + "there, and check Mail:Smtp:UserName.");
        }
        catch (SmtpCommandException refusal) when (IsForGood(refusal))
        {
            throw new MailRefusedException($"The mail server answered {(int)refusal.StatusCode}.");
        }
        catch (SmtpCommandException refusal)
        {
            throw new MailDeferredException($"The mail server answered {(int)refusal.StatusCode}.");
        }

        await HangUpAsync(client, cancellationToken);
    }

    private MimeMessage MessageOf(FinishedMail mail)
    {
        var message = new MimeMessage();
        message.From.Add(MailboxAddress.Parse(options.Value.From));
        message.To.Add(MailboxAddress.Parse(mail.To));
        message.Subject = mail.Subject;
        // The same for every attempt, so that a receiver can tell a repeat.
        message.MessageId = $"{mail.Id:N}@smartcard";
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Body = new BodyBuilder { TextBody = mail.Text, HtmlBody = mail.Html }.ToMessageBody();
        return message;
    }

    /// <summary>Connects, encrypts and signs in. What goes wrong here says nothing about the mail.</summary>
    private static async Task GreetAsync(SmtpClient client, SmtpOptions smtp, CancellationToken cancellationToken)
    {
        try
        {
            await client.ConnectAsync(
                smtp.Host,
                smtp.Port,
                smtp.Security switch
                {
                    SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
                    SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
                    SmtpSecurity.None => SecureSocketOptions.None,
                    _ => throw new InvalidOperationException($"There is no security {smtp.Security}."),
                },
                cancellationToken);
            if (!string.IsNullOrEmpty(smtp.UserName))
            {
                await client.AuthenticateAsync(smtp.UserName, smtp.Password ?? "", cancellationToken);
            }
        }
        catch (SslHandshakeException)
        {
            throw new MailSetupException(
                $"{smtp.Host} does not use TLS here, or its certificate cannot be trusted. The certificate must be "
                + "valid, for the name in Mail:Smtp:Host, and from an authority that this machine trusts. "
                + $"Also check that Mail:Smtp:Security {smtp.Security} is right for port {smtp.Port}.");
        }
        catch (NotSupportedException)
        {
            throw new MailSetupException(
                $"{smtp.Host} does not offer what Mail:Smtp:Security {smtp.Security} and the sign-in need. "
                + "Check both, and Mail:Smtp:Port.");
        }
        catch (AuthenticationException)
        {
            throw new MailSetupException($"{smtp.Host} does not accept the sign-in. Check Mail:Smtp:UserName and Mail:Smtp:Password.");
        }
        catch (SmtpCommandException refusal)
        {
            throw new MailDeferredException($"The mail server answered {(int)refusal.StatusCode} before the mail.");
        }
    }

    private static bool IsForGood(SmtpCommandException refusal) => (int)refusal.StatusCode is >= 500 and < 600;

    /// <summary>The mail was accepted: a line that breaks now must not have it sent again.</summary>
    private static async Task HangUpAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception broken) when (broken is IOException or ProtocolException or OperationCanceledException)
        {
            // Disposing the client closes what is left of it.
        }
    }
}
