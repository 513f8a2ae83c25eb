using System.Globalization;

namespace Smartcard.SystemTests.Host;

/// <summary>The clock of one process, which can be set while it runs: libfaketime, told by a file.</summary>
/// <remarks>Like a clock that is set, and unlike one that is slow: what counts spans of time goes on as before.</remarks>
internal sealed class SteppedClock
{
    private readonly string _file;

    public SteppedClock(string file)
    {
        _file = file;
        Set(TimeSpan.Zero);
    }

    /// <summary>Null when libfaketime is not installed.</summary>
    public static string? Library { get; } =
        Directory.Exists("/usr/lib")
            ? Directory
                .GetDirectories("/usr/lib", "*-linux-gnu*")
                .Select(d => Path.Combine(d, "faketime", "libfaketimeMT.so.1"))
                .FirstOrDefault(File.Exists)
            : null;

    /// <summary>So far from the machine's clock, ahead or behind. The process sees it within a second.</summary>
    public void Set(TimeSpan ahead)
    {
        // In one step: a process that found the file half written would be at the year 1970.
        var next = _file + ".next";
        File.WriteAllText(next, string.Create(CultureInfo.InvariantCulture, $"{ahead.TotalSeconds:+0;-0;+0}s\n"));
        File.Move(next, _file, overwrite: true);
    }

    internal void Give(IDictionary<string, string?> environment)
    {
        environment["LD_PRELOAD"] = Library;
        environment["FAKETIME_TIMESTAMP_FILE"] = _file;
        environment["FAKETIME_CACHE_DURATION"] = "1";
        environment["FAKETIME_DONT_RESET"] = "1";
        environment["FAKETIME_FORCE_MONOTONIC_FIX"] = "0"; // or every wait ends at once
        environment["DONT_FAKE_MONOTONIC"] = "1";
    }
}
