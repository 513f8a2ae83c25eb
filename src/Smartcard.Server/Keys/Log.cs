namespace Smartcard.Server.Keys;

internal static partial class Log
{
    // Warning: the keys known so far go on being used.
    [LoggerMessage(1101, LogLevel.Warning, "Keys cannot be read right now ({Which}: {ExceptionType}). The host uses the keys it has")]
    public static partial void KeysAreUnreadable(this ILogger logger, string which, string exceptionType);
}
