using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Smartcard.Server.Telemetry;

/// <summary>Exceptions leave the host by type and place, never by message, which could hold what a person typed.</summary>
internal sealed class HarmlessLogs : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        if (data.Exception is not { } failure)
        {
            return;
        }

        List<KeyValuePair<string, object?>> attributes =
        [
            .. (data.Attributes ?? []).Where(a => a.Value is not Exception),
            new("exception.type", failure.GetType().FullName),
            new(
                "exception.stacktrace",
                string.Join("\n caused by ", Chain(failure).Select(f => $"{f.GetType().FullName}\n{f.StackTrace}"))),
        ];
        data.Attributes = attributes;
        data.Exception = null;
    }

    private static IEnumerable<Exception> Chain(Exception failure)
    {
        for (Exception? at = failure; at is not null; at = at.InnerException)
        {
            yield return at;
        }
    }
}
