using Microsoft.Extensions.Logging;

namespace Smartcard.Storage;

internal static partial class Log
{
    // Warning: those who wait look again by themselves, some seconds later.
    [LoggerMessage(
        1201,
        LogLevel.Warning,
        "The host does not hear what other hosts commit right now ({ExceptionType}). It is connecting again")]
    public static partial void ListenerLost(this ILogger logger, string exceptionType);
}
