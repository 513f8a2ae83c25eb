using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using Smartcard.Tests;

namespace Smartcard.SystemTests.Host;

/// <summary>The shipped host as a process of its own, which can be killed as an operator, a power cut or a kernel kills it.</summary>
internal sealed class HostProcess(string folder, int port, params IReadOnlyList<string> settings) : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<HostProcess, Process> _all = [];

    private Process? _process;

    /// <summary>The processor time of all that run now, and of this program, in which some tests have their host.</summary>
    public static TimeSpan Work =>
        _all.Values.Append(Process.GetCurrentProcess()).Aggregate(TimeSpan.Zero, (sum, process) => sum + WorkOf(process));

    public string Address => $"http://127.0.0.1:{port}";

    /// <summary>Null = its clock is the machine's.</summary>
    public SteppedClock? Clock { get; init; }

    /// <summary>How often it was killed.</summary>
    public int Kills { get; private set; }

    public bool IsRunning => _process is { HasExited: false };

    public async Task StartAsync(CancellationToken ct)
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Smartcard.Server.exe" : "Smartcard.Server");
        var start = new ProcessStartInfo(program) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var setting in new[] { $"--Data:Folder={folder}", $"--urls={Address}" }.Concat(settings))
        {
            start.ArgumentList.Add(setting);
        }

        Clock?.Give(start.Environment);
        start.Environment["DOTNET_TieredPGO"] = "0"; // to count what runs often pays off in no life as short as this
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // one that is killed would leave its sockets in the temp directory
        _process = Process.Start(start)!;
        _all[this] = _process;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var patience = new Patience($"the host to listen on {Address}");
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            patience.Look(LastLine);
            Assert.False(_process.HasExited, $"The host ended at its start.\n{Log}");
            try
            {
                using var socket = new TcpClient();
                await socket.ConnectAsync("127.0.0.1", port, ct);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(25, ct);
            }
        }
    }

    /// <summary>SIGKILL: nothing is said, flushed or finished.</summary>
    public async Task KillAsync()
    {
        Kills++;
        _all.TryRemove(this, out _);
        _process!.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>It does nothing for so long, and does not know it: SIGSTOP and SIGCONT.</summary>
    public async Task FreezeAsync(TimeSpan span, CancellationToken ct)
    {
        await SignalAsync("STOP");
        try
        {
            await Task.Delay(span, ct);
        }
        finally
        {
            await SignalAsync("CONT");
        }
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process!.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>All it printed, in all its lives.</summary>
    public string Log
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    private string LastLine
    {
        get
        {
            lock (_lines)
            {
                return $"{_lines.Count} lines in its log, the last: {_lines.LastOrDefault()}";
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }
    }

    private static TimeSpan WorkOf(Process process)
    {
        try
        {
            return process.TotalProcessorTime;
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception)
        {
            return TimeSpan.Zero; // killed this moment
        }
    }

    private readonly List<string> _lines = [];

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_lines)
        {
            _lines.Add(line.Data ?? "");
        }
    }
}
