using Hangfire;
using Smartcard.Domain;
using Smartcard.SelfService.Mail;
using Smartcard.Server.Telemetry;

namespace Smartcard.Server.Jobs;

/// <summary>Sends one mail of the outbox. The argument is the row's id and nothing else: Hangfire stores and shows arguments.</summary>
internal sealed class SendMailJob(MailSender sender, ILogger<SendMailJob> logger) : Job(logger)
{
    [ContinuesTrace]
    // the row says when to try again, and the sweep does so within a code's life
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    public Task RunAsync(Guid mailId, CancellationToken cancellationToken) =>
        RunAsync(() => sender.SendAsync(new MailId(mailId), cancellationToken));
}
