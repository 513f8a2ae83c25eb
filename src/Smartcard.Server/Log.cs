namespace Smartcard.Server;

internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Error, "Due timers could not be resumed; they will be tried again")]
    public static partial void TimersFailed(this ILogger logger, Exception failure);

    [LoggerMessage(1011, LogLevel.Warning, "A post to the SendGrid webhook had no valid signature, and nothing of it was taken. If it came from SendGrid, compare Mail:SendGrid:WebhookPublicKey with the key it shows")]
    public static partial void WebhookSignatureRefused(this ILogger logger);

    [LoggerMessage(1012, LogLevel.Information, "{Method} {Route} answered {Status} in {Milliseconds} ms")]
    public static partial void RequestDone(this ILogger logger, string method, string route, int status, long milliseconds);

    [LoggerMessage(1013, LogLevel.Warning, "The figures for the metrics could not be read ({ExceptionType}); they are missing until they can")]
    public static partial void FiguresUnread(this ILogger logger, string exceptionType);

    [LoggerMessage(1014, LogLevel.Warning, "The database failed a request ({FailureType}), which was answered with 503; see /health/ready, and the database's own log")]
    public static partial void DatabaseFailed(this ILogger logger, string failureType);

    [LoggerMessage(1015, LogLevel.Warning, "{File} can be read by other accounts of this machine, and that could not be changed: give it to the host's account, or take their rights from it")]
    public static partial void FileIsOpenToOthers(this ILogger logger, string file);

    [LoggerMessage(1016, LogLevel.Warning, "What this host is doing cannot be noted in {Path} ({Reason}). It runs all the same, but a step that ends it may not be set aside: give the folder to the host's account, and start the host again")]
    public static partial void StepsNotNoted(this ILogger logger, string path, string reason);

    [LoggerMessage(1017, LogLevel.Warning, "{File} was not written by a host. It was removed, and nothing was counted of it")]
    public static partial void StepsUnread(this ILogger logger, string file);

    [LoggerMessage(
        1018,
        LogLevel.Warning,
        "More than {Slots} steps are under way at once. The others run without a note until some have ended, "
        + "so one that ends this host may not be set aside")]
    public static partial void StepsFull(this ILogger logger, int slots);
}
