using System.Runtime.InteropServices;

namespace Smartcard.Expressions;

/// <summary>How much of the processor an expression may have; it is evaluated on the thread that makes this.</summary>
/// <remarks>
/// Not the time on the wall: on a busy machine seconds go by in which it does nothing, and nobody's journey may end for
/// that.
/// </remarks>
internal sealed partial class ProcessorBudget(TimeSpan limit)
{
    /// <summary>What every expression has: steps and memory are counted, and this is for what one step may do.</summary>
    public static readonly TimeSpan OfExpressions = TimeSpan.FromSeconds(2);

    private readonly TimeSpan _began = TimeOfThisThread();

    public TimeSpan Limit => limit;

    public string Words => TooLong(limit);

    public bool IsSpent => TimeOfThisThread() - _began > limit;

    public static string TooLong(TimeSpan limit) => $"it runs for longer than {limit.TotalSeconds} s";

    /// <summary>What this thread has had of the processor since it started; .NET tells only that of a whole process.</summary>
    public static TimeSpan TimeOfThisThread()
    {
        if (OperatingSystem.IsWindows())
        {
            const nint thisThread = -2;
            return GetThreadTimes(thisThread, out _, out _, out var kernel, out var user)
                ? TimeSpan.FromTicks(kernel + user)
                : throw new InvalidOperationException("Windows does not tell the time of a thread.");
        }

        var clock = OperatingSystem.IsMacOS() ? 16 : 3; // CLOCK_THREAD_CPUTIME_ID
        return ClockGetTime(clock, out var time) == 0
            ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick)
            : throw new InvalidOperationException("The system does not tell the time of a thread.");
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetThreadTimes(nint thread, out long created, out long ended, out long kernel, out long user);

    private readonly struct TimeSpec
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
