namespace Smartcard.PublicEndpoints;

internal static partial class Log
{
    [LoggerMessage(
        8001,
        LogLevel.Warning,
        "A post to the SendGrid webhook had no valid signature and was ignored. If it came from SendGrid, compare "
        + "Mail:SendGrid:WebhookPublicKey with the key that SendGrid shows")]
    public static partial void WebhookSignatureRefused(this ILogger logger);
}
