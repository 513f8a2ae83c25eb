namespace Smartcard.Server;

internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Error, "Due timers could not be resumed; they will be tried again")]
    public static partial void TimersFailed(this ILogger logger, Exception failure);

}
