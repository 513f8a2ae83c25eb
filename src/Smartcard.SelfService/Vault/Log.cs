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

    // Warning: another token may have answered. If none did, /health/ready says so. Once for each outage.
    [LoggerMessage(2402, LogLevel.Warning, "{Sentence}")]
    public static partial void TokenIsAway(this ILogger logger, string sentence);

    [LoggerMessage(2403, LogLevel.Information, "The token {Token} answers again")]
    public static partial void TokenIsBack(this ILogger logger, string token);

    // Error: no ward needs so many. A program has gone wrong, or somebody has taken over this host.
    [LoggerMessage(
        2404,
        LogLevel.Error,
        "This host has used keys of cards {Limit} times within an hour, so it is given no more for now. See docs/vault.md")]
    public static partial void VaultIsClosed(this ILogger logger, int limit);
}
