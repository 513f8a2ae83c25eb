using System.Globalization;

namespace Smartcard.SystemTests.Pcsc;

public sealed class CardToolTests
{
    [Fact]
    public async Task A_program_that_hangs_is_ended_with_what_it_started_and_said_with_what_it_printed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no shell.");

        var late = await Assert.ThrowsAsync<TimeoutException>(() => CardTool.RunToEndAsync(
            TimeSpan.FromSeconds(3), "/bin/sh", new Dictionary<string, string>(), "-c", "sleep 600 & echo pid $!; wait"));

        var child = int.Parse(late.Message.Split("pid ")[1], CultureInfo.InvariantCulture);
        for (var tries = 0; IsRunning(child) && tries < 100; tries++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.False(IsRunning(child), $"Process {child} goes on.");
    }

    /// <summary>A zombie is over.</summary>
    private static bool IsRunning(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
