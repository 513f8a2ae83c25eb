using System.Diagnostics;

namespace Smartcard.SystemTests.Pcsc;

/// <summary>Runs programs of others that talk to the card in pcscd's reader, to their end.</summary>
internal static class CardTool
{
    /// <summary>The slowest, which makes keys, takes seconds.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>Call first in each test that runs the program.</summary>
    public static void SkipWhereMissing(string program, string package)
    {
        PcscDaemon.SkipWhereMissing();
        Assert.SkipUnless(File.Exists(program), $"{program} is not installed; on Debian: apt-get install {package}");
    }

    /// <returns>What it printed, errors last.</returns>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var (exitCode, output) = await RunToEndAsync(program, new Dictionary<string, string>(), arguments);
        Assert.True(exitCode == 0, output);
        return output;
    }

    /// <returns>Its exit code, and what it printed, errors last.</returns>
    public static Task<(int ExitCode, string Output)> RunToEndAsync(
        string program, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        RunToEndAsync(Longest, program, environment, arguments);

    /// <exception cref="TimeoutException">It did not end within the limit, so it was ended, with what it had started.</exception>
    public static async Task<(int ExitCode, string Output)> RunToEndAsync(
        TimeSpan limit, string program, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var ct = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = ReadToEndAsync(process);
        if (await Task.WhenAny(output, Task.Delay(limit, ct)) != output)
        {
            process.Kill(entireProcessTree: true);
            var printed = await output;
            ct.ThrowIfCancellationRequested();
            throw new TimeoutException($"{program} did not end within {limit}. It had printed: {printed}");
        }

        return (process.ExitCode, await output);
    }

    private static async Task<string> ReadToEndAsync(Process process)
    {
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = await process.StandardOutput.ReadToEndAsync(CancellationToken.None) + await errors;
        await process.WaitForExitAsync(CancellationToken.None);
        return output;
    }
}
