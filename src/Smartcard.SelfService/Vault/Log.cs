using Microsoft.Extensions.Logging;

namespace Smartcard.SelfService.Vault;

internal static partial class Log
{
    // Warning: right for a demonstration, and nowhere else.
    [LoggerMessage(
        2401,
        LogLevel.Warning,
        "This host uses the development vault: the keys of cards are opened in its memory. For a real installation, see docs/vault.md")]
    public static partial void DevelopmentVault(this ILogger logger);

    // Warning: another token may have answered. If none did, /health/ready says so.
    [LoggerMessage(2402, LogLevel.Warning, "{Sentence}")]
    public static partial void TokenIsAway(this ILogger logger, string sentence);
}
