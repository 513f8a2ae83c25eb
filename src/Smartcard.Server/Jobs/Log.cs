using Smartcard.Domain;

namespace Smartcard.Server.Jobs;

internal static partial class Log
{
    [LoggerMessage(1002, LogLevel.Error, "The sweep of mails and jobs failed and will be tried again: {ExceptionType}{StackTrace}")]
    public static partial void SweepFailed(this ILogger logger, string exceptionType, string? stackTrace);

    // Warning: the sweep enqueues it some seconds later.
    [LoggerMessage(1003, LogLevel.Warning, "Mail {MailId} could not be enqueued ({ExceptionType}). The sweep will do it")]
    public static partial void NotEnqueued(this ILogger logger, MailId mailId, string exceptionType);

    [LoggerMessage(1004, LogLevel.Warning, "The tables of the jobs are gone and will be made again. So will everything that was in them")]
    public static partial void TablesAreGone(this ILogger logger);

    [LoggerMessage(1005, LogLevel.Error, "{Job} failed. Its next run tries again: {ExceptionType}{StackTrace}")]
    public static partial void JobFailed(this ILogger logger, string job, string exceptionType, string? stackTrace);

    [LoggerMessage(1006, LogLevel.Information, "{Job} removed {Count}")]
    public static partial void Purged(this ILogger logger, string job, int count);

    [LoggerMessage(
        1007,
        LogLevel.Critical,
        "The audit chain is broken at entry {Sequence}: {Reason}. Somebody has changed the audit, or the database was set back")]
    public static partial void AuditIsBroken(this ILogger logger, long sequence, string reason);

    [LoggerMessage(1008, LogLevel.Information, "{Count} journey(s) are waiting for a person. The oldest has been silent since {Since:O}")]
    public static partial void JourneysAreStalled(this ILogger logger, int count, DateTimeOffset since);

    // Warning: an operator should look; the person was told long ago to start again.
    [LoggerMessage(
        1009,
        LogLevel.Warning,
        "{Count} journey(s) should have ended and did not. The first is {InstanceId}. See Instances in the back office")]
    public static partial void JourneysAreStuck(this ILogger logger, int count, Guid instanceId);

    [LoggerMessage(1019, LogLevel.Error, "Alerts could not be sent and will be tried again: {ExceptionType}{StackTrace}")]
    public static partial void AlertsNotSent(this ILogger logger, string exceptionType, string? stackTrace);

    [LoggerMessage(1020, LogLevel.Warning, "The store of the jobs does not say which hosts do background work ({ExceptionType})")]
    public static partial void HostsNotSeen(this ILogger logger, string exceptionType);

    [LoggerMessage(1010, LogLevel.Warning, "{Path} cannot be read, so the audit will be verified from the start")]
    public static partial void AuditProgressIsUnreadable(this ILogger logger, string path);

    [LoggerMessage(1021, LogLevel.Error, "Imports stopped and will go on again: {ExceptionType}{StackTrace}")]
    public static partial void ImportsFailed(this ILogger logger, string exceptionType, string? stackTrace);
}
