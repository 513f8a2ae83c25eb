using Microsoft.Extensions.Logging;
using Smartcard.Domain;

namespace Smartcard.SelfService.Import;

internal static partial class Log
{
    [LoggerMessage(2501, LogLevel.Information, "Import {ImportId}: {Rows} rows are judged")]
    public static partial void ImportJudged(this ILogger logger, ImportId importId, int rows);

    [LoggerMessage(2502, LogLevel.Information, "Import {ImportId}: {Rows} rows are imported")]
    public static partial void ImportDone(this ILogger logger, ImportId importId, int rows);

    // Warning, not Error: nothing is wrong with the host; a person looks at the rows again.
    [LoggerMessage(2503, LogLevel.Warning, "Import {ImportId}: nothing is imported. Something changed after the preview ({Failure})")]
    public static partial void ImportOvertaken(this ILogger logger, ImportId importId, string failure);

    // Warning, not Error: it goes on by itself when the vault is back.
    [LoggerMessage(2504, LogLevel.Warning, "Import {ImportId} waits for the vault: {Sentence}")]
    public static partial void ImportWaitsForVault(this ILogger logger, ImportId importId, string sentence);
}
