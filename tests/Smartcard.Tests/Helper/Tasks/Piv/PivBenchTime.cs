using Microsoft.Extensions.Time.Testing;

namespace Smartcard.Tests.Helper.Tasks.Piv;

internal static class PivBenchTime
{
    /// <summary>Runs while time passes as fast as it can.</summary>
    public static async Task RunAsync(this PivBench bench, FakeTimeProvider time)
    {
        var running = bench.RunAsync();
        while (!running.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(running, Task.Delay(2));
        }

        await running;
    }
}
