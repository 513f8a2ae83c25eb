namespace Smartcard.Server;

internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Error, "Due timers could not be resumed; they will be tried again")]
    public static partial void TimersFailed(this ILogger logger, Exception failure);

    [LoggerMessage(1003, LogLevel.Warning, "A post to the SendGrid webhook had no valid signature, and nothing of it was taken. If it came from SendGrid, compare Mail:SendGrid:WebhookPublicKey with the key it shows")]
    public static partial void WebhookSignatureRefused(this ILogger logger);
}
