using Smartcard.CardTasks;

namespace Smartcard.Helper;

/// <summary>
/// What the helper notes for the people who look after the workstation. Never a passcode, a code, a token or a card's
/// identity.
/// </summary>
internal static partial class Log
{
    // Nothing fails by it, but what else runs on this computer may.
    [LoggerMessage(5001, LogLevel.Warning, "This computer's clock is {Gap} of the host's. Card tasks still work, but set the clock")]
    public static partial void ClockIsOff(this ILogger logger, ClockGap gap);

    [LoggerMessage(5002, LogLevel.Information, "{Kind}: {Outcome}")]
    public static partial void TaskEnded(this ILogger logger, CardTaskKind kind, CardTaskOutcome outcome);

    [LoggerMessage(5003, LogLevel.Warning, "{Fault}")]
    public static partial void ReaderFailed(this ILogger logger, string fault);

    // People take cards out all the time.
    [LoggerMessage(5004, LogLevel.Information, "{Fault}")]
    public static partial void CardWentAway(this ILogger logger, string fault);

    [LoggerMessage(5005, LogLevel.Warning, "Another reader helper of this person runs and does not answer. This one works by itself")]
    public static partial void OtherHelperIsSilent(this ILogger logger);

    [LoggerMessage(5006, LogLevel.Warning, "Helpers that are started later cannot be answered: {Fault}")]
    public static partial void CannotAnswerOthers(this ILogger logger, string fault);
}
