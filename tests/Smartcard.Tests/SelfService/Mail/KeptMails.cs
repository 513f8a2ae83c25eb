using Smartcard.SelfService.Mail;

namespace Smartcard.Tests.SelfService.Mail;

/// <summary>Keeps what it is given; refuses while told to.</summary>
internal sealed class KeptMails : IMailTransport
{
    public List<FinishedMail> Sent { get; } = [];

    public Exception? Failure { get; set; }

    /// <summary>A real transport to hand mails to; what it takes is kept here too.</summary>
    public IMailTransport? Through { get; set; }

    public async Task SendAsync(FinishedMail mail, CancellationToken cancellationToken)
    {
        if (Failure is not null)
        {
            throw Failure;
        }

        if (Through is not null)
        {
            await Through.SendAsync(mail, cancellationToken);
        }

        Sent.Add(mail);
    }
}
