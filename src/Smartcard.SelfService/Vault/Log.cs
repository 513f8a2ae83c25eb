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
}
