using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Smartcard.Tests.Workflows;

/// <summary>The program of expressions as it lies beside the host, where only what the host needs lies with it.</summary>
public sealed class ExpressionProgramTests
{
    [Fact]
    public async Task Both_languages_run_beside_the_host()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var program = Path.Combine(Repository.Root, "src", "Smartcard.Server", "bin", configuration, "net10.0", OperatingSystem.IsWindows() ? "Smartcard.Expressions.exe" : "Smartcard.Expressions");
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

        using var process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync("""{"Language":0,"Text":"[1, 2].map(x => x + 1).join()","Longest":"00:00:02"}""");
        await process.StandardInput.WriteLineAsync("""{"Language":1,"Text":"{{ 'a,b' | split: ',' | last }} {{ 'now' | date: '%Y' }}","Now":"2026-11-28T07:00:00Z","Longest":"00:00:02"}""");
        process.StandardInput.Close();

        Assert.Contains("\"2,3\"", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("\"b 2026\"", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }
}
