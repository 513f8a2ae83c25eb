namespace Smartcard.Designer.Definitions;

internal static partial class Log
{
    // Warning, not Error: the installation goes on with the workflow that it has.
    [LoggerMessage(1301, LogLevel.Warning, "The workflow file {FileName} cannot be used, so {DefinitionId} stays as it is: {Problem}")]
    public static partial void FileUnusable(this ILogger logger, string fileName, string definitionId, string problem);

    [LoggerMessage(
        1302,
        LogLevel.Information,
        "The workflow file {FileName} has changed. It is now the draft {VersionId}, and waits for somebody to publish it")]
    public static partial void FileDrafted(this ILogger logger, string fileName, string versionId);

    [LoggerMessage(
        1303,
        LogLevel.Information,
        "The workflow file {FileName} has changed while {DefinitionId} has a draft. It is offered beside the draft, "
        + "on the page of its versions")]
    public static partial void FileOffered(this ILogger logger, string fileName, string definitionId);
}
