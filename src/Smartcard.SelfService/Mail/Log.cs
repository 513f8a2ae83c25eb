using Microsoft.Extensions.Logging;
using Smartcard.Domain;
using Smartcard.Domain.Mail;

namespace Smartcard.SelfService.Mail;

internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Information, "Mail {MailId} ({Kind}) was accepted")]
    public static partial void MailSent(this ILogger logger, MailId mailId, MailKind kind);

    [LoggerMessage(3002, LogLevel.Warning, "Mail {MailId} was not accepted at attempt {Attempt} ({Failure}); it will be tried again")]
    public static partial void MailWillBeRetried(this ILogger logger, MailId mailId, int attempt, string failure);

    [LoggerMessage(3003, LogLevel.Warning, "Mail {MailId} was refused for good ({Failure})")]
    public static partial void MailRefused(this ILogger logger, MailId mailId, string failure);

    [LoggerMessage(3004, LogLevel.Warning, "Mail {MailId} ({Kind}) is given up: it could no longer arrive in time")]
    public static partial void MailGivenUp(this ILogger logger, MailId mailId, MailKind kind);
}
