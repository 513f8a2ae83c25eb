using Microsoft.Extensions.Logging;
using Smartcard.Domain;
using Smartcard.Domain.Mail;

namespace Smartcard.SelfService.Mail;

internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Information, "Mail {MailId} ({Kind}) was accepted")]
    public static partial void MailSent(this ILogger logger, MailId mailId, MailKind kind);

    [LoggerMessage(3002, LogLevel.Warning, "Mail {MailId} was not accepted at attempt {Attempt} ({Failure}). It will be tried again")]
    public static partial void MailWillBeRetried(this ILogger logger, MailId mailId, int attempt, string failure);

    [LoggerMessage(3003, LogLevel.Warning, "Mail {MailId} was refused for good ({Failure})")]
    public static partial void MailRefused(this ILogger logger, MailId mailId, string failure);

    [LoggerMessage(3004, LogLevel.Warning, "Mail {MailId} ({Kind}) was given up because it could no longer arrive in time")]
    public static partial void MailGivenUp(this ILogger logger, MailId mailId, MailKind kind);

    // Error: no mail goes out until somebody does what it says.
    [LoggerMessage(3005, LogLevel.Error, "Mail {MailId} could not be handed over at attempt {Attempt}. {WhatToDo} It will be tried again")]
    public static partial void MailSetupIsWrong(this ILogger logger, MailId mailId, int attempt, string whatToDo);

    [LoggerMessage(
        3006,
        LogLevel.Warning,
        "Mails go to {Host} without encryption, and so do the codes in them. Set Mail:Smtp:Security to StartTls or "
        + "Tls, unless you alone use the network in between")]
    public static partial void MailIsNotEncrypted(this ILogger logger, string host);

    [LoggerMessage(
        3007,
        LogLevel.Warning,
        "Mail:SendGrid:Sandbox is on, so SendGrid checks mails and does not deliver them. Set it to false before "
        + "staff use this installation")]
    public static partial void MailIsNotDelivered(this ILogger logger);

    [LoggerMessage(
        3008,
        LogLevel.Warning,
        "Mail:SendGrid:WebhookPublicKey is not set, so nobody finds out about mails that come back. "
        + "docs/operations.md says how to set up the webhook")]
    public static partial void NothingIsToldOfMails(this ILogger logger);

    // Information: the carrier's business; what staff of the back office should look at is on their page of mails.
    [LoggerMessage(3009, LogLevel.Information, "Mail {MailId} ({Kind}): {Delivery} {Status}")]
    public static partial void MailNoted(this ILogger logger, MailId mailId, MailKind kind, MailDelivery delivery, string? status);

    [LoggerMessage(
        3010,
        LogLevel.Warning,
        "Mail:MailboxPage is on, so anybody who uses this machine, or a proxy on it, can read all mails at /mailbox, "
        + "including codes. Set it to false before staff use this installation")]
    public static partial void MailsAreOnAPage(this ILogger logger);
}
