using Microsoft.Extensions.Logging;

namespace Smartcard.Storage;

internal static partial class Log
{
    // Warning: those who wait look again by themselves, some seconds later.
    [LoggerMessage(1201, LogLevel.Warning, "What other hosts commit is not heard at the moment ({ExceptionType}); the connection is made anew")]
    public static partial void ListenerLost(this ILogger logger, string exceptionType);
}
