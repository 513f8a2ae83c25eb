using System.Diagnostics;

namespace Smartcard.SystemTests.Pcsc;

/// <summary>Runs programs of others that talk to the card in pcscd's reader, to their end.</summary>
internal static class CardTool
{
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
    public static async Task<(int ExitCode, string Output)> RunToEndAsync(
        string program, IReadOnlyDictionary<string, string> environment, params string[] arguments)
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
        var errors = process.StandardError.ReadToEndAsync(ct);
        var output = await process.StandardOutput.ReadToEndAsync(ct) + await errors;
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, output);
    }
}
