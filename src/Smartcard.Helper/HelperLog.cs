using System.Globalization;

namespace Smartcard.Helper;

/// <summary>Notes one line an event in a file on this computer. A file that cannot be written stops nothing.</summary>
/// <remarks>At most 1 MB, and the 1 MB before it as <c>.old</c>.</remarks>
internal sealed class HelperLog(string path, TimeProvider time) : ILogger
{
    private const long MaxBytes = 1024 * 1024;

    private readonly Lock _lock = new();

    /// <summary>Where it is unless <c>--log</c> says otherwise: with the person's own programs' data.</summary>
    public static string DefaultPath { get; } =
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "Smartcard", "helper.log");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var at = time.GetUtcNow().ToString("u", CultureInfo.InvariantCulture);
        var line = $"{at} {logLevel} {formatter(state, exception).ReplaceLineEndings(" ")}{Environment.NewLine}";
        try
        {
            lock (_lock)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
                if (new FileInfo(path) is { Exists: true, Length: > MaxBytes })
                {
                    File.Move(path, path + ".old", overwrite: true);
                }

                File.AppendAllText(path, line);
            }
        }
        catch (Exception unwritable)
            when (unwritable is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            // The person at the card is more important than its record.
        }
    }
}
