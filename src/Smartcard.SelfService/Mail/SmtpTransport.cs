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

    public async Task SendAsync(FinishedMail mail, CancellationToken cancellationToken)
    {
        var smtp = options.Value.Smtp;
        using var message = new MimeMessage();
        message.From.Add(MailboxAddress.Parse(options.Value.From));
        message.To.Add(MailboxAddress.Parse(mail.To));
        message.Subject = mail.Subject;
        // The same for every attempt, so that a receiver can tell a repeat.
        message.MessageId = $"{mail.Id:N}@smartcard";
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Body = new BodyBuilder { TextBody = mail.Text, HtmlBody = mail.Html }.ToMessageBody();

        using var client = new SmtpClient { Timeout = (int)Limit.TotalMilliseconds };
        await client.ConnectAsync(
            smtp.Host,
            smtp.Port,
            smtp.Security switch
            {
                SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
                SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
                _ => SecureSocketOptions.None,
            },
            cancellationToken);
        if (!string.IsNullOrEmpty(smtp.UserName))
        {
            await client.AuthenticateAsync(smtp.UserName, smtp.Password ?? "", cancellationToken);
        }

        try
        {
            await client.SendAsync(message, cancellationToken);
        }
        catch (SmtpCommandException refusal) when ((int)refusal.StatusCode is >= 500 and < 600)
        {
            throw new MailRefusedException($"The mail server answered {(int)refusal.StatusCode}.");
        }

        await HangUpAsync(client, cancellationToken);
    }

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
