namespace Smartcard.Server.Keys;

internal static partial class Log
{
    // Warning: the keys known so far go on being used.
    [LoggerMessage(1101, LogLevel.Warning, "Keys cannot be read at the moment ({Which}: {ExceptionType}); those known so far are used")]
    public static partial void KeysAreUnreadable(this ILogger logger, string which, string exceptionType);
}
