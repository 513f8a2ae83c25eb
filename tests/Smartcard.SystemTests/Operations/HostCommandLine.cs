using System.Diagnostics;

namespace Smartcard.SystemTests.Operations;

/// <summary>The host's program with one of its commands, as an operator runs it.</summary>
internal static class HostCommandLine
{
    public static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Smartcard.Server"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    /// <returns>What it printed.</returns>
    public static async Task<string> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var (code, said) = await EndAsync(Start(arguments), cancellationToken);
        Assert.True(code == 0, said);
        return said;
    }

    public static async Task<(int Code, string Said)> EndAsync(Process process, CancellationToken cancellationToken)
    {
        using (process)
        {
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var said = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, said + await errors);
        }
    }
}
