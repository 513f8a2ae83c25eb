namespace Smartcard.Server;

internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Error, "Due timers could not be resumed and will be tried again")]
    public static partial void TimersFailed(this ILogger logger, Exception failure);

    [LoggerMessage(1012, LogLevel.Information, "{Method} {Route} answered {Status} in {Milliseconds} ms")]
    public static partial void RequestDone(this ILogger logger, string method, string route, int status, long milliseconds);

    [LoggerMessage(
        1013,
        LogLevel.Warning,
        "The figures for the metrics could not be read ({ExceptionType}). They are missing until they can be read again")]
    public static partial void FiguresUnread(this ILogger logger, string exceptionType);

    [LoggerMessage(
        1014,
        LogLevel.Warning,
        "The database failed a request ({FailureType}), which got 503. See /health/ready, and the database's own log")]
    public static partial void DatabaseFailed(this ILogger logger, string failureType);

    [LoggerMessage(
        1015,
        LogLevel.Warning,
        "Other accounts of this machine can read {File}, and the host could not change that. Give the file to the "
        + "host's account, or remove the others' rights")]
    public static partial void FileIsOpenToOthers(this ILogger logger, string file);

    [LoggerMessage(
        1016,
        LogLevel.Warning,
        "The host cannot note in {Path} what it is doing ({Reason}). It still runs, but a step that ends it may not "
        + "be set aside. Give the folder to the host's account, and restart the host")]
    public static partial void StepsNotNoted(this ILogger logger, string path, string reason);

    [LoggerMessage(1017, LogLevel.Warning, "{File} was not written by a host. It was removed and did not count")]
    public static partial void StepsUnread(this ILogger logger, string file);

    [LoggerMessage(
        1018,
        LogLevel.Warning,
        "More than {Slots} steps are running at once. The rest run without a note until some have ended, "
        + "so one that ends this host may not be set aside")]
    public static partial void StepsFull(this ILogger logger, int slots);
}
