using Microsoft.Extensions.Logging;
using Smartcard.Domain;
using Smartcard.Domain.Systems;

namespace Smartcard.SelfService.Systems;

internal static partial class Log
{
    // Warning: a system goes on with a token that somebody ended, or somebody else has it.
    [LoggerMessage(2601, LogLevel.Warning, "The API token {TokenId} was used and refused, because it is {State}")]
    public static partial void ApiTokenRefused(this ILogger logger, UserId tokenId, ApiTokenState state);
}
