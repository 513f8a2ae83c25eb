using Microsoft.Extensions.Time.Testing;

namespace Smartcard.Tests.Helper.Tasks.Piv;

internal static class PivBenchTime
{
    /// <summary>
    /// Runs while time passes a hundred times as fast: a machine that is busy for a second must not use up a patience of minutes.
    /// </summary>
    public static async Task RunAsync(this PivBench bench, FakeTimeProvider time)
    {
        var running = bench.RunAsync();
        while (!running.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(250));
            await Task.WhenAny(running, Task.Delay(2));
        }

        await running;
    }
}
