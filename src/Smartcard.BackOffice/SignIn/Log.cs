namespace Smartcard.BackOffice.SignIn;

internal static partial class Log
{
    // Warning: it may be somebody's try, and it may be a setting that no longer fits the provider. By type: a message could quote a token.
    [LoggerMessage(6001, LogLevel.Warning, "A sign-in at the OpenID Connect provider came back wrong: {FailureType}")]
    public static partial void ProviderRefused(this ILogger logger, string failureType);
}
