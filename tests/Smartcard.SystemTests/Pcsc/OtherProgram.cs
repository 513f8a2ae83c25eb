using System.Diagnostics;
using Smartcard.Tests;

namespace Smartcard.SystemTests.Pcsc;

/// <summary>Another program on the workstation that is connected to the card: OpenSC's explorer, which waits for commands.</summary>
internal sealed class OtherProgram : IAsyncDisposable
{
    private const string Explorer = "/usr/bin/opensc-explorer";

    private readonly Process _process;
    private readonly Task _reading;
    private volatile string _said = "";

    private OtherProgram(Process process)
    {
        _process = process;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _reading = ReadAsync();
    }

    public static void SkipWhereMissing()
    {
        PcscDaemon.SkipWhereMissing();
        Assert.SkipUnless(File.Exists(Explorer), $"{Explorer} is not installed; on Debian: apt-get install opensc");
    }

    /// <summary>Connects to the card in the reader.</summary>
    /// <param name="folder">For its settings.</param>
    /// <param name="isExclusive">Whether it lets nobody else connect.</param>
    public static async Task<OtherProgram> ConnectAsync(DirectoryInfo folder, bool isExclusive, CancellationToken cancellationToken)
    {
        var settings = Path.Combine(folder.FullName, "opensc.conf");
        await File.WriteAllTextAsync(
            settings,
            $"app default {{ reader_driver pcsc {{ connect_exclusive = {(isExclusive ? "true" : "false")}; }} }}",
            cancellationToken);
        var start = new ProcessStartInfo("stdbuf", ["-oL", Explorer, "--reader", PcscDaemon.ReaderName, "--mf", ""])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["OPENSC_CONF"] = settings },
        };
        var program = new OtherProgram(Process.Start(start)!);
        await program.AnswersAsync("connected", cancellationToken);
        return program;
    }

    /// <summary>Waits until it has done what it was told before.</summary>
    public async Task AnswersAsync(string word, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync($"echo {word}".AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        await Patience.UntilAsync(
            $"{Explorer} to answer {word}",
            () => (_said.Contains(word, StringComparison.Ordinal) || _process.HasExited, _said),
            cancellationToken);
        Assert.False(_process.HasExited, _said);
    }

    /// <summary>Sends a command to the card.</summary>
    public Task SendAsync(string apdu, CancellationToken cancellationToken) =>
        _process.StandardInput.WriteLineAsync($"apdu {apdu}".AsMemory(), cancellationToken);

    public bool Said(string words) => _said.Contains(words, StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await _process.StandardInput.WriteLineAsync("quit");
            await _process.StandardInput.FlushAsync();
            await Patience.EndOfAsync(_process.WaitForExitAsync(), $"{Explorer} to end", CancellationToken.None);
        }

        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new char[4096];
        int length;
        while ((length = await _process.StandardOutput.ReadAsync(buffer)) > 0)
        {
            _said += new string(buffer, 0, length);
        }
    }
}
